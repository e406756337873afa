"""Signing in, changing hats, changing language."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khue.core.rules import require
from khue.core.web.scoping import open_before, open_to_strangers
from khue.foundation.accounts.forms import SignInForm
from khue.foundation.accounts.selectors import hats_of
from khue.foundation.accounts.services import wear

CITIES = frozenset({"Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"})
"""The provinces that are cities (Resolution 202/2025/QH15): the door calls each by its kind."""


@open_to_strangers
class SignIn(LoginView):  # type: ignore[misc]
    """The door: one form, one filled button."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the left half offers to people without an account."""
        facts = {
            **at_the_door(),
            "forgot_url": reverse("account_signup"),
            "first_url": reverse("account_signup"),
            "passkey_url": reverse("mfa_login_webauthn"),
        }
        return {**super().get_context_data(**kwargs), **facts}


def at_the_door() -> dict[str, Any]:
    """What the pages before signing in say of the platform, and offer to people without an account."""
    name = settings.KHUE.province
    words = _("%(name)s City") if name in CITIES else _("%(name)s Province")
    check = {
        "href": "/kiem-tra/",
        "icon": "badge-check",
        "label": _("Check a paper"),
        "note": _("by the code printed on it"),
    }
    return {
        "platform": _("Education platform of %(province)s") % {"province": words % {"name": name}},
        "owner": _("Department of Education and Training of %(province)s") % {"province": name},
        "open_doors": [check],
    }


sign_in = open_to_strangers(SignIn.as_view())


@open_before
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def change_hat(request: HttpRequest) -> HttpResponse:
    """Wear another of one's own hats (`hat`, a UUID); somebody else's is not found."""
    require(request.scope, "accounts.wear")  # type: ignore[attr-defined]
    wanted = request.POST.get("hat", "")
    hat = next((each for each in hats_of(request.user) if str(each.uuid) == wanted), None)  # type: ignore[arg-type]
    if hat is None:
        raise Http404
    wear(account=request.user, membership=hat)  # type: ignore[arg-type]
    return redirect("/")


def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: hats, language, password."""
    return render(request, "accounts/profile.html", {"hats": hats_of(request.user)})  # type: ignore[arg-type]
