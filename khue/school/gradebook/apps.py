"""The room `gradebook` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GradebookConfig(AppConfig):
    """Gradebook."""

    name = "khue.school.gradebook"
    label = "gradebook"
    verbose_name = _("Gradebook")
