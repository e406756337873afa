"""The room `accounts` as a Django app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, Room, menu, rooms
from khue.core.scope import Scope


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "khue.foundation.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the house how a request and a job come to their scope."""
        from khue.core.jobs import reopens_scopes
        from khue.core.web.scoping import scopes_requests
        from khue.foundation.accounts import selectors

        def of_request(request: HttpRequest) -> Scope | None:
            return selectors.scope_of_request(request)

        scopes_requests(of_request)
        reopens_scopes(selectors.scope_of_membership)
        rooms.register("accounts", Room("", "khue.foundation.accounts.urls"))
        accounts = MenuItem(
            _("Accounts"), "accounts:account-list", "key-round", "accounts.view", "settings", weight=10
        )
        menu.register("accounts", accounts)
