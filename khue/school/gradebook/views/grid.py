"""The grid: opened in five statements, saved cell by cell, and as a plain form where there is no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.core.web.apart import Apart, render_around
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome, sentence
from khue.school.gradebook.services.confirming import NothingToConfirm, confirm
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tables import grid_rows, heads_of, seen, show, summary
from khue.school.gradebook.tables.words import BANDS, SAMPLE_REMARKS
from khue.school.gradebook.views.opening import (
    TERM_WORDS,
    address_of,
    book_or_404,
    crumbs_down_to,
    phone_title_of,
    title_of,
)
from khue.school.gradebook.views.plain import Kept, save_form, saved_words
from khue.school.gradebook.views.polling import cursor, others_since, read_cursor


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
    """The book of a subject (its code, or `ren-luyen` for conduct) in a class and term; posting is a plain form."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    pupils = pupils_of(book)
    if request.method != "POST":
        return _page(request, book, pupils)
    answers = save_form(request, book, pupils)
    if answers is None:
        notify(request, _("Nothing was saved: the page was not whole. Open the book again."), tone="err")
        return redirect(address_of(book))
    kept = [each for each in answers if each.outcome is not Outcome.SAVED]
    notify(request, saved_words(len(answers) - len(kept)), tone="err" if kept else "ok")
    return _page(request, book, pupils, kept=kept) if kept else redirect(address_of(book))


def _page(
    request: HttpRequest, book: Book, pupils: list[BookPupil], *, kept: Sequence[Kept] = ()
) -> HttpResponse:
    """The grid; `kept` are the cells of a plain form that were not saved."""
    scope, values = current_scope(), values_of(book)
    editable = can(scope, "gradebook.type", book) and book.is_open
    problems = {each.key: each.problem for each in kept}
    rows = Apart(mark_safe(grid_rows(book, pupils, values, editable=editable, problems=problems)))  # noqa: S308 -- the writer escapes
    context = {
        "book": book,
        "title": title_of(book),
        "phone": phone_title_of(book),
        "crumbs": crumbs_down_to(book),
        "heads": heads_of(book),
        "rows": rows.mark,
        "bands": BANDS,
        "sample_remarks": SAMPLE_REMARKS,
        "editable": editable,
        "seen": seen(book, pupils, values) if editable else "",
        "kept": kept,
        "since": cursor(),
        "may_confirm": book.subject is not None and can(scope, "gradebook.confirm", book),
        "save_url": address_of(book, "save"),
        "changes_url": address_of(book, "changes"),
        "confirm_url": address_of(book, "confirm"),
        "history_url": address_of(book, "history"),
        "delegate_url": address_of(book, "delegate") if can(scope, "gradebook.delegate") else "",
        "may_ask": not book.is_open and can(scope, "gradebook.ask_correction", book),
        "book_url": address_of(book),
        "days_left": _days_left(book),
        "term_words": TERM_WORDS.get(book.term, ""),
        **summary(book, pupils, values),
    }
    return render_around(request, "gradebook/grid.html", context, rows)


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
    at = clock.local(clock.now()).strftime("%-H:%M")
    return _json({"answers": [_told(each) for each in answers], "at": at})


@require_safe
def changes(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """The cells that others wrote since `tu` (a moment that this page gave out), and the moment to ask with next.

    The moments overlap by some seconds, so that a slow save is not missed; a cell that is told twice says the same.
    """
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    since = read_cursor(request.GET.get("tu", ""))
    if since is None:
        return HttpResponse(status=400)
    return _json({"tu": cursor(), "open": book.is_open, "cells": others_since(book, since)})


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


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def _days_left(book: Book) -> int | None:
    if book.closes_at is None or not book.is_open:
        return None
    return (clock.local(book.closes_at).date() - clock.today()).days
