"""The grid: opened in five statements, saved cell by cell, and as a plain form where there is no script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import pupils_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome, sentence
from khue.school.gradebook.services.confirming import NothingToConfirm, confirm
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tables import grid_rows, heads_of, show, summary
from khue.school.gradebook.views.opening import TERM_WORDS, address_of, book_or_404, title_of


class SentCell(msgspec.Struct):
    """One cell of a message: the pupil's UUID, the cell, what was seen there, what is typed now."""

    pupil: UUID
    cell: str
    old: str | None
    new: str | None


class Message(msgspec.Struct):
    """What the grid sends."""

    cells: list[SentCell]


@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """The book of a subject (its code, or `ren-luyen` for conduct) in a class and term."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    if request.method == "POST":
        return _save_form(request, book, subject)
    pupils, values = pupils_of(book), values_of(book)
    editable = can(current_scope(), "gradebook.type", book) and book.is_open
    context = {
        "book": book,
        "title": title_of(book),
        "heads": heads_of(book),
        "rows": mark_safe(grid_rows(book, pupils, values, editable=editable)),  # noqa: S308 -- the writer escapes
        "editable": editable,
        "may_confirm": book.subject is not None and can(current_scope(), "gradebook.confirm", book),
        "save_url": reverse("gradebook:save", args=[uuid, subject, term]),
        "confirm_url": reverse("gradebook:confirm", args=[uuid, subject, term]),
        "history_url": address_of(book, "history"),
        "delegate_url": address_of(book, "delegate") if can(current_scope(), "gradebook.delegate") else "",
        "may_ask": not book.is_open and can(current_scope(), "gradebook.ask_correction", book),
        "cell_url": address_of(book, "grid"),
        "days_left": _days_left(book),
        "term_words": TERM_WORDS.get(term, ""),
        "subject_slug": subject,
        **summary(book, pupils, values),
    }
    return render(request, "gradebook/grid.html", context)


@require_POST
def save(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """Save a message of cells (JSON) and answer each; the same message twice does nothing the second time."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    try:
        message = msgspec.json.decode(request.body, type=Message)
    except msgspec.DecodeError:
        return HttpResponse(status=400)
    changes = [CellChange(each.pupil, each.cell, each.old, each.new) for each in message.cells]
    answers = save_cells(book=book, changes=changes)
    body = msgspec.json.encode(
        {"answers": [_told(each) for each in answers], "at": clock.local(clock.now()).strftime("%-H:%M")}
    )
    return HttpResponse(body, content_type="application/json")


@require_POST
def confirm_book(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """The subject teacher says that the marks of the term are right."""
    book = book_or_404(uuid, subject, term)
    try:
        confirm(book=book)
        notify(request, _("Confirmed. A change from now on takes the confirmation back."))
    except NothingToConfirm:
        notify(request, _("There is nothing to confirm: the book is empty or confirmed already."), tone="err")
    return redirect("gradebook:grid", uuid=uuid, subject=subject, term=term)


def _save_form(request: HttpRequest, book: Book, subject: str) -> HttpResponse:
    """A page without scripts posts every cell; those that were not touched are left alone."""
    changes = [
        CellChange(pupil.uuid, cell, old or None, new or None)
        for pupil in pupils_of(book)
        for cell in book.cells
        if (new := request.POST.get(f"{pupil.uuid}.{cell}")) is not None
        and new.strip() != show(cell, (old := request.POST.get(f"old.{pupil.uuid}.{cell}", "")) or None)
    ]
    answers = save_cells(book=book, changes=changes)
    kept = sum(answer.outcome is not Outcome.SAVED for answer in answers)
    words = ngettext("%(count)s cell saved.", "%(count)s cells saved.", len(answers) - kept) % {
        "count": len(answers) - kept
    }
    notify(
        request, words if not kept else f"{words} {_told(answers[-1])['text']}", tone="err" if kept else "ok"
    )
    return redirect("gradebook:grid", uuid=book.class_uuid, subject=subject, term=book.term)


def _told(answer: CellAnswer) -> dict[str, Any]:
    """An answer for the grid: codes for the script, words for people."""
    return {
        "pupil": str(answer.pupil),
        "cell": answer.cell,
        "outcome": answer.outcome.value,
        "value": answer.value or "",
        "shown": show(answer.cell, answer.value),
        "text": sentence(answer.code, answer.params) if answer.code else "",
        "author": answer.author,
        "at": clock.local(answer.at).strftime("%-H:%M") if answer.at else "",
        "result": answer.result or "",
        "result_shown": show("final", answer.result),
    }


def _days_left(book: Book) -> int | None:
    if book.closes_at is None or not book.is_open:
        return None
    return (clock.local(book.closes_at).date() - clock.today()).days
