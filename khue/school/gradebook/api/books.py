"""Books for programs: list, read, save by compare-and-set, confirm, and what a cell held before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query, Status

from khue.core.api.pages import answer_page
from khue.core.api.problems import CONFLICT, TITLES, UNUSABLE, answer_problem
from khue.core.api.resources import PageQuery
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.foundation.calendar.selectors import current_year
from khue.school.gradebook.api.door import book_at, router
from khue.school.gradebook.api.schemas import (
    BookOut,
    BookPageOut,
    BookPath,
    CellPath,
    CellsIn,
    ConfirmedOut,
    SavedOut,
    VersionOut,
)
from khue.school.gradebook.models.cells import CONDUCT, SCORES, Refused
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.history import history_of_cell
from khue.school.gradebook.selectors.listing import subjects_to_read
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import RowValues, result_on_wire, values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome, sentence
from khue.school.gradebook.services.confirming import NothingToConfirm, confirm, digest_of
from khue.school.gradebook.services.saving import save_cells

LINE = {
    "school_class": "school_class__uuid",
    "class_name": "school_class__name",
    "school": "organisation__uuid",
    "year": "school_class__year_id",
    "subject": "subject__code",
    "name": "subject__name",
    "assessed": "subject__assessed",
    "periods": "periods",
}
MULTI_STATUS, LOCKED = 207, 423
STATUS = {Outcome.CHANGED: CONFLICT, Outcome.REFUSED: UNUSABLE, Outcome.LOCKED: LOCKED}
LOCKED_TITLE = gettext_lazy("The gradebook is locked")
ADDRESS = "/books/{school_class}/{subject}/{term}"


@router.get("/books", response=BookPageOut, operation_id="gradebook_books")
def books(
    request: HttpRequest,
    query: Query[PageQuery],
    year: int | None = None,
    school_class: UUID | None = None,
    subject: str | None = None,
) -> HttpResponse:
    """The subjects of classes whose books the caller may open in a school year (this one)."""
    scope = current_scope()
    if not can(scope, "gradebook.mine"):
        require(scope, "gradebook.read", None)
    rows = subjects_to_read(year or current_year())
    if school_class is not None:
        rows = rows.filter(school_class__uuid=school_class)
    if subject is not None:
        rows = rows.filter(subject__code=subject)
    order = ["school_class__name", "subject__order", "subject__code"]
    return answer_page(rows, LINE, order, limit=query.limit, after=query.after)


@router.get(ADDRESS, response=BookOut, operation_id="gradebook_book")
def book(request: HttpRequest, at: Path[BookPath]) -> Any:
    """A book with everything in it. `subject` is a code, or `conduct`; conduct has a term 3, after summer training."""
    found = _readable(at)
    values = values_of(found)
    rows = [_row(found, pupil, values.get(pupil.person)) for pupil in pupils_of(found)]
    kind = "conduct" if found.layout is CONDUCT else "marks" if found.layout is SCORES else "comments"
    names = ("class_name", "name", "term", "expected", "is_open", "opens_at", "closes_at", "confirmed_at")
    return {
        **{name: getattr(found, name) for name in names},
        "school_class": found.class_uuid,
        "subject": at.subject,
        "kind": kind,
        "cells": list(found.cells),
        "may_write": found.is_open and can(current_scope(), "gradebook.type", found),
        "version": _version(values),
        "rows": rows,
    }


@router.patch(
    f"{ADDRESS}/cells", response={200: SavedOut, MULTI_STATUS: SavedOut}, operation_id="gradebook_save"
)
def save(request: HttpRequest, at: Path[BookPath], given: CellsIn) -> Any:
    """Save cells where what the sender saw still stands. 200 when all stand as sent, else 207 with a problem a cell.

    Cells are saved one by one: a conflict in one keeps no other out. The same message twice does nothing twice.
    """
    found = _readable(at)
    changes = [CellChange(each.pupil, each.cell, each.old, each.new) for each in given.cells]
    answers = save_cells(book=found, changes=changes)
    saved = sum(each.outcome is Outcome.SAVED for each in answers)
    body = {"saved": saved, "answers": [_answer(each) for each in answers]}
    return Status(200 if saved == len(answers) else MULTI_STATUS, body)


@router.post(f"{ADDRESS}/confirm", response=ConfirmedOut, operation_id="gradebook_confirm")
def confirm_book(request: HttpRequest, at: Path[BookPath]) -> Any:
    """Confirm what stands in the book. 409 `nothing_to_confirm` when it is empty or confirmed already."""
    found = _readable(at)
    try:
        row = confirm(book=found)
    except NothingToConfirm:
        words = _("There is nothing to confirm: the book is empty or confirmed already.")
        return answer_problem(CONFLICT, "nothing_to_confirm", words)
    return {"confirmed_at": row.confirmed_at, "version": row.digest}


@router.get(
    f"{ADDRESS}/pupils/{{pupil}}/cells/{{cell}}",
    response=list[VersionOut],
    operation_id="gradebook_cell_versions",
)
def versions(request: HttpRequest, at: Path[CellPath]) -> Any:
    """Every value that a cell held, the present one first."""
    found = _readable(at)
    person = next((each.person for each in pupils_of(found) if each.uuid == at.pupil), None)
    if person is None:
        raise Http404
    try:
        return history_of_cell(book=found, person=person, cell=at.cell)
    except Refused as error:
        raise Http404 from error


def _readable(at: BookPath) -> Book:
    found = book_at(at.school_class, at.subject, at.term)
    require(current_scope(), "gradebook.read", found)
    return found


def _version(values: dict[int, RowValues]) -> str:
    return digest_of({person: each.cells for person, each in values.items()})


def _row(book: Book, pupil: BookPupil, values: RowValues | None) -> dict[str, Any]:
    cells = {}
    for name in book.cells:
        place = book.layout.places[name]
        cells[name] = book.layout.cells[place].wire(values.cells[place] if values else None)
    return {
        "pupil": pupil.uuid,
        "number": pupil.number,
        "full_name": pupil.name,
        "has_left": pupil.has_left,
        "is_exempt": pupil.is_exempt,
        "cells": cells,
        "result": None if book.layout is CONDUCT else result_on_wire(book, values),
    }


def _answer(answer: CellAnswer) -> dict[str, Any]:
    names = ("pupil", "cell", "value", "result", "author", "at")
    said = {name: getattr(answer, name) for name in names}
    return {**said, "problem": None if answer.outcome is Outcome.SAVED else _problem(answer)}


def _problem(answer: CellAnswer) -> dict[str, Any]:
    """A problem for one cell; a conflict has no code of its own: what stands there now is its explanation."""
    status = STATUS[answer.outcome]
    return {
        "title": str(LOCKED_TITLE if status == LOCKED else TITLES[status]),
        "status": status,
        "code": answer.code or "changed",
        "detail": sentence(answer.code, answer.params) if answer.code else "",
    }
