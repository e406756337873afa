"""Saving cells: compare-and-set, one message for the grid, the API, an import and a device that was off line.

The sender names the pupil, the cell, what it saw there and what is typed now. A cell is written only where what it saw
still stands; else it is answered with the present value and its author. What stands there already is saved. So a
message that is sent twice does nothing the second time, and two teachers on neighbouring cells never meet.

Whatever the number of cells, a message costs the same statements: the class list, a lock, missing rows, one update, and
only when a cell did not take its value, one look at what stands there and one at who wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.models.cells import Cell, Refused
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import RowValues, authors_of, result_on_wire, values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome
from khue.school.gradebook.services.writing import RowChange, write_rows

MOST_CELLS = 2_000


@dataclass(slots=True)
class _Sent:
    """One cell on its way. With a `refusal` it is only answered; `unseen` when what the sender saw makes no sense."""

    change: CellChange
    person: int = 0
    place: int = 0
    cell: Cell | None = None
    old: Any = None
    new: Any = None
    unseen: bool = False
    refusal: Refused | None = None
    locked: bool = False

    @property
    def is_written(self) -> bool:
        """Whether it may go into the update."""
        return self.refusal is None and not self.unseen


@transaction.atomic
def save_cells(*, book: Book, changes: Sequence[CellChange]) -> list[CellAnswer]:
    """Save cells of one book and answer each, in the order in which they came.

    Raises `Forbidden` unless the hat may write in the book, `ValueError` for more than `MOST_CELLS` cells.
    """
    require(current_scope(), "gradebook.type", book)
    sent = _read(book, changes)
    if not book.is_open:
        for each in sent:
            each.refusal = each.refusal or Refused("closed" if _has_closed(book) else "not_open_yet")
            each.locked = True
    return _save(book, sent)


@transaction.atomic
def write_past_the_lock(*, book: Book, change: CellChange) -> CellAnswer:
    """Save one cell whatever the window says, also of a pupil who has left: what an approved correction does."""
    sent = _read(book, [change], with_leavers=True)
    return _save(book, sent)[0]


def _save(book: Book, sent: list[_Sent]) -> list[CellAnswer]:
    values = _write(book, [each for each in sent if each.is_written])
    unsure = {each.person for each in sent if each.person and not _stands(each, values.get(each.person))}
    if unsure:
        values |= values_of(book, sorted(unsure))
    changed = [each for each in sent if not each.refusal and not _stands(each, values.get(each.person))]
    authors = authors_of(book, [(each.person, each.change.cell) for each in changed]) if changed else {}
    answers = [_answer(book, each, values, authors) for each in sent]
    saved = sum(answer.outcome is Outcome.SAVED for answer in answers)
    audit.record(
        "gradebook.save",
        organisation=book.organisation,
        school_class=book.school_class,
        subject=book.subject,
        term=book.term,
        cells=len(answers),
        saved=saved,
    )
    return answers


def _read(book: Book, changes: Sequence[CellChange], *, with_leavers: bool = False) -> list[_Sent]:
    if len(changes) > MOST_CELLS:
        raise ValueError(f"a message has at most {MOST_CELLS} cells, not {len(changes)}")
    pupils = {pupil.uuid: pupil for pupil in pupils_of(book)}
    seen: set[tuple[UUID, str]] = set()
    sent = []
    for change in changes:
        each = _Sent(change)
        try:
            _read_cell(book, each, pupils.get(change.pupil), with_leavers=with_leavers)
            if (change.pupil, change.cell) in seen:
                raise Refused("twice")  # noqa: TRY301 - read and refused in one place
        except Refused as refusal:
            each.refusal = refusal
        seen.add((change.pupil, change.cell))
        sent.append(each)
    return sent


def _read_cell(book: Book, sent: _Sent, pupil: BookPupil | None, *, with_leavers: bool) -> None:
    change = sent.change
    if pupil is None:
        raise Refused("unknown_pupil")
    if change.cell not in book.cells:
        raise Refused("no_such_cell", cell=change.cell[:40])
    cell = book.layout.cell(change.cell)
    sent.person, sent.cell, sent.place = pupil.person, cell, book.layout.places[change.cell]
    if pupil.has_left and not with_leavers:
        raise Refused("has_left")
    if pupil.is_exempt:
        raise Refused("exempt")
    sent.new = cell.typed(change.new)
    try:
        sent.old = cell.typed(change.old)
    except Refused:
        sent.unseen = True


def _write(book: Book, sent: Sequence[_Sent]) -> dict[int, RowValues]:
    """Write what may be written; the values of the rows that changed, by person."""
    rows: dict[int, RowChange] = {}
    for each in sent:
        row = rows.setdefault(each.person, RowChange(book, each.person))
        row.cells[each.place] = (each.old, each.new)
    written = write_rows(book.layout, list(rows.values()))
    return {key[3]: values for key, values in written.items()}


def _stands(sent: _Sent, values: RowValues | None) -> bool:
    """Whether what was typed is what stands there."""
    if sent.refusal is not None or sent.cell is None:
        return False
    return bool(_present(sent, values) == sent.new)


def _present(sent: _Sent, values: RowValues | None) -> Any:
    return sent.cell.empty if values is None and sent.cell else values.cells[sent.place] if values else None


def _answer(book: Book, sent: _Sent, values: dict[int, RowValues], authors: dict[Any, Any]) -> CellAnswer:
    row = values.get(sent.person)
    present = sent.cell.wire(_present(sent, row)) if sent.cell else None
    outcome = Outcome.SAVED if _stands(sent, row) else Outcome.CHANGED
    if sent.refusal is not None:
        outcome = Outcome.LOCKED if sent.locked else Outcome.REFUSED
    author = authors.get((sent.person, sent.change.cell))
    return CellAnswer(
        pupil=sent.change.pupil,
        cell=sent.change.cell,
        outcome=outcome,
        value=present,
        code=sent.refusal.code if sent.refusal else "",
        params=sent.refusal.params if sent.refusal else {},
        author=author.name if author else "",
        at=author.at if author else None,
        result=result_on_wire(book, row),
    )


def _has_closed(book: Book) -> bool:
    return book.closes_at is not None and book.closes_at <= clock.now()
