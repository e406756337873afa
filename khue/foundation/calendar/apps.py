"""The room `calendar` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, Room, menu, rooms, sheets, upkeep


class CalendarConfig(AppConfig):
    """Calendar."""

    name = "khue.foundation.calendar"
    label = "calendar"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        """Tell the house where the room is."""
        from khue.core.bulk.simple import simple_sheet
        from khue.foundation.calendar.services import open_coming_years
        from khue.foundation.calendar.tables import HOLIDAYS

        upkeep.register("calendar.years", open_coming_years)

        sheets.register(HOLIDAYS.sheet, simple_sheet(HOLIDAYS))
        rooms.register(
            "calendar", Room("lich/", "khue.foundation.calendar.urls", "khue.foundation.calendar.api")
        )
        menu.register(
            "calendar.terms",
            MenuItem(_("Terms"), "calendar:term-list", "calendar-check", "calendar.decide_terms", "settings"),
        )
        menu.register(
            "calendar",
            MenuItem(
                _("Days off"), "calendar:holiday-list", "calendar-days", "calendar.add_holiday", "settings"
            ),
        )
