"""The room `curriculum` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    """Curriculum."""

    name = "khue.foundation.curriculum"
    label = "curriculum"
    verbose_name = _("Curriculum")
