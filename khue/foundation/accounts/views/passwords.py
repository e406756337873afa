"""The pages of allauth that stay in use, in the house's frame and words; nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView, ReauthenticateView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.ui.notices import notify
from khue.core.web.scoping import open_before, open_to_strangers
from khue.foundation.accounts.forms import ConfirmForm, PasswordForm
from khue.foundation.accounts.selectors import sessions_of
from khue.foundation.accounts.services import end_sessions, own_password_chosen
from khue.foundation.accounts.views.signing_in import at_the_door


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password for oneself; other sessions of the account end."""

    template_name = "accounts/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("accounts:profile")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An account without a password (made, and never given one) learns who gives it."""
        if not getattr(request.user, "has_usable_password", bool)():
            return redirect("account_signup")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done; whoever came with a given password goes on to the first page."""
        account = self.request.user
        was_given = account.password_is_given
        answer: HttpResponse = super().form_valid(form)
        own_password_chosen(account)
        places = sessions_of(account.pk, self.request.session.session_key or "")
        end_sessions(account, [each.row for each in places if not each.is_here])
        notify(self.request, _("The new password is in force."))
        return redirect("/") if was_given else answer


class Confirm(ReauthenticateView):  # type: ignore[misc]
    """Type the password once more before something that needs it."""

    template_name = "accounts/confirm.html"
    form_class = ConfirmForm


change_password = open_before(ChangePassword.as_view())
confirm = Confirm.as_view()


@open_to_strangers
@require_http_methods(["GET", "HEAD", "POST"])
def no_signup(request: HttpRequest) -> HttpResponse:
    """Who gives accounts and new passwords: nobody makes an account for themselves."""
    return render(request, "accounts/no_signup.html", at_the_door())


@open_to_strangers
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """The account is closed: who opens it again."""
    return render(request, "accounts/closed.html", at_the_door())
