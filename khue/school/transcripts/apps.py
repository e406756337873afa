"""The room `transcripts` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranscriptsConfig(AppConfig):
    """Transcripts."""

    name = "khue.school.transcripts"
    label = "transcripts"
    verbose_name = _("Transcripts")
