"""One cell: what stands there, every value it held, what was asked for, and after the lock the way to ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.school.gradebook.forms import UNUSABLE, AskForm
from khue.school.gradebook.models import CorrectionState
from khue.school.gradebook.models.cells import Refused
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.corrections import correction_lines, corrections_of_cell
from khue.school.gradebook.selectors.history import history_of_cell
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import sentence
from khue.school.gradebook.services.corrections import CannotCorrect, ask_correction
from khue.school.gradebook.tables import cell_name, show
from khue.school.gradebook.views.opening import book_or_404, crumbs_of, slug_of, title_of


@require_http_methods(["GET", "POST"])
def cell_page(
    request: HttpRequest, uuid: UUID, subject: str, term: int, *, pupil: UUID, cell: str
) -> HttpResponse:
    """The page of a cell, as a part of the grid's side where the grid asks; posting asks for a correction."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    found = pupil_or_404(book, pupil)
    if cell not in book.cells:
        raise Http404
    form = AskForm(request.POST or None, book=book, cell=cell)
    if request.method == "POST":
        require(current_scope(), "gradebook.ask_correction", book)
        if form.is_valid() and _asked(form, book, found, cell):
            notify(request, _("The request is sent. The head decides; the answer stands here."))
            return redirect(cell_address(book, pupil, cell))
    part = bool(request.headers.get("X-Part"))
    context = _context(book, found, cell) | {"form": form, "part": part}
    return render(
        request,
        "gradebook/_cell.html" if part else "gradebook/cell.html",
        context,
        status=UNUSABLE if form.errors else 200,
    )


def pupil_or_404(book: Book, pupil: UUID) -> BookPupil:
    """A pupil of the book's list; raises `Http404`."""
    found = next((each for each in pupils_of(book) if each.uuid == pupil), None)
    if found is None:
        raise Http404
    return found


def cell_address(book: Book, pupil: UUID, cell: str) -> str:
    """The address of a cell."""
    return reverse("gradebook:cell", args=[book.class_uuid, slug_of(book), book.term, pupil, cell])


def _asked(form: AskForm, book: Book, pupil: BookPupil, cell: str) -> bool:
    """Ask; what cannot be asked is said at the field it is about."""
    data = form.cleaned_data
    try:
        ask_correction(book=book, pupil=pupil.uuid, cell=cell, new=data["new"], reason=data["reason"])
    except Refused as refusal:
        form.add_error("new", sentence(refusal.code, refusal.params))
    except CannotCorrect as error:
        field = {"no_reason": "reason", "same_value": "new"}.get(error.code)
        form.add_error(field, sentence(error.code, {}))
    return not form.errors


def _context(book: Book, pupil: BookPupil, cell: str) -> dict[str, Any]:
    scope = current_scope()
    values = values_of(book, [pupil.person]).get(pupil.person)
    place = book.layout.places[cell]
    present = book.layout.cells[place].wire(values.cells[place]) if values else None
    asked = correction_lines(corrections_of_cell(book=book, person=pupil.person, cell=cell))
    waits = any(line.correction.state == CorrectionState.ASKED for line in asked)
    return {
        "book": book,
        "title": title_of(book),
        "pupil": pupil,
        "cell": cell,
        "cell_name": cell_name(cell),
        "present": show(cell, present),
        "chapters": [
            (chapter, show(cell, chapter.value))
            for chapter in history_of_cell(book=book, person=pupil.person, cell=cell)
        ],
        "asked": [(line, show(cell, line.old), show(cell, line.new)) for line in asked],
        "account": scope.account,
        "may_ask": not book.is_open and not waits and can(scope, "gradebook.ask_correction", book),
        "crumbs": crumbs_of(book, f"{pupil.name}, {cell_name(cell)}"),
        "action": cell_address(book, pupil.uuid, cell),
        "pupil_href": reverse(
            "gradebook:pupil", args=[book.class_uuid, slug_of(book), book.term, pupil.uuid]
        ),
    }
