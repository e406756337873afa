"""The room `accounts` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "khue.foundation.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
