"""What stands in the cells of a book, and who wrote it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from khue.school.gradebook.formulas import format_mark
from khue.school.gradebook.models import CommentMark, Mark
from khue.school.gradebook.models.cells import COMMENTS, CONDUCT, SCORES, Layout
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.statements import ask, statement

_MARKS_ROW = (
    "m.year = %(year)s AND m.school_class_id = %(school_class)s"
    " AND m.subject_id = %(subject)s AND m.term = %(term)s"
)
_CONDUCT_ROW = "m.school_class_id = %(school_class)s AND m.term = %(term)s"


@dataclass(frozen=True, slots=True)
class RowValues:
    """The stored values of one pupil's cells by their place, and the term's average or result where it exists."""

    cells: tuple[Any, ...]
    result: int | bool | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the present value of a cell, and when; an installation's own account has no person."""

    name: str
    at: dt.datetime | None
    account: int | None


def values_of(book: Book, persons: Sequence[int] | None = None) -> dict[int, RowValues]:
    """What stands in the book, by person, for everyone or some; a pupil without a row is not there. One statement."""
    text = (
        statement("conduct_of_book")
        if book.layout is CONDUCT
        else statement("marks_of_book", table=book.layout.table, average=result_column(book.layout))
    )
    params = {**keys_of(book), "pupil": None if persons is None else list(persons)}
    return {row[0]: row_values(book.layout, row) for row in ask(text, params)}


def values_of_books(books: Sequence[Book]) -> dict[tuple[int, int], dict[int, RowValues]]:
    """What stands in books of marks of one class, by subject and term, then by person. Two statements."""
    kinds = {(book.subject, book.term): book.layout for book in books if book.subject is not None}
    found: dict[tuple[int, int], dict[int, RowValues]] = {key: {} for key in kinds}
    if not kinds:
        return found
    for model, layout in ((Mark, SCORES), (CommentMark, COMMENTS)):
        rows = model.objects.of(books[0].year).filter(school_class_id=books[0].school_class)
        columns = ("pupil_id", "regular", "midterm", "final", "remark", result_column(layout))
        for subject, term, *values in rows.values_list("subject_id", "term", *columns):
            if kinds.get((subject, term)) is layout:
                found[subject, term][values[0]] = row_values(layout, values)
    return found


def row_values(layout: Layout, row: Sequence[Any]) -> RowValues:
    """A row of the database (person, then the columns of the layout's table) by cells."""
    if layout is CONDUCT:
        return RowValues(tuple(row[1:4]))
    regular = row[1]
    return RowValues((*regular, *(None,) * (5 - len(regular)), row[2], row[3], row[4]), row[5])


def result_on_wire(book: Book, values: RowValues | None) -> str | None:
    """The term's average (`7.9`) or comment result (`D`, `CD`) as programs exchange it."""
    if values is None or values.result is None:
        return None
    return format_mark(values.result) if book.layout is SCORES else "D" if values.result else "CD"


def authors_of(book: Book, cells: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Author]:
    """Who wrote the present values of some cells, by (person, cell). One statement."""
    wanted = list(cells)
    row = _CONDUCT_ROW if book.layout is CONDUCT else _MARKS_ROW
    params = {
        **keys_of(book),
        "pupil": [person for person, _ in wanted],
        "cell": [cell for _, cell in wanted],
    }
    found = ask(statement("authors", table=book.layout.table, row=row), params)
    return {(person, cell): Author(name, at, account) for person, cell, name, at, account in found}


def changed_since(book: Book, since: dt.datetime) -> list[int]:
    """The persons in whose rows of the book something was written after `since`. One statement."""
    row = _CONDUCT_ROW if book.layout is CONDUCT else _MARKS_ROW
    text = statement("changed_since", table=book.layout.table, row=row)
    return [person for (person,) in ask(text, {**keys_of(book), "since": since})]


def keys_of(book: Book) -> dict[str, Any]:
    """What names the book in every statement about it."""
    return {
        "year": book.year,
        "organisation": book.organisation,
        "school_class": book.school_class,
        "subject": book.subject,
        "term": book.term,
        "expected": book.expected,
    }


def result_column(layout: Layout) -> str:
    """The column in which PostgreSQL keeps the term average or result."""
    return "average" if layout is SCORES else "passed"
