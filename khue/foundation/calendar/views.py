"""Terms: what holds for each school year and who decided it; the province, or who below it may."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.rules import Forbidden, can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.foundation.calendar.forms import TERMS, PolicyForm, TermsForm
from khue.foundation.calendar.formulas import frame_of
from khue.foundation.calendar.models import SchoolYear, Term
from khue.foundation.calendar.selectors import (
    deciders_below,
    may_decide_terms,
    own_terms,
    policy_of,
    terms_by_year,
    terms_of,
)
from khue.foundation.calendar.services import decide_terms, follow_above, set_term_policy
from khue.foundation.organisations.choices import TOP
from khue.foundation.organisations.formulas import parent_path
from khue.foundation.organisations.models import Organisation

UNUSABLE = 422


@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """The school years with their terms as they hold where the hat is worn, the latest first."""
    scope = current_scope()
    require(scope, "calendar.view_term")
    here = _here()
    may_ask = can(scope, "calendar.decide_terms")
    may_decide = may_ask and may_decide_terms(here)
    context = {
        "years": terms_by_year(here.path),
        "may_decide": may_decide,
        "is_top": here.kind in TOP,
        "forbidden": may_ask and not may_decide,
        "may_set_policy": can(scope, "calendar.set_term_policy"),
    }
    return render(request, "calendar/terms.html", context)


@require_http_methods(["GET", "POST"])
def term_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Decide the terms of a year; what held before, else the ministry's frame, stands there to begin with."""
    require(current_scope(), "calendar.decide_terms")
    here = _here()
    if not may_decide_terms(here):
        raise Forbidden("calendar.decide_terms")
    row = get_object_or_404(SchoolYear, number=year)
    form = TermsForm(request.POST or None, year=row.number, initial=_initial(here.path, row.number))
    if request.method == "POST" and form.is_valid():
        decide_terms(organisation=here, year=row.number, terms=form.terms())
        notify(request, _("Saved."))
        return redirect("calendar:term-list")
    context = {
        "form": form,
        "year": row,
        "here": here,
        "crumbs": _crumbs(str(row)),
        "is_own": bool(own_terms(here.pk, row.number)),
        "is_top": here.kind in TOP,
        "above": _inherited(here, row.number),
        "below": deciders_below(here.path, row.number),
    }
    return render(request, "calendar/term.html", context, status=UNUSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def term_follow(request: HttpRequest, year: int) -> HttpResponse:
    """Take back what was decided here for a year, after a look at the days that hold then."""
    require(current_scope(), "calendar.decide_terms")
    here, row = _here(), get_object_or_404(SchoolYear, number=year)
    if not own_terms(here.pk, row.number) or here.kind in TOP:
        raise Http404
    if request.method == "POST":
        follow_above(organisation=here, year=row.number)
        notify(request, _("The days decided above hold here again."))
        return redirect("calendar:term-list")
    context = {
        "year": row,
        "here": here,
        "crumbs": _crumbs(str(row)),
        "own": own_terms(here.pk, row.number),
        "above": _inherited(here, row.number),
    }
    return render(request, "calendar/term_follow.html", context)


@require_http_methods(["GET", "POST"])
def term_policy(request: HttpRequest) -> HttpResponse:
    """Say whether communes and schools may decide terms of their own."""
    require(current_scope(), "calendar.set_term_policy")
    here = _here()
    held = policy_of(here)
    initial = {"communes": held.communes, "schools": held.schools}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        set_term_policy(organisation=here, **form.cleaned_data)
        notify(request, _("Saved."))
        return redirect("calendar:term-list")
    return render(
        request,
        "calendar/term_policy.html",
        {"form": form, "here": here, "crumbs": _crumbs(_("Who decides"))},
    )


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Terms"), reverse("calendar:term-list")), Crumb(last)]


def _inherited(here: Organisation, year: int) -> list[Term]:
    """The terms that would hold without a decision of one's own, with who decided them."""
    above = terms_of(parent_path(here.path), year) if here.kind not in TOP else {}
    return [term for _number, term in sorted(above.items())]


def _here() -> Organisation:
    """Where the hat is worn."""
    found: Organisation | None = Organisation.objects.filter(pk=current_scope().organisation or 0).first()
    if found is None:
        raise Http404
    return found


def _initial(path: str, year: int) -> dict[str, Any]:
    held, frame = terms_of(path, year), frame_of(year)
    initial: dict[str, Any] = {}
    for number, days in zip(TERMS, frame.terms, strict=True):
        term = held.get(number)
        initial[f"starts_{number}"] = term.starts if term else days.first
        initial[f"ends_{number}"] = term.ends if term else days.last
    return initial
