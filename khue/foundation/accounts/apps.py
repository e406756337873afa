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
        from khue.core.web.scoping import confirms_requests, detains_requests, scopes_requests
        from khue.foundation.accounts import selectors
        from khue.foundation.accounts.models import Membership
        from khue.foundation.accounts.services import hats_follow, hats_return, hats_that_follow
        from khue.foundation.organisations.services import (
            Follower,
            Preview,
            counted,
            organisation_followers,
            organisation_previews,
        )

        def of_request(request: HttpRequest) -> Scope | None:
            return selectors.scope_of_request(request)

        scopes_requests(of_request)
        detains_requests(selectors.password_to_choose)
        confirms_requests(selectors.confirmation_of)
        reopens_scopes(selectors.scope_of_membership)
        rooms.register("accounts", Room("", "khue.foundation.accounts.urls"))
        organisation_previews.register(
            "accounts", Preview(_("Roles of people"), counted(Membership), on_record=False)
        )
        organisation_followers.register(
            "accounts",
            Follower(10, hats_follow, hats_return, lambda: {_("Roles of people"): hats_that_follow()}),
        )
        accounts = MenuItem(
            _("Accounts"), "accounts:account-list", "key-round", "accounts.view", "settings", weight=10
        )
        menu.register("accounts", accounts)
