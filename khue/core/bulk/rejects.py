"""The rows that have to be mended, given back as they came: their own columns, in their own order, and what is wrong.

The file is made to be imported again: faulty cells are marked and carry a note, a column `Lỗi` says it in words (and
is passed over when the file comes back), the class that stood above a table stands in a column of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from khue.core.bulk.cells import UNSAVED, BrokenFormula, Cell
from khue.core.bulk.columns import Column
from khue.core.bulk.headers import Layout
from khue.core.bulk.limits import DEFAULT, Limits
from khue.core.bulk.problems import Problem
from khue.core.bulk.reading import REJECTED_COLUMN, Row, open_workbook
from khue.core.bulk.writing import DATE_FORMAT, HEADER_STYLE, OPTIONS, putter, replacing, sheet_name
from khue.core.text import fold

_FAULTY: Final[Mapping[str, Any]] = {"bg_color": "#FBE4E6", "border": 1, "border_color": "#B3261E"}
_NOTES: Final = 5_000  # a workbook with more notes opens slowly; the added column says it all anyway
_WIDTH, _REASONS = 16, 70
_TIMED: Final = "dd/mm/yyyy hh:mm"


def write_rejected(
    path: Path, columns: Sequence[Column], rows: Iterable[tuple[Row, Sequence[Problem]]]
) -> int:
    """Write rows with their problems, a sheet for each sheet they came from; returns how many rows."""
    count = 0
    with replacing(path) as part, Workbook(part, dict(OPTIONS)) as book:
        styles = _Styles(book)
        pages: dict[str, _Page] = {}
        for row, problems in rows:
            if row.sheet not in pages:
                pages[row.sheet] = _Page(styles, row.sheet, columns, number=len(pages))
            pages[row.sheet].add(row, problems)
            count += 1
        for page in pages.values():
            page.close()
    return count


def give_back(
    source: Path,
    target: Path,
    columns: Sequence[Column],
    problems: Mapping[tuple[str, int], Sequence[Problem]],
    *,
    given: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> int:
    """Write the rows of `source` that have problems, by (sheet, row number), to `target`; returns how many rows."""
    rows = open_workbook(source, columns, given=tuple(given), limits=limits).rows()
    return write_rejected(
        target, columns, ((row, found) for row in rows if (found := problems.get((row.sheet, row.number))))
    )


def reasons(problems: Sequence[Problem]) -> str:
    """All problems of a row in a line: `Ngày 31/02 không có thật (xem lại giấy khai sinh); Thiếu giới tính`."""
    return "; ".join(
        f"{problem.text()} ({advice})" if (advice := problem.advice()) else problem.text()
        for problem in problems
    )


class _Styles:
    """The formats of a workbook, each made once, and how many notes it has."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.notes = 0
        self.header = book.add_format(dict(HEADER_STYLE))
        self.reasons = book.add_format({"text_wrap": True, "font_color": "#B3261E", "valign": "top"})
        self._made: dict[tuple[str, bool], Format] = {}

    def of(self, number_format: str, *, faulty: bool) -> Format:
        key = (number_format, faulty)
        if key not in self._made:
            wanted: dict[str, Any] = {"num_format": number_format} if number_format else {}
            self._made[key] = self.book.add_format({**wanted, **(_FAULTY if faulty else {})})
        return self._made[key]

    def note_left(self) -> bool:
        self.notes += 1
        return self.notes <= _NOTES


class _Page:
    """A sheet of rows that go back. A new layout, or something else said around the rows, starts a new header."""

    def __init__(self, styles: _Styles, name: str, columns: Sequence[Column], number: int) -> None:
        taken = {page.get_name().casefold() for page in styles.book.worksheets()}
        wanted = sheet_name(name, 0)
        self.page = styles.book.add_worksheet(
            wanted if wanted.casefold() not in taken else sheet_name(name, number)
        )
        self.put = putter(self.page)
        self.styles, self.columns = styles, columns
        self.line = -1
        self.known: tuple[Layout, frozenset[str]] | None = None
        self.page.freeze_panes(1, 0)

    def close(self) -> None:
        self.page.autofilter(0, 0, max(self.line, 0), self.reasons_at)

    def add(self, row: Row, problems: Sequence[Problem]) -> None:
        known = (row.layout, frozenset(row.context))
        if self.known != known:
            self.known = known
            self._start(row)
        self.line += 1
        errors = [problem for problem in problems if not problem.warning]
        cells = [row.cells[place] for place in self.kept] + [""] * len(self.added)
        for key, text in row.context.items():
            place = self.at.get(key)
            if place is not None and _is_blank(cells[place]):
                cells[place] = text
        faulty = {self.at[problem.column] for problem in errors if problem.column in self.at}
        for place, cell in enumerate(cells):
            self._write(place, cell, faulty=place in faulty)
        for problem in errors:
            if problem.column in self.at and self.styles.note_left():
                note = "\n".join(filter(None, (problem.text(), problem.advice())))
                self.page.write_comment(self.line, self.at[problem.column], note, {"author": "Khuê"})
        self.page.write_string(self.line, self.reasons_at, reasons(errors), self.styles.reasons)

    def _start(self, row: Row) -> None:
        """Lay out the cells of these rows, and write their header."""
        layout = row.layout
        headers = layout.headers + ("",) * (len(row.cells) - len(layout.headers))
        self.kept = [place for place, header in enumerate(headers) if fold(header) != fold(REJECTED_COLUMN)]
        where = {place: number for number, place in enumerate(self.kept)}
        self.at = {key: where[places[0]] for key, places in layout.places.items() if places[0] in where}
        self.added = [
            column for column in self.columns if column.key in row.context and column.key not in self.at
        ]
        for number, column in enumerate(self.added):
            self.at[column.key] = len(self.kept) + number
        self.reasons_at = len(self.kept) + len(self.added)
        self.shapes = {
            self.at[column.key]: column.number_format for column in self.columns if column.key in self.at
        }
        self.line += 1
        self.page.set_column(0, self.reasons_at - 1, _WIDTH)
        self.page.set_column(self.reasons_at, self.reasons_at, _REASONS)
        texts = [
            *(headers[place] for place in self.kept),
            *(column.header for column in self.added),
            REJECTED_COLUMN,
        ]
        for number, text in enumerate(texts):
            self.page.write_string(self.line, number, text, self.styles.header)
        for places in layout.places.values():
            if len(places) > 1:
                first, last = where[places[0]], where[places[-1]]
                self.page.merge_range(self.line, first, self.line, last, texts[first], self.styles.header)

    def _write(self, place: int, cell: Cell, *, faulty: bool) -> None:
        shape = self.shapes.get(place, "")
        if isinstance(cell, dt.datetime):
            shape = _TIMED
        elif isinstance(cell, dt.date):
            shape = DATE_FORMAT
        elif isinstance(cell, int | float):
            shape = shape if shape != "@" else ""
        style = self.styles.of(shape, faulty=faulty)
        if _is_blank(cell) or (isinstance(cell, BrokenFormula) and cell == UNSAVED):
            if faulty:
                self.page.write_blank(self.line, place, None, style)
        else:
            self.put(self.line, place, cell, style)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
