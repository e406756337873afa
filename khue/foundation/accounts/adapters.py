"""How allauth is fitted to us: nobody signs up by themselves, accounts are given."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import account_with_hats

SILENT = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class SignedIn(AuthenticationBackend):  # type: ignore[misc]
    """Checks a password as allauth does; an account that is signed in comes with its hats."""

    def get_user(self, user_id: int) -> Account | None:
        """The account, while it is open."""
        return account_with_hats(user_id)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; sign-in as allauth does it, in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The login or the password is not right. Check Caps Lock and try again."
        ),
        "account_inactive": _("This account is closed. Ask your school or office to open it again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "enter_current_password": _("Type the password you have now."),
        "incorrect_password": _("The password is not right."),
    }

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count by login and address: whoever guesses at a login does not lock its owner out elsewhere."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say nothing of what everybody sees: that one is signed in, or out."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: an answer of 4xx rolls back what the request wrote, and with it the count of its failure."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False
