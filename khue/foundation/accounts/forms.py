"""The sign-in form, and the form that gives a role."""

from __future__ import annotations

import struct
from typing import Any, Final

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.cache import cache
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, Role
from khue.foundation.accounts.models import Account
from khue.foundation.organisations.choices import GOVERNING, OrganisationKind
from khue.foundation.organisations.models import Organisation

CODE_LIVES: Final = 120
"""Seconds for which a code is remembered as used: longer than the three steps of thirty that are taken."""
LONGEST_CREDENTIAL: Final = 100_000
"""Characters; devices answer with a few thousand."""
ROLES: Final = (Role.DIRECTOR, Role.SPECIALIST, Role.ADMINISTRATOR, Role.COMMUNE_OFFICER)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Login and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login or phone number")
        self.fields["password"].label = _("Password")
        self.fields["remember"].widget = HiddenInput()


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Password you have now"),
            "password1": _("New password"),
            "password2": _("New password once more"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("At least ten characters, not digits alone.")

    def clean(self) -> dict[str, Any]:
        """Both new passwords are the same, and not the old one."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("password1") and values.get("password1") == values.get("oldpassword"):
            self.add_error("password1", _("This is the password you have now. Choose another one."))
        if values.get("password1") and values.get("password1") != values.get("password2"):
            del self.errors["password2"]
            self.add_error("password2", _("The two new passwords differ. Type the same one twice."))
        return values


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("Password"), ""
        field.widget.attrs.pop("placeholder", None)


class CodeField(forms.CharField):
    """A code of digits, as a phone shows it: spaces do not matter."""

    def __init__(self, label: Any, help_text: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(
            label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=attributes)
        )

    def to_python(self, value: Any) -> str:
        """Without its spaces."""
        return "".join(str(super().to_python(value) or "").split())


class CredentialField(forms.JSONField):
    """What a device answered (`kind`); what is no such answer, whatever it is, is refused like a wrong one."""

    def __init__(self, kind: type[AuthenticationResponse | RegistrationResponse]) -> None:
        super().__init__(widget=HiddenInput)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        """The answer as JSON, once it was read whole. Raises `ValidationError`."""
        if len(str(value)) > LONGEST_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code")
        try:
            credential = super().to_python(value)
            self.kind.from_dict(credential)
        except (LookupError, RecursionError, TypeError, ValueError, AttributeError, struct.error) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return credential


class DoorPasskeyForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of login and password."""

    credential = CredentialField(AuthenticationResponse)


class StepPasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""

    credential = CredentialField(AuthenticationResponse)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey to keep, under a name."""

    name = forms.CharField(max_length=60, required=False)
    credential = CredentialField(RegistrationResponse)


def spend_code(account: Account, code: str) -> str:
    """The code, which from now on opens nothing; raises `ValidationError` when it was used before."""
    if not cache.add(f"second-step:{account.pk}:{code}", "used", timeout=CODE_LIVES):
        raise get_adapter().validation_error("incorrect_code")
    return code


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or one of the codes kept for the day the phone is gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(
            _("Code"), _("Six digits from the app on your phone, or one of your spare codes.")
        )

    def clean_code(self) -> str:
        """A code opens once, also while the steps beside its own are still taken.

        One guess at a time: guesses sent together would count as one.
        """
        Account.objects.select_for_update().get(pk=self.user.pk)
        return spend_code(self.user, super().clean_code())


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(_("Code"), _("Six digits that the app shows now."))

    def clean_code(self) -> str:
        """Whoever saw it over a shoulder does not sign in with it."""
        return spend_code(self.user, super().clean_code())


class RoleForm(forms.Form):
    """Who gets which role at which office."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Full name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=[(each.value, each.label) for each in ROLES])
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    title = forms.CharField(label=_("Title on papers"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = Organisation.objects.filter(holds_on(clock.today()), kind__in=GOVERNING)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = offices.order_by("path")

    def clean(self) -> dict[str, Any]:
        """A role of the department is worn there, a commune officer's at a commune."""
        values: dict[str, Any] = super().clean() or {}
        here, role = values.get("organisation"), values.get("role")
        if here is None or role is None:
            return values
        is_commune = here.kind == OrganisationKind.COMMUNE
        if is_commune != (role not in DEPARTMENT_ROLES):
            self.add_error("organisation", _("This role is not worn at this organisation."))
        return values
