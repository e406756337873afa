"""Marks from a file: many rows of many books in a constant number of statements, each row stored or refused whole.

A file says what shall stand there, not what was seen; blank cells say nothing. So each cell is written over what stands
there at that moment, in books that the importer may write in and that are open; history keeps what was there before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction

from khue.core import audit
from khue.core.rules import can
from khue.core.scope import current_scope
from khue.school.gradebook.models.cells import COMMENTS, SCORES, Layout
from khue.school.gradebook.selectors.books import Book, BookKey, books_of
from khue.school.gradebook.selectors.roster import NotFound, Roster, Rostered
from khue.school.gradebook.selectors.statements import ask, statement
from khue.school.gradebook.selectors.values import RowValues, result_column, row_values
from khue.school.gradebook.services.writing import RowChange, RowKey, write_rows


class Fate(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """A row of a file: a pupil, a subject by its code, a term, and values by cell (tenths, booleans, remarks)."""

    code: str | None
    name: str | None
    birth_date: dt.date | None
    school_class: str | None
    subject: str
    term: int
    cells: Mapping[str, Any]


@dataclass(slots=True)
class RowResult:
    """What became of it. A refusal has its code, the cell it is about and what its sentence needs.

    `before` and `after` are the cells that changed, as programs exchange them: what undo needs.
    """

    fate: Fate = Fate.UNCHANGED
    code: str = ""
    cell: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    pupil: Rostered | None = None
    book: Book | None = None
    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)

    def refuse(self, code: str, cell: str = "", **params: Any) -> RowResult:
        """Keep the row out."""
        self.fate, self.code, self.cell, self.params = Fate.REFUSED, code, cell, params
        return self


@transaction.atomic
def import_marks(*, roster: Roster, rows: Sequence[MarkRow], seen: set[RowKey]) -> list[RowResult]:
    """Store rows of one school and year; one result a row, in order.

    `seen` remembers the rows of earlier chunks of the file, so that the second line about the same pupil and book is
    refused. What was sent for a book that the hat may not write in, or that is locked, is refused row by row.
    """
    results = [_identify(roster, row) for row in rows]
    keys = {_key(row, result) for row, result in zip(rows, results, strict=True) if result.pupil}
    books = books_of(sorted(keys, key=str))
    scope = current_scope()
    writable = {key: can(scope, "gradebook.type", book) for key, book in books.items()}
    for row, result in zip(rows, results, strict=True):
        if result.pupil is not None:
            key = _key(row, result)
            _admit(row, result, books.get(key), seen, may_write=writable.get(key, False))
    good = [
        (row, result) for row, result in zip(rows, results, strict=True) if result.fate is not Fate.REFUSED
    ]
    free = _exempt({result.book.school_class for _, result in good if result.book})
    for layout in (SCORES, COMMENTS):
        of_layout = [(row, result) for row, result in good if result.book and result.book.layout is layout]
        _store(layout, of_layout, free)
    _record(results)
    return results


def _identify(roster: Roster, row: MarkRow) -> RowResult:
    try:
        pupil = roster.find(
            code=row.code, name=row.name, birth_date=row.birth_date, school_class=row.school_class
        )
    except NotFound as error:
        return RowResult().refuse(error.code)
    return RowResult(pupil=pupil)


def _key(row: MarkRow, result: RowResult) -> BookKey:
    assert result.pupil is not None  # noqa: S101 - asked by every caller
    return result.pupil.class_uuid, row.subject, row.term


def _admit(row: MarkRow, result: RowResult, book: Book | None, seen: set[RowKey], *, may_write: bool) -> None:
    """Refuse the row where there is no such book for the hat, it stood before, or a value is of the other kind."""
    assert result.pupil is not None  # noqa: S101 - asked by the caller
    if book is None:
        result.refuse("no_such_book")
        return
    result.book = book
    key = (book.school_class, book.subject, book.term, result.pupil.person)
    is_second, misfit = key in seen, _misfit(book, row)
    seen.add(key)
    for is_wrong, code, cell in (
        (is_second, "row_twice", ""),
        (not may_write, "not_yours", ""),
        (misfit is not None, misfit[1] if misfit else "", misfit[0] if misfit else ""),
    ):
        if is_wrong:
            result.refuse(code, cell)
            return


def _misfit(book: Book, row: MarkRow) -> tuple[str, str] | None:
    """The first cell whose value is of the other kind."""
    for name, value in row.cells.items():
        if name != "remark" and isinstance(value, bool) is book.has_marks:
            return name, "not_a_mark" if book.has_marks else "not_a_comment"
    return None


def _forbidden(change: RowChange, result: RowResult, *, is_exempt: bool) -> tuple[str, str] | None:
    """Why what would change may not: asked only of rows that change something, so that an export comes back as it is.

    A locked book, a pupil who left or is exempt, a column that the book does not have.
    """
    book, pupil = change.book, result.pupil
    places = {book.layout.places[name] for name in book.cells}
    strange = next((place for place in change.cells if place not in places), None)
    for is_wrong, code, cell in (
        (strange is not None, "no_such_cell", book.layout.cells[strange or 0].name),
        (not book.is_open, "closed", ""),
        (pupil is not None and not pupil.is_there, "has_left", ""),
        (is_exempt, "exempt", ""),
    ):
        if is_wrong:
            return code, cell
    return None


def _exempt(classes: set[int]) -> set[tuple[int, int, int | None]]:
    rows = ask(
        "SELECT school_class_id, person_id, subject_id FROM classes_exemption"
        " WHERE school_class_id = ANY (%(classes)s::bigint[])",
        {"classes": list(classes)},
    )
    return {(school_class, person, subject) for school_class, person, subject in rows}


def _store(
    layout: Layout, pairs: Sequence[tuple[MarkRow, RowResult]], free: set[tuple[int, int, int | None]]
) -> None:
    changes: list[tuple[RowChange, RowResult]] = []
    present = values_of_rows(layout, [_row_change(result) for _, result in pairs])
    for row, result in pairs:
        change = _row_change(result)
        there = present.get(change.key)
        _compare(layout, row, result, change, there)
        is_exempt = (change.book.school_class, change.person, change.book.subject) in free
        if change.cells and (why := _forbidden(change, result, is_exempt=is_exempt)):
            result.refuse(*why)
        elif change.cells:
            result.fate = Fate.UPDATED if _has_something(layout, there) else Fate.CREATED
            changes.append((change, result))
    written = write_rows(layout, [change for change, _ in changes])
    for change, result in changes:
        if not stands(change, written.get(change.key)):
            result.refuse("changed_meanwhile")


def _row_change(result: RowResult) -> RowChange:
    assert result.book is not None  # noqa: S101 - admitted rows have both
    assert result.pupil is not None  # noqa: S101 - as above
    return RowChange(result.book, result.pupil.person)


def _compare(
    layout: Layout, row: MarkRow, result: RowResult, change: RowChange, there: RowValues | None
) -> None:
    """Take the cells whose value is not the one that stands there."""
    for name, value in row.cells.items():
        place = layout.places[name]
        cell = layout.cells[place]
        old = there.cells[place] if there is not None else cell.empty
        if old != value:
            change.cells[place] = (old, value)
            result.before[name], result.after[name] = cell.wire(old), cell.wire(value)


def _has_something(layout: Layout, values: RowValues | None) -> bool:
    return values is not None and any(
        value != cell.empty for cell, value in zip(layout.cells, values.cells, strict=True)
    )


def stands(change: RowChange, values: RowValues | None) -> bool:
    """Whether everything that was written stands there now."""
    return values is not None and all(values.cells[place] == new for place, (_, new) in change.cells.items())


def values_of_rows(layout: Layout, rows: Sequence[RowChange]) -> dict[RowKey, RowValues]:
    """What stands in the rows of some books of one year. One statement."""
    if not rows:
        return {}
    params = {
        "year": rows[0].book.year,
        "school_class": [row.book.school_class for row in rows],
        "subject": [row.book.subject for row in rows],
        "term": [row.book.term for row in rows],
        "pupil": [row.person for row in rows],
    }
    text = statement("marks_of_rows", table=layout.table, average=result_column(layout))
    return {(row[0], row[1], row[2], row[3]): row_values(layout, row[3:]) for row in ask(text, params)}


def _record(results: Sequence[RowResult]) -> None:
    """One audit line a book."""
    counts: dict[int, tuple[Book, int]] = {}
    for result in results:
        if result.book is not None and result.fate in {Fate.CREATED, Fate.UPDATED}:
            book, count = counts.get(id(result.book), (result.book, 0))
            counts[id(result.book)] = (book, count + 1)
    audit.write(
        audit.line(
            "gradebook.imported",
            organisation=book.organisation,
            school_class=book.school_class,
            subject=book.subject,
            term=book.term,
            rows=count,
        )
        for book, count in counts.values()
    )
