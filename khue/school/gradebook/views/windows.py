"""Entry windows: what holds for each term and who decided it; setting one shows whom it touches first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.tables.columns import decimal
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.forms import UNUSABLE, WindowForm
from khue.school.gradebook.selectors.books import TERMS
from khue.school.gradebook.selectors.delegations import delegations
from khue.school.gradebook.selectors.windows import WindowLine, effect_of, windows_at
from khue.school.gradebook.services.windows import lock_now, set_window
from khue.school.gradebook.views.opening import RESULT_TERM_WORDS, RESULT_TERMS, crumbs_to, year_shown
from khue.school.gradebook.views.places import tabs


@require_safe
def window_list(request: HttpRequest) -> HttpResponse:
    """The windows of both terms, and the books that are given to somebody else."""
    scope = current_scope()
    require(scope, "gradebook.see_windows")
    organisation = _organisation()
    context = {
        "tabs": tabs("windows"),
        "organisation": organisation,
        "year": year_shown(request),
        "lines": [
            (line, RESULT_TERMS[line.term])
            for line in windows_at(organisation=organisation, year=year_shown(request))
        ],
        "may_set": can(scope, "gradebook.windows", organisation),
        "delegations": [
            (row, row.valid_to - dt.timedelta(days=1) if row.valid_to else None)
            for row in delegations(organisation=organisation.pk)
        ],
        "may_delegate": can(scope, "gradebook.delegate"),
        "today": clock.today(),
    }
    return render(request, "gradebook/windows.html", context)


@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, term: int) -> HttpResponse:
    """Set the window of a term: type it, see whom it touches, then decide. `khoa` locks at this moment."""
    scope, organisation = current_scope(), _organisation()
    require(scope, "gradebook.windows", organisation)
    if term not in TERMS:
        raise Http404
    year = year_shown(request)
    line = windows_at(organisation=organisation, year=year)[TERMS.index(term)]
    step = request.POST.get("buoc", "")
    if step == "khoa":
        lock_now(organisation=organisation, year=year, term=term)
        notify(request, _("Locked. From now on a mark changes by correction only."))
        return redirect("gradebook:windows")
    form = WindowForm(request.POST if step else None, initial=_initial(line))
    if step == "luu" and form.is_valid():
        set_window(organisation=organisation, year=year, term=term, **form.cleaned_data)
        notify(request, _("The entry window is set."))
        return redirect("gradebook:windows")
    is_locking = request.method == "GET" and request.GET.get("khoa") == "1"
    shows_effect = is_locking or (step == "xem" and form.is_valid())
    context = {
        "title": _("Entry window of %(term)s") % {"term": RESULT_TERM_WORDS[term]},
        "crumbs": crumbs_to(
            Crumb(_("Entry windows"), reverse("gradebook:windows")), Crumb(RESULT_TERMS[term])
        ),
        "organisation": organisation,
        "line": line,
        "form": form,
        "is_locking": is_locking,
        **(_effect(organisation, year, term, line, form, is_locking=is_locking) if shows_effect else {}),
    }
    return render(request, "gradebook/window.html", context, status=UNUSABLE if form.errors else 200)


def _organisation() -> Organisation:
    """Where the hat is worn: a school, or an office above schools."""
    rows = Organisation.objects.filter(pk=current_scope().organisation or 0)
    found: Organisation | None = rows.first()
    if found is None:
        raise Http404
    return found


def _initial(line: WindowLine) -> dict[str, Any]:
    return {
        "opens_at": clock.local(line.opens_at) if line.opens_at else None,
        "closes_at": clock.local(line.closes_at) if line.closes_at else None,
    }


def _effect(
    organisation: Organisation, year: int, term: int, line: WindowLine, form: WindowForm, *, is_locking: bool
) -> dict[str, Any]:
    """What the page says before the decision: from what to what, for whom, with how much still missing."""
    found, now = effect_of(organisation=organisation, year=year, term=term), clock.now()
    new = {"closes_at": now} if is_locking else form.cleaned_data
    is_open = line.state in {"open", "unset"}
    will_be_open = not is_locking and new["opens_at"] <= now < new["closes_at"]
    return {
        "effect": found,
        "missing": decimal(found.missing) if found.missing else "",
        "new": new,
        "locks": is_open and not will_be_open,
        "opens": not is_open and will_be_open,
    }
