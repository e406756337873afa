"""The room `classes` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    """Classes."""

    name = "khue.sector.classes"
    label = "classes"
    verbose_name = _("Classes")
