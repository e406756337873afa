"""The room `pupils` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PupilsConfig(AppConfig):
    """Pupils."""

    name = "khue.sector.pupils"
    label = "pupils"
    verbose_name = _("Pupils")
