"""The sign-in form."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """Login and password, in our words."""

    error_messages = {
        "username_password_mismatch": _(
            "The login or the password is not right. Check Caps Lock and try again."
        ),
        "account_inactive": _("This account is closed. Ask your school or office to open it again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login or phone number")
        self.fields["password"].label = _("Password")
        self.fields["remember"].widget = HiddenInput()
