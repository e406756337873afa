"""The room `documents` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Papers."""

    name = "khue.foundation.documents"
    label = "documents"
    verbose_name = _("Papers")
