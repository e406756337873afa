"""The record of an organisation as of any day, and the form of its contact data."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.rules import can, require
from khue.core.scope import Scope
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.foundation.organisations.choices import GOVERNING, OrganisationKind, ParentKind
from khue.foundation.organisations.forms import CHANGES, ContactForm
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.organisations.selectors import (
    ancestors,
    changes_of,
    code_history,
    codes_of,
    counts_below,
    facts_on,
    followers_of,
    groups_of,
    names_of,
    organisation,
    parent_history,
    parents_of,
    province_of,
    sites_of,
)
from khue.foundation.organisations.services.inside import edit_contact
from khue.foundation.organisations.services.previews import things_of
from khue.foundation.organisations.views.days import DayShown, day_shown

MOST_CHANGES = 20


def found_or_404(uuid: UUID, day: dt.date | None = None) -> Organisation:
    """The organisation of an address. All organisations are public to whoever signed in."""
    row = organisation(uuid, on=day)
    if row is None:
        raise Http404
    return row


@require_safe
def record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What an organisation is on the day, where it stands, what it has, and what happened to it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]  # the middleware opens it
    require(scope, "organisations.view")
    shown = day_shown(request)
    row = found_or_404(uuid, shown.day)
    facts = facts_on([row.pk], shown.day)[row.pk]
    unit = Unit.objects.filter(pk=facts.unit).first() if facts and facts.unit else None
    parents = parents_of([row.pk], on=shown.day)
    context = {
        "row": row,
        "name": facts.name if facts else row.name,
        "short_name": facts.short_name if facts else row.short_name,
        "code": codes_of([row.pk], on=shown.day).get(row.pk, ""),
        "exists": facts is not None,
        "shown": shown,
        "crumbs": crumbs(row, shown, facts.short_name if facts else row.short_name),
        "administrative": parents.get((row.pk, ParentKind.ADMINISTRATIVE)),
        "professional": parents.get((row.pk, ParentKind.PROFESSIONAL)),
        "unit": unit,
        "province": province_of(unit, on=shown.day) if unit else None,
        "followers": followers_of(row),
        "may_change": can(scope, "organisations.change", row) and row.valid_to is None,
        "may_edit": can(scope, "organisations.contact", row),
        "acts": [(act, form.title) for act, form in CHANGES.items()],
    }
    return render(request, "organisations/record.html", context | _inside(row, shown) | _history(row))


def crumbs(row: Organisation, shown: DayShown, last: str) -> list[Crumb]:
    """The way down the administrative tree of the day."""
    above = ancestors(row, on=shown.day)
    way = [Crumb(each.short_name_then, each.get_absolute_url() + shown.query) for each in above]
    return [*way, Crumb(last)]


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How an organisation is reached: heads edit their own, the department everybody's."""
    row = found_or_404(uuid)
    require(request.scope, "organisations.contact", row)  # type: ignore[attr-defined]  # as above
    form = ContactForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        edit_contact(row=row, **form.values())
        notify(request, _("Saved."))
        return redirect(row)
    context = {"form": form, "row": row, "crumbs": crumbs(row, day_shown(request), row.short_name)}
    return render(request, "organisations/contact.html", context, status=422 if form.errors else 200)


def _inside(row: Organisation, shown: DayShown) -> dict[str, Any]:
    """Sites, groups, who stands below by kind, and what higher rooms count."""
    counts = counts_below([row.pk], on=shown.day)[row.pk] if row.kind in GOVERNING else None
    below = [
        {"label": OrganisationKind(kind).label, "kind": kind, "number": number}
        for kind, number in sorted(counts.kinds.items())
    ] if counts else []  # fmt: skip
    return {
        "sites": sites_of(row, on=shown.day),
        "groups": groups_of(row, on=shown.day),
        "below": below,
        "things": things_of(row, shown.day),
    }


def _history(row: Organisation) -> dict[str, Any]:
    """Everything that ever held and every change, the latest first."""
    events: list[dict[str, Any]] = []
    events += [{"kind": "change", "day": each.date, "it": each} for each in changes_of(row)[:MOST_CHANGES]]
    events += [{"kind": "parent", "day": each.valid_from, "it": each} for each in parent_history(row)]
    events += [{"kind": "name", "day": each.valid_from, "it": each} for each in names_of(row)]
    events += [{"kind": "code", "day": each.valid_from, "it": each} for each in code_history(row)]
    return {"events": sorted(events, key=lambda event: event["day"], reverse=True)}
