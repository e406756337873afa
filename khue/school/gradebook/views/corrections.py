"""Corrections after the lock: the head's inbox, what a teacher asked for, one request with its decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.school.gradebook.forms import UNUSABLE, DecisionForm
from khue.school.gradebook.models import Correction, CorrectionState
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.corrections import (
    CorrectionLine,
    average_after,
    book_of_correction,
    correction_lines,
    corrections,
)
from khue.school.gradebook.selectors.history import history_of_cell
from khue.school.gradebook.selectors.values import result_on_wire, values_of
from khue.school.gradebook.services.answers import sentence
from khue.school.gradebook.services.corrections import CannotCorrect, approve, refuse, withdraw_correction
from khue.school.gradebook.tables import cell_name, show
from khue.school.gradebook.views.opening import address_of, crumbs_to, title_of
from khue.school.gradebook.views.places import PAGE, tabs, turning

TONES = {
    CorrectionState.ASKED: "wait",
    CorrectionState.DONE: "ok",
    CorrectionState.REFUSED: "err",
    CorrectionState.WITHDRAWN: "plain",
}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The requests that wait, or with `xong` those that are over: of the school, or a teacher's own."""
    scope = current_scope()
    require(scope, "gradebook.see_corrections")
    is_over = request.GET.get("xong") == "1"
    own = None if can(scope, "gradebook.completion") else scope.account
    rows = corrections(waiting=not is_over, asked_by=own)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "tabs": tabs("corrections"),
        "is_over": is_over,
        "is_own": own is not None,
        "rows": [_row(line) for line in correction_lines(page.object_list)],
        "page": page,
        "may_decide": can(scope, "gradebook.decide_correction"),
        **turning(request, page),
    }
    return render(request, "gradebook/corrections.html", context)


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request with what it changes; the head posts `duyet` or `tu-choi` with an answer."""
    row = _correction(uuid)
    scope = current_scope()
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        require(scope, "gradebook.decide_correction", row)
        if form.is_valid() and _decided(request, form, row):
            return redirect("gradebook:corrections")
    book, (line,) = book_of_correction(row), correction_lines([row])
    context = {
        **_row(line),
        **_effect(book, line),
        "crumbs": crumbs_to(
            Crumb(_("Corrections"), reverse("gradebook:corrections")), Crumb(row.pupil.full_name)
        ),
        "book": book,
        "book_title": title_of(book),
        "book_href": address_of(book),
        "chapters": [
            (each, show(row.cell, each.value))
            for each in history_of_cell(book=book, person=row.pupil_id, cell=row.cell)
        ],
        "form": form,
        "waits": row.state == CorrectionState.ASKED,
        "is_mine": row.asked_by == scope.account,
        "may_decide": can(scope, "gradebook.decide_correction", row),
        "is_decider": can(scope, "gradebook.decide_correction"),
    }
    return render(request, "gradebook/correction.html", context, status=UNUSABLE if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who asked takes the request back."""
    row = _correction(uuid)
    require(current_scope(), "gradebook.see_corrections")
    try:
        withdraw_correction(correction=row)
        notify(request, _("The request is taken back. Nothing was changed in the book."))
    except CannotCorrect as error:
        notify(request, sentence(error.code, {}), tone="err")
    return redirect("gradebook:corrections")


def _correction(uuid: UUID) -> Correction:
    """A request of the scope; a teacher finds only what they asked for."""
    scope = current_scope()
    require(scope, "gradebook.see_corrections")
    rows = Correction.objects.select_related("school_class", "pupil", "subject")
    if not can(scope, "gradebook.completion"):
        rows = rows.filter(asked_by=scope.account or 0)
    found: Correction = get_object_or_404(rows, uuid=uuid)
    return found


def _decided(request: HttpRequest, form: DecisionForm, row: Correction) -> bool:
    """Decide as the pressed button says; a reason against it stands at the form."""
    answer = form.cleaned_data["answer"]
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "duyet": (approve, _("Approved. The book holds the new value; computed results followed.")),
        "tu-choi": (refuse, _("Refused. The book stays as it is; the teacher sees your answer.")),
    }
    act, words = acts.get(request.POST.get("quyet-dinh", ""), (None, ""))
    if act is None:
        form.add_error(None, _("Choose: approve or refuse."))
        return False
    try:
        act(correction=row, answer=answer)
    except CannotCorrect as error:
        form.add_error("answer" if error.code == "no_reason" else None, sentence(error.code, {}))
        return False
    notify(request, words)
    return True


def _row(line: CorrectionLine) -> dict[str, Any]:
    row = line.correction
    return {
        "line": line,
        "row": row,
        "tone": TONES[CorrectionState(row.state)],
        "subject": row.subject.name if row.subject else _("Conduct"),
        "cell": cell_name(row.cell),
        "old": show(row.cell, line.old),
        "new": show(row.cell, line.new),
        "is_remark": row.cell == "remark",
    }


def _effect(book: Book, line: CorrectionLine) -> dict[str, str]:
    """The average now and after an approval; nothing for what has no average."""
    row = line.correction
    values = values_of(book, [row.pupil_id]).get(row.pupil_id)
    after = average_after(book=book, values=values, cell=row.cell, new=line.new)
    before = result_on_wire(book, values) if book.has_marks else None
    return {"average": show("final", before), "average_after": show("final", after)}
