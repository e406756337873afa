"""What was changed in a book, by whom and when: of all pupils, and of one with every cell of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.history import Change, change_lines, changes_of
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import Author, authors_of, result_on_wire, values_of
from khue.school.gradebook.tables import cell_name, show
from khue.school.gradebook.views.cell import cell_address, pupil_or_404
from khue.school.gradebook.views.opening import address_of, book_or_404, crumbs_of, slug_of, title_of
from khue.school.gradebook.views.places import PAGE, turning


@require_safe
def book_history(request: HttpRequest, uuid: UUID, subject: str, term: int) -> HttpResponse:
    """The changes of the whole book, the latest first, 50 a page."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    pupils = {each.person: each for each in pupils_of(book)}
    page = Paginator(changes_of(book=book, persons=pupils), PAGE).get_page(request.GET.get("trang"))
    context = {
        "book": book,
        "title": title_of(book),
        "crumbs": crumbs_of(book, _("History")),
        "back": address_of(book),
        "changes": _lines(book, pupils, change_lines(book=book, rows=page.object_list)),
        "page": page,
        **turning(request, page),
    }
    return render(request, "gradebook/history.html", context)


@require_safe
def pupil_history(request: HttpRequest, uuid: UUID, subject: str, term: int, pupil: UUID) -> HttpResponse:
    """One pupil's cells in a book with who wrote each, and every change."""
    book = book_or_404(uuid, subject, term)
    require(current_scope(), "gradebook.read", book)
    found = pupil_or_404(book, pupil)
    values = values_of(book, [found.person]).get(found.person)
    authors = authors_of(book, [(found.person, cell) for cell in book.cells])
    wires = {
        cell: book.layout.cells[place].wire(values.cells[place]) if values else None
        for cell in book.cells
        for place in [book.layout.places[cell]]
    }
    rows = changes_of(book=book, persons=[found.person])
    context = {
        "book": book,
        "title": title_of(book),
        "pupil": found,
        "crumbs": crumbs_of(book, found.name),
        "back": address_of(book),
        "average": show("final", result_on_wire(book, values)) if book.subject is not None else "",
        "cells": [
            _cell(book, found, cell, wire, authors.get((found.person, cell))) for cell, wire in wires.items()
        ],
        "changes": _lines(book, {found.person: found}, change_lines(book=book, rows=rows)),
    }
    return render(request, "gradebook/pupil.html", context)


def _cell(book: Book, pupil: BookPupil, cell: str, wire: str | None, author: Author | None) -> dict[str, Any]:
    return {
        "name": cell_name(cell),
        "value": show(cell, wire),
        "is_owed": cell != "remark",
        "author": author if author is not None and wire is not None else None,
        "href": cell_address(book, pupil.uuid, cell),
    }


def _lines(book: Book, pupils: dict[int, BookPupil], changes: list[Change]) -> list[dict[str, Any]]:
    return [
        {
            "change": each,
            "pupil": pupils[each.person],
            "pupil_href": reverse(
                "gradebook:pupil",
                args=[book.class_uuid, slug_of(book), book.term, pupils[each.person].uuid],
            ),
            "cell": cell_name(each.cell),
            "href": cell_address(book, pupils[each.person].uuid, each.cell),
            "old": show(each.cell, each.old),
            "new": show(each.cell, each.new),
        }
        for each in changes
        if each.person in pupils
    ]
