"""The portal as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


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
