"""The room `organisations` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import (
    MenuItem,
    Room,
    SearchSource,
    menu,
    reference_data,
    rooms,
    searches,
    sheets,
    upkeep,
)


class OrganisationsConfig(AppConfig):
    """Organisations."""

    name = "khue.foundation.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        """Tell the house where the room is, what it lists, and what a change of organisations touches in it."""
        from khue.core.bulk.simple import simple_sheet
        from khue.foundation.organisations.models import InternalUnit, Site
        from khue.foundation.organisations.services import (
            Preview,
            counted,
            load_units,
            organisation_previews,
            settle_today,
        )
        from khue.foundation.organisations.sheets import SCHOOLS
        from khue.foundation.organisations.tables import GROUPS, SITES

        reference_data.register("organisations.units", load_units)
        upkeep.register("organisations.settle", settle_today)
        sheets.register(SCHOOLS.key, SCHOOLS)
        sheets.register(SITES.sheet, simple_sheet(SITES))
        sheets.register(GROUPS.sheet, simple_sheet(GROUPS))
        organisation_previews.register(
            "organisations.sites", Preview(_("Sites"), counted(Site), on_record=False)
        )
        organisation_previews.register(
            "organisations.groups", Preview(_("Groups and divisions"), counted(InternalUnit), on_record=False)
        )
        rooms.register(
            "organisations",
            Room("to-chuc/", "khue.foundation.organisations.urls", "khue.foundation.organisations.api"),
        )
        _found()
        menu.register(
            "organisations",
            MenuItem(
                _("Organisations"),
                "organisations:organisation-list",
                "building-2",
                "organisations.view",
                "sector",
                weight=20,
            ),
        )


def _found() -> None:
    """Let organisations be found in the search box."""
    from khue.foundation.organisations.search import (  # models load after apps
        find_organisations,
        more_organisations,
    )

    found = SearchSource(
        _("Organisations"),
        "building-2",
        "organisations.view",
        find_organisations,
        more_organisations,
        weight=40,
    )
    searches.register("organisations", found)
