"""One's own safety on one page: password, second step, and where one is signed in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core.ui.notices import notify
from khue.foundation.accounts.selectors import second_steps_of, sessions_of
from khue.foundation.accounts.services import end_sessions

MOST_PLACES = 50
"""Shown on the page; what ends sessions ends all of them."""


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What protects the account, and every place where it is signed in."""
    steps = second_steps_of(request.user.pk or 0)
    recovery = steps.get(Authenticator.Type.RECOVERY_CODES, [])
    context = {
        "app": next(iter(steps.get(Authenticator.Type.TOTP, [])), None),
        "passkeys": [
            {"row": row, "number": str(row.pk), "name": row.wrap().name}
            for row in steps.get(Authenticator.Type.WEBAUTHN, [])
        ],
        "spare_codes": len(recovery[0].wrap().get_unused_codes()) if recovery else None,
        "sessions": sessions_of(request.user.pk or 0, request.session.session_key or "")[:MOST_PLACES],
    }
    return render(request, "accounts/security.html", context)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: one place (`session`, its name on the page) or, without it, everywhere but here."""
    wanted = request.POST.get("session", "")
    places = sessions_of(request.user.pk or 0, request.session.session_key or "")
    others = [each for each in places if not each.is_here]
    chosen = [each for each in others if each.name == wanted] if wanted else others
    if wanted and not chosen:
        raise Http404
    end_sessions(request.user, [each.row for each in chosen])  # type: ignore[arg-type]
    notify(request, _("Signed out there."))
    return redirect("mfa_index")
