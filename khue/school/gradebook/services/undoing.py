"""Taking an import of marks back: each row gets its old values again, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from khue.core import audit
from khue.core.rules import can
from khue.core.scope import current_scope
from khue.school.gradebook.models.cells import COMMENTS, SCORES
from khue.school.gradebook.selectors.books import Book, BookKey, books_of
from khue.school.gradebook.services.importing import stands, values_of_rows
from khue.school.gradebook.services.writing import RowChange, write_rows


@dataclass(frozen=True, slots=True)
class Changed:
    """What an import did to a row: the cells as they were and as they became, as programs exchange them."""

    school_class: UUID
    subject: str
    term: int
    person: int
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]


@transaction.atomic
def undo_import(*, rows: Sequence[Changed]) -> list[bool]:
    """Take rows back, one answer each.

    False where a cell was changed since, the book is locked, or is not the hat's own.
    """
    keys: list[BookKey] = [(row.school_class, row.subject, row.term) for row in rows]
    books = books_of(list(dict.fromkeys(keys)))
    scope = current_scope()
    changes = [_change(books.get(key), row) for key, row in zip(keys, rows, strict=True)]
    allowed = [
        change
        for change in changes
        if change is not None and change.book.is_open and can(scope, "gradebook.type", change.book)
    ]
    back: set[int] = set()
    for layout in (SCORES, COMMENTS):
        own = [change for change in allowed if change.book.layout is layout]
        present = values_of_rows(layout, own)
        untouched = [
            change
            for change in own
            if (values := present.get(change.key)) is not None
            and all(values.cells[place] == old for place, (old, _) in change.cells.items())
        ]
        written = write_rows(layout, untouched)
        back |= {id(change) for change in untouched if stands(change, written.get(change.key))}
    audit.record("gradebook.import_undone", rows=len(back))
    return [change is not None and id(change) in back for change in changes]


def _change(book: Book | None, row: Changed) -> RowChange | None:
    if book is None:
        return None
    change = RowChange(book, row.person)
    for name, after in row.after.items():
        place = book.layout.places[name]
        cell = book.layout.cells[place]
        change.cells[place] = (cell.typed(after), cell.typed(row.before[name]))
    return change
