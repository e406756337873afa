"""Changing organisations: a form, then what would change, then the act; and taking a change back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core import idempotency
from khue.core.ids import uuid7
from khue.core.rules import can, require
from khue.core.ui.notices import notify
from khue.foundation.organisations.forms import CHANGES, ChangeForm, FoundForm, TakeBackForm
from khue.foundation.organisations.models import Organisation, OrganisationChange
from khue.foundation.organisations.selectors import changes
from khue.foundation.organisations.services import ChangeRefused, Plan, apply_plan, may_take_back, take_back
from khue.foundation.organisations.views.days import day_shown
from khue.foundation.organisations.views.describing import blocks_of_plan, groups_of_plan
from khue.foundation.organisations.views.records import crumbs, found_or_404

SEEN, AGAIN = "seen", "again"


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found an organisation."""
    require(request.scope, "organisations.change")  # type: ignore[attr-defined]  # the middleware opens it
    return _change(request, FoundForm, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Rename, move, merge, split or close an organisation."""
    row = found_or_404(uuid)
    if act not in CHANGES:
        raise Http404
    require(request.scope, "organisations.change", row)  # type: ignore[attr-defined]  # as above
    return _change(request, CHANGES[act], row)


def _change(request: HttpRequest, kind: type[ChangeForm], row: Organisation | None) -> HttpResponse:
    form = kind(row, request.POST or None)
    context: dict[str, Any] = {"form": form, "row": row, "title": form.title, "verb": form.verb}
    if row is not None:
        context["crumbs"] = crumbs(row, day_shown(request), row.short_name)
    if request.method == "POST" and AGAIN not in request.POST and form.is_valid():
        plan = form.plan()
        if plan is not None:
            return _seen(request, form, plan, context)
    return render(request, "organisations/change.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, form: ChangeForm, plan: Plan, context: dict[str, Any]) -> HttpResponse:
    """Make the change if this very plan was shown before; else show it."""
    seen = request.POST.get(SEEN, "")
    if seen == plan.fingerprint:
        try:
            made = apply_plan(plan)
        except ChangeRefused as refusal:
            form.add_error(None, refusal.messages)
            return render(request, "organisations/change.html", context, status=422)
        notify(request, _("Done. The change is in the history and can be taken back there."))
        return redirect("organisations:change-record", made.uuid)
    context |= {
        "plan": plan,
        "groups": groups_of_plan(plan),
        "blocks": blocks_of_plan(plan),
        "sent": [
            (key, value) for key, values in request.POST.lists() for value in values if key not in _OURS
        ],
        "overtaken": bool(seen),
        "key": str(uuid7()),
    }
    return render(request, "organisations/dry_run.html", context)


# Not what was typed: the act is a request of its own, with a key of its own.
_OURS = {"csrfmiddlewaretoken", idempotency.FIELD, SEEN, AGAIN}


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """The latest changes of the province."""
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # as above
    return render(request, "organisations/changes.html", {"changes": changes()[:100]})


@require_http_methods(["GET", "POST"])
def change_record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One change: its decision, who was part of it, and the way to take it back."""
    scope = request.scope  # type: ignore[attr-defined]  # as above
    require(scope, "organisations.view")
    made = get_object_or_404(changes(), uuid=uuid)
    may = can(scope, "organisations.change")
    form = TakeBackForm(request.POST or None)
    if request.method == "POST":
        require(scope, "organisations.change")
        if form.is_valid() and _taken_back(made, form):
            notify(request, _("The change was taken back."))
            return redirect("organisations:change-record", made.uuid)
    context = {"change": made, "form": form, "may": may, "refusal": _refusal(made) if may else ""}
    return render(request, "organisations/change_record.html", context, status=422 if form.errors else 200)


def _refusal(made: OrganisationChange) -> str:
    refusal = may_take_back(made)
    return " ".join(refusal.messages) if refusal else ""


def _taken_back(made: OrganisationChange, form: TakeBackForm) -> bool:
    try:
        take_back(change=made, reason=form.cleaned_data["reason"])
    except ChangeRefused as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True
