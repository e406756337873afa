"""The room `calendar` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Calendar."""

    name = "khue.foundation.calendar"
    label = "calendar"
    verbose_name = _("Calendar")
