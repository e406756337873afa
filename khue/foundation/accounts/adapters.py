"""How allauth is fitted to us: nobody signs up by themselves, accounts are given."""

from __future__ import annotations

from typing import Any, Final

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import account_with_hats, was_confirmed
from khue.foundation.people.services import open_text, seal_text

SILENT = ("account/messages/logged_", "mfa/messages/", "usersessions/messages/")
TYPED: Final = "khue_typed_at_the_door"
COLUMN: Final = "mfa_authenticator.data"


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

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Remember which password opened: the second step may take a quarter of an hour."""
        request.session[TYPED] = user.get_session_auth_hash()
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: Account) -> None:
        """Let in; whoever typed a password that is no longer the one in force types it again."""
        if request.session.pop(TYPED, "") != user.get_session_auth_hash():
            raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))
        super().login(request, user)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say nothing of what everybody sees, and nothing of what our own pages say in our words."""
        if not (message_template or "").startswith(SILENT):
            super().add_message(request, level, message_template, *args, **kwargs)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: an answer of 4xx rolls back what the request wrote, and with it the count of its failure."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """As for every sensitive act of ours: not within some minutes of signing in."""
        return not was_confirmed(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The password alone: everybody has one, and knows it."""
        return (
            [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}]
            if user.is_authenticated
            else []
        )


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of signing in: its secrets are sealed, its words are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "The code is not right, or was used already. Wait for the next one and type that."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Sealed with the installation's key, which lies outside the database."""
        return seal_text(text, COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed."""
        return open_text(encrypted_text, COLUMN)

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls the account."""
        return f"Khuê {settings.KHUE.province}"

    def build_totp_svg(self, url: str) -> str:
        """The QR code that the app reads."""
        return str(segno.make(url, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff"))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's name
        """A passkey without a name is called after nothing: its day and last use tell it apart."""
        return str(_("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom the device shows when it asks for the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}
