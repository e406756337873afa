"""The room `staff` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Staff."""

    name = "khue.sector.staff"
    label = "staff"
    verbose_name = _("Staff")
