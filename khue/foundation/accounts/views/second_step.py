"""The second step of signing in: an app's codes, passkeys, and codes for the day the phone is gone.

allauth does the work; what it cannot know is added: our words, the audit, and that a stranger may be at these doors.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khue.core import audit
from khue.core.ui.notices import notify
from khue.core.web.scoping import open_to_strangers, sensitive
from khue.foundation.accounts.forms import (
    AppForm,
    DoorPasskeyForm,
    NewPasskeyForm,
    SecondStepForm,
    StepPasskeyForm,
)
from khue.foundation.accounts.views.signing_in import at_the_door


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """Between the password and the first page: a code, or a passkey."""

    template_name = "accounts/second_step.html"
    form_class = SecondStepForm
    webauthn_form_class = StepPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which ways this account has."""
        has_keys = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return {**super().get_context_data(**kwargs), **at_the_door(), "has_keys": has_keys}


class PasskeyDoor(LoginWebAuthnView):  # type: ignore[misc]
    """In by a passkey alone: the device has asked its owner who they are."""

    form_class = DoorPasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the device has to answer."""
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]
    """Join an app on the phone to the account: scan, then type what it shows."""

    template_name = "accounts/app.html"
    form_class = AppForm

    def form_valid(self, form: Any) -> HttpResponse:
        """From now on signing in asks for its code."""
        answer: HttpResponse = super().form_valid(form)
        audit.record("accounts.second_step_added", self.request.user, way="totp")
        notify(self.request, _("From now on signing in asks for the code of your app."))
        return answer


class LeaveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Sign in without the app again."""

    template_name = "accounts/app_off.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The app's codes open nothing any more."""
        answer: HttpResponse = super().form_valid(form)
        audit.record("accounts.second_step_removed", self.request.user, way="totp")
        notify(self.request, _("Signing in no longer asks for the code of your app."))
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Keep a passkey on this device, or on a key that is plugged in."""

    template_name = "accounts/passkey.html"
    form_class = NewPasskeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The passkey opens the account."""
        answer: HttpResponse = super().form_valid(form)
        audit.record("accounts.second_step_added", self.request.user, way="webauthn")
        notify(self.request, _("The passkey is kept."))
        return answer


class SpareCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The spare codes, readable once."""

    template_name = "accounts/spare_codes.html"


class NewSpareCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Other spare codes; the old ones open nothing any more."""

    template_name = "accounts/new_spare_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """On to the page that shows them once."""
        answer: HttpResponse = super().form_valid(form)
        audit.record("accounts.spare_codes_made", self.request.user)
        return answer


second_step = open_to_strangers(SecondStep.as_view())
passkey_door = open_to_strangers(PasskeyDoor.as_view())
set_up_app = sensitive(SetUpApp.as_view())
leave_app = sensitive(LeaveApp.as_view())
add_passkey = sensitive(AddPasskey.as_view())
spare_codes = sensitive(SpareCodes.as_view())
new_spare_codes = sensitive(NewSpareCodes.as_view())


@sensitive
@require_POST
def drop_passkey(request: HttpRequest) -> HttpResponse:
    """Forget one of one's own passkeys (`passkey`, its number in the list of the account's own)."""
    number = request.POST.get("passkey", "")
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    passkey = get_object_or_404(keys, pk=int(number) if number.isdecimal() and len(number) < LONGEST else 0)
    flows.remove_authenticator(request, passkey)
    audit.record("accounts.second_step_removed", passkey.user, way="webauthn")
    notify(request, _("The passkey opens nothing any more."))
    return redirect(reverse("mfa_index"))


LONGEST = 19
"""Digits of the largest number that the database counts to."""
