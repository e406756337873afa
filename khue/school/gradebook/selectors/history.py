"""What happened in a cell: every value it held, by whom and when, with the reasons of corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change in a book: whose cell, from what to what (texts of the wire), by whom, when, and why if corrected."""

    person: int
    cell: str
    old: str | None
    new: str | None
    author: str
    at: dt.datetime
    reason: str


def changes_of(*, book: Book, persons: Iterable[int]) -> QuerySet[MarkHistory]:
    """The changes of some pupils' cells in a book, the latest first. First entries stand on the rows themselves."""
    rows = MarkHistory.objects.of(book.year).filter(
        school_class_id=book.school_class,
        pupil_id__in=list(persons),
        subject_id=book.subject,
        term=book.term,
    )
    found: QuerySet[MarkHistory] = rows.order_by("-changed_at", "-id")
    return found


def change_lines(*, book: Book, rows: Iterable[MarkHistory]) -> list[Change]:
    """Changes with the names of who made them and the reasons of corrections: two statements."""
    found = list(rows)
    names = names_of_accounts(row.changed_by for row in found if row.changed_by is not None)
    reasons = {
        (pupil, cell, at): reason
        for pupil, cell, at, reason in Correction.objects.filter(
            school_class_id=book.school_class,
            subject_id=book.subject,
            term=book.term,
            state=CorrectionState.DONE,
            pupil_id__in={row.pupil_id for row in found},
        ).values_list("pupil_id", "cell", "decided_at", "reason")
    }
    return [
        Change(
            person=row.pupil_id,
            cell=row.cell,
            old=kind.from_history(row.old),
            new=kind.from_history(row.new),
            author=names.get(row.changed_by or 0, ""),
            at=row.changed_at,
            reason=reasons.get((row.pupil_id, row.cell, row.changed_at), ""),
        )
        for row in found
        for kind in [book.layout.cell(row.cell)]
    ]


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
