"""Terms: what holds for each school year and who decided it; the province decides."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.foundation.calendar.forms import TERMS, TermsForm
from khue.foundation.calendar.formulas import frame_of
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.calendar.selectors import terms_by_year, terms_of
from khue.foundation.calendar.services import decide_terms
from khue.foundation.organisations.models import Organisation

UNUSABLE = 422


@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """The school years with their terms as they hold where the hat is worn, the latest first."""
    scope = current_scope()
    require(scope, "calendar.view_term")
    context = {"years": terms_by_year(_here().path), "may_decide": can(scope, "calendar.decide_terms")}
    return render(request, "calendar/terms.html", context)


@require_http_methods(["GET", "POST"])
def term_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Decide the terms of a year; what held before, else the ministry's frame, stands there to begin with."""
    require(current_scope(), "calendar.decide_terms")
    here = _here()
    row = get_object_or_404(SchoolYear, number=year)
    form = TermsForm(request.POST or None, year=row.number, initial=_initial(here.path, row.number))
    if request.method == "POST" and form.is_valid():
        decide_terms(organisation=here.pk, year=row.number, terms=form.terms())
        notify(request, _("Saved."))
        return redirect("calendar:term-list")
    crumbs = [Crumb(_("Terms"), reverse("calendar:term-list")), Crumb(str(row))]
    context = {"form": form, "year": row, "here": here, "crumbs": crumbs}
    return render(request, "calendar/term.html", context, status=UNUSABLE if form.errors else 200)


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
