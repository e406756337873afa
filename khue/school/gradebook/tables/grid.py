"""The grid of a book as HTML: rows joined in plain Python, since a template loop per cell costs eight times as much."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from khue.school.gradebook.models.cells import CONDUCT, REGULAR, SCORES
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import BookPupil
from khue.school.gradebook.selectors.values import RowValues, result_on_wire
from khue.school.gradebook.tables.words import cell_name, short_name, show

WEIGHTS = {"midterm": 2, "final": 3}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: the cell's name, its words, long and short, its weight (0: none), what the teacher called it."""

    cell: str
    title: str
    short: str
    weight: int
    note: str


def heads_of(book: Book) -> list[Head]:
    """The heads of a book's columns in their order."""
    named = {column.place: " ".join(filter(None, (column.name, column.day))) for column in book.columns}
    heads = []
    for cell in book.cells:
        place = REGULAR.index(cell) + 1 if cell in REGULAR else 0
        weight = 1 if place else WEIGHTS.get(cell, 0)
        heads.append(Head(cell, cell_name(cell), short_name(cell), weight, named.get(place, "")))
    return heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A cell of a plain form that was not saved: its state (`refused`, `changed`), what its field holds, and why."""

    state: str
    shown: str
    text: str


Problems = Mapping[tuple[UUID, str], Problem]


def grid_rows(
    book: Book,
    pupils: Sequence[BookPupil],
    values: Mapping[int, RowValues],
    *,
    editable: bool,
    problems: Problems | None = None,
) -> str:
    """The body of the grid.

    Each cell is an input with what it holds (`data-old`, text of the wire), so that the page works as a plain form too;
    `problems` are the cells that such a form could not save, each with its sentence under it.
    """
    writer = _RowWriter(book, editable=editable, problems=problems or {})
    return "".join([writer.row(pupil, values.get(pupil.person)) for pupil in pupils])


class _RowWriter:
    """Writes one line a pupil; what is the same in every line is made once."""

    def __init__(self, book: Book, *, editable: bool, problems: Problems) -> None:
        self.book = book
        self.editable = editable
        self.problems = problems
        self.cells = [
            (head.cell, book.layout.places[head.cell], escape(head.title)) for head in heads_of(book)
        ]
        self.missing = escape(_("missing"))
        self.incomplete, self.exempt = escape(_("not complete")), escape(_("exempt"))

    def row(self, pupil: BookPupil, values: RowValues | None) -> str:
        """One `<tr>`; a pupil who has left or is exempt is shown and not written in."""
        closed = pupil.has_left or pupil.is_exempt
        name = escape(pupil.name)
        words = f'<a href="em/{pupil.uuid}/" tabindex="-1">{name}</a>'
        if pupil.has_left:
            words = f"<s>{words}</s>"
        if pupil.is_exempt:
            words += f' <span class="note">{self.exempt}</span>'
        ends = "" if self.editable and not closed else " readonly"
        cells = [self._cell(pupil.uuid, name, values, cell, ends) for cell in self.cells]
        cells.insert(-1, self._result(values, "" if closed else self.incomplete))
        state = ' data-state="ended"' if closed else ""
        return (
            f'<tr data-pupil="{pupil.uuid}"{state}><td class="number">{pupil.number}</td>'
            f'<th scope="row" class="name">{words}<small class="context"></small></th>'
            f"{''.join(cells)}</tr>"
        )

    def _cell(
        self, pupil: UUID, name: str, values: RowValues | None, cell: tuple[str, int, str], ends: str
    ) -> str:
        key, place, label = cell
        wire = self.book.layout.cells[place].wire(values.cells[place] if values else None)
        words = escape(show(key, wire))
        if key == "remark":
            kind, hints = "comment", ""
        else:
            kind, hints = (
                "cell",
                "" if wire is not None else f' data-state="missing" placeholder="{self.missing}"',
            )
            if self.book.layout is SCORES or key == "absences":
                hints += ' inputmode="decimal"'
        old, note = escape(wire or ""), ""
        problem = self.problems.get((pupil, key)) if self.problems else None
        if problem is not None:
            said = f"p-{pupil}-{key}"
            words, note = (
                escape(problem.shown),
                f'<small class="cell-note" id="{said}">{escape(problem.text)}</small>',
            )
            hints = f' id="o-{pupil}-{key}" data-state="{problem.state}" aria-describedby="{said}"'
        return (
            f'<td class="{kind}" data-cell="{key}"><span class="cell-mark"></span>'
            f'<input class="cell-box" name="{pupil}.{key}" value="{words}" data-old="{old}"{hints}'
            f' autocomplete="off" aria-label="{name}, {label}"{ends}>{note}</td>'
        )

    def _result(self, values: RowValues | None, incomplete: str) -> str:
        if self.book.layout is CONDUCT:
            return ""
        wire = result_on_wire(self.book, values)
        words = show("final", wire) if wire else f'<span class="note">{incomplete}</span>'
        return f'<td class="computed" data-result="{wire or ""}">{words}</td>'


def seen(book: Book, pupils: Sequence[BookPupil], values: Mapping[int, RowValues]) -> str:
    """What a page without scripts shows, as JSON in one field: what the form brings is compared with it, cell by cell.

    `{"cells": ["regular.1", …], "rows": {"<pupil>": ["8.5", null, …]}}`, texts of the wire.
    """
    places = [book.layout.places[cell] for cell in book.cells]
    kinds = [book.layout.cells[place] for place in places]
    rows = {}
    for pupil in pupils:
        known = values.get(pupil.person)
        rows[str(pupil.uuid)] = [
            kind.wire(known.cells[place]) if known else None
            for kind, place in zip(kinds, places, strict=True)
        ]
    return json.dumps({"cells": book.cells, "rows": rows}, ensure_ascii=False, separators=(",", ":"))


def summary(book: Book, pupils: Sequence[BookPupil], values: Mapping[int, RowValues]) -> dict[str, Any]:
    """What the foot and the side of the grid say: missing cells by column, and how many results there are."""
    writing = [pupil for pupil in pupils if not (pupil.has_left or pupil.is_exempt)]
    missing = {
        cell: sum(1 for pupil in writing if not _filled(values.get(pupil.person), book.layout.places[cell]))
        for cell in book.cells
    }
    return {
        "pupils": len(writing),
        "missing": missing,
        "lacking": sum(missing[cell] for cell in missing if cell != "remark"),
    }


def _filled(values: RowValues | None, place: int) -> bool:
    return values is not None and values.cells[place] not in {None, ""}
