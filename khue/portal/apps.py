"""The portal as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GUIDES = {
    "director": "so-gddt",
    "specialist": "so-gddt",
    "administrator": "quan-tri",
    "commune_officer": "xa-phuong",
    "head": "hieu-truong",
    "deputy_head": "hieu-truong",
    "registrar": "giao-vu",
    "records_clerk": "van-thu",
    "teacher": "giao-vien",
    "parent": "phu-huynh",
    "pupil": "hoc-sinh",
}


class PortalConfig(AppConfig):
    """Home pages, addresses, demo, bench."""

    name = "khue.portal"
    label = "portal"

    def ready(self) -> None:
        """Tell the engines who builds the frame, and which home page each role has."""
        from khue.core.registry import Home, homes
        from khue.core.web.frames import frames_requests
        from khue.foundation.accounts.choices import DEPARTMENT_ROLES, FAMILY, SCHOOL_OFFICE, Role
        from khue.portal.frames import frame_of
        from khue.portal.homes import family, province, rules, school, teacher

        self.rules = rules
        frames_requests(frame_of)
        overseers = DEPARTMENT_ROLES | {Role.COMMUNE_OFFICER}
        homes.register("province", Home(frozenset(overseers), province.home))
        homes.register("school", Home(SCHOOL_OFFICE | {Role.RECORDS_CLERK}, school.home))
        homes.register("teacher", Home(frozenset({Role.TEACHER}), teacher.home))
        homes.register("family", Home(FAMILY, family.home))
        self._places()
        self._guides()

    def _guides(self) -> None:
        """Which page of the guide is each role's, and what the search box finds in the house itself."""
        from khue.core.registry import SearchSource, guides, searches
        from khue.core.web.help import find_guides
        from khue.portal.search import find_children, find_places

        for role, slug in GUIDES.items():
            guides.register(f"role:{role}", slug)
        sources = (
            ("places", SearchSource(_("Places"), "arrow-right", "accounts.wear", find_places, weight=80)),
            (
                "guides",
                SearchSource(_("Guide"), "circle-question-mark", "accounts.wear", find_guides, weight=90),
            ),
            (
                "children",
                SearchSource(
                    pgettext_lazy("family", "Children"), "users", "homes.family", find_children, weight=10
                ),
            ),
        )
        for key, source in sources:
            searches.register(key, source)

    def _places(self) -> None:
        """The places of the portal itself: the first page, and what a family opens."""
        from khue.core.registry import MenuItem, menu

        places = (
            ("today", MenuItem(_("Today"), "home", "sun", "accounts.wear", weight=0, on_phone=True)),
            (
                "results",
                MenuItem(_("Results"), "results", "chart-column", "homes.family", weight=10, on_phone=True),
            ),
            (
                "own transcripts",
                MenuItem(
                    _("Transcripts"),
                    "transcripts:own",
                    "scroll-text",
                    "homes.family",
                    weight=20,
                    on_phone=True,
                ),
            ),
            (
                "account",
                MenuItem(_("Account"), "accounts:profile", "user", "homes.family", weight=90, on_phone=True),
            ),
        )
        for key, item in places:
            menu.register(key, item)
