"""The room `signing` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    """Signing."""

    name = "khue.foundation.signing"
    label = "signing"
    verbose_name = _("Signing")
