"""The room `people` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People."""

    name = "khue.foundation.people"
    label = "people"
    verbose_name = _("People")
