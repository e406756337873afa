"""What happened in a cell: every value it held, by whom and when, with the reasons of corrections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from khue.school.gradebook.models import Correction, CorrectionState, MarkHistory
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.corrections import names_of_accounts
from khue.school.gradebook.selectors.values import authors_of, values_of


@dataclass(frozen=True, slots=True)
class CellChapter:
    """One value of a cell, as text of the wire: since when it stood, who wrote it, and for a correction why."""

    value: str | None
    author: str
    at: dt.datetime | None
    reason: str = ""


def history_of_cell(*, book: Book, person: int, cell: str) -> list[CellChapter]:
    """All values of one cell, the present one first. Raises `Refused` for a cell the book does not have."""
    kind, place = book.layout.cell(cell), book.layout.places[cell]
    rows = list(
        MarkHistory.objects.of(book.year)
        .filter(pupil_id=person, subject_id=book.subject, term=book.term, cell=cell)
        .order_by("-changed_at", "-id")
    )
    names = names_of_accounts(
        number for row in rows for number in (row.changed_by, row.old_by) if number is not None
    )
    reasons = _reasons(book, person, cell)
    chapters = [
        CellChapter(
            kind.from_history(row.new),
            names.get(row.changed_by or 0, ""),
            row.changed_at,
            reasons.get(row.changed_at, ""),
        )
        for row in rows
    ]
    if rows and rows[-1].old is not None:
        first = rows[-1]
        chapters.append(
            CellChapter(kind.from_history(first.old), names.get(first.old_by or 0, ""), first.old_at)
        )
    if not rows:
        values = values_of(book, [person]).get(person)
        present = kind.wire(values.cells[place]) if values else None
        if present is not None:
            author = authors_of(book, [(person, cell)])[person, cell]
            chapters.append(CellChapter(present, author.name, author.at))
    return chapters


def _reasons(book: Book, person: int, cell: str) -> dict[dt.datetime, str]:
    """Reasons of the corrections of a cell by the moment in which they were decided, which is that of the change."""
    rows = Correction.objects.filter(
        school_class_id=book.school_class,
        pupil_id=person,
        subject_id=book.subject,
        term=book.term,
        cell=cell,
        state=CorrectionState.DONE,
    )
    return {at: reason for at, reason in rows.values_list("decided_at", "reason") if at is not None}
