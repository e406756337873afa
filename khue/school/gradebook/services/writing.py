"""The compare-and-set itself: many cells of many pupils and books of one layout in four statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from khue.core import clock
from khue.core.scope import current_scope
from khue.school.gradebook.models.cells import CONDUCT, REGULAR, Layout
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.statements import ask, statement
from khue.school.gradebook.selectors.values import RowValues, result_column, row_values
from khue.school.gradebook.services.confirming import withdraw

RowKey = tuple[int, int | None, int, int]
"""Class, subject, term and person: what names a row of a year."""


@dataclass(slots=True)
class RowChange:
    """The cells of one pupil in one book, by their place: what was seen there, and what shall stand there."""

    book: Book
    person: int
    cells: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def key(self) -> RowKey:
        """What names the row."""
        return self.book.school_class, self.book.subject, self.book.term, self.person


def write_rows(layout: Layout, rows: Sequence[RowChange]) -> dict[RowKey, RowValues]:
    """Write every cell in which what was seen still stands; answers the rows that changed, as they now are.

    All books are of one year and of that layout; rights, windows and values were asked and read by the caller. A book
    is written by one message at a time, for the milliseconds it takes, so that no two can lock rows crosswise.
    """
    if not rows:
        return {}
    _lock(rows)
    params = {**_columns(layout, rows), "account": current_scope().account, "now": clock.now()}
    if layout is CONDUCT:
        ask(statement("missing_conduct"), params)
        written = ask(statement("save_conduct"), params)
    else:
        ask(statement("missing_rows", table=layout.table), params)
        average = result_column(layout)
        written = ask(
            statement("save_marks", table=layout.table, value=layout.value, average=average), params
        )
    found = {(row[0], row[1], row[2], row[3]): row_values(layout, row[3:]) for row in written}
    withdraw(books=_touched(rows, found))
    return found


def _touched(rows: Sequence[RowChange], written: dict[RowKey, RowValues]) -> list[Book]:
    """The confirmed books in which something changed."""
    books = {
        row.key[:3]: row.book for row in rows if row.book.confirmed_at is not None and row.key in written
    }
    return list(books.values())


def _lock(rows: Sequence[RowChange]) -> None:
    keys = {(row.book.school_class, (row.book.subject or 0) * 8 + row.book.term) for row in rows}
    ask(
        "SELECT pg_advisory_xact_lock(c, k)"
        " FROM (SELECT c, k FROM unnest(%(c)s::integer[], %(k)s::integer[]) AS w (c, k) ORDER BY c, k) ordered",
        {"c": [key[0] for key in keys], "k": [key[1] for key in keys]},
    )


def _columns(layout: Layout, rows: Sequence[RowChange]) -> dict[str, Any]:
    """The rows as columns for `unnest`."""

    def column(value: Callable[[RowChange], Any]) -> list[Any]:
        return [value(row) for row in rows]

    columns: dict[str, Any] = {
        "year": rows[0].book.year,
        "organisation": column(lambda row: row.book.organisation),
        "school_class": column(lambda row: row.book.school_class),
        "subject": column(lambda row: row.book.subject),
        "term": column(lambda row: row.book.term),
        "expected": column(lambda row: row.book.expected),
        "pupil": column(lambda row: row.person),
        "given": column(lambda row: sum(1 << place for place in row.cells)),
        "places": column(lambda row: _last_place(layout, row)),
    }
    for place, cell in enumerate(layout.cells):
        nothing = (cell.empty, cell.empty)
        pairs = [row.cells.get(place, nothing) for row in rows]
        columns[f"old{place + 1}"] = [old for old, _ in pairs]
        columns[f"new{place + 1}"] = [new for _, new in pairs]
    return columns


def _last_place(layout: Layout, row: RowChange) -> int:
    return max((place + 1 for place in row.cells if layout.cells[place].name in REGULAR), default=0)
