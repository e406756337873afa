"""From a file to the rows of its tables, each with its place, its own cells, and what the list said around it.

`open_workbook` decides what the file is and where its tables are, or raises `UnusableError`; `Workbook.rows` streams
the rows. Sheets and rows that are passed over are named in `Workbook.report`: nothing vanishes.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from khue.core.bulk import strays
from khue.core.bulk.cells import Cell, column_letters, plain_text
from khue.core.bulk.columns import Column
from khue.core.bulk.grids import Grid, Merge, open_grids
from khue.core.bulk.headers import DEPTH, WITHIN, HeaderFinder, Layout, Reading, layout_of
from khue.core.bulk.limits import DEFAULT, Limits
from khue.core.bulk.strays import Stray
from khue.core.bulk.unusable import (
    ColumnsMissingError,
    EmptyFileError,
    NoHeaderError,
    OldFontError,
    SameColumnTwiceError,
)
from khue.core.text import fold, from_tcvn3

REJECTED_COLUMN: Final = "Lỗi"
NOT_READ: Final = frozenset(("vi du", "huong dan", "danh muc"))
"""Names (folded) of the sheets of our own templates that hold no data."""

_ALMOST: Final = 3
_NAMED: Final = 200


class Row(NamedTuple):
    """A row as the file has it. `cells` are all its cells, recognised or not; `context` is text by column key."""

    number: int
    cells: list[Cell]
    layout: Layout
    context: Mapping[str, str]

    @property
    def sheet(self) -> str:
        return self.layout.sheet


class SheetSkipped(StrEnum):
    """Why a sheet was not read."""

    HIDDEN = "hidden"
    EMPTY = "empty"
    NOT_DATA = "not_data"
    NO_HEADER = "no_header"


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that was passed over: where, why, and its first words."""

    sheet: str
    number: int
    reason: Stray
    text: str


@dataclass(slots=True)
class Report:
    """What was found in the file; complete when its rows have been read to the end.

    `read` counts the non-blank rows below the headers, the ones that were given out. `strays` counts the rows passed
    over by reason, `skipped_rows` names the first 200 of them.
    """

    sheets: list[str] = field(default_factory=list)
    skipped_sheets: dict[str, SheetSkipped] = field(default_factory=dict)
    read: int = 0
    strays: Counter[Stray] = field(default_factory=Counter)
    skipped_rows: list[SkippedRow] = field(default_factory=list)

    def pass_over(self, sheet: str, number: int, reason: Stray, text: str) -> None:
        self.strays[reason] += 1
        if len(self.skipped_rows) < _NAMED:
            self.skipped_rows.append(SkippedRow(sheet, number, reason, text[:80]))


@dataclass(slots=True)
class Table:
    """A table of the file: its layout, what the title says, and the rows still to come.

    `merged` are the cells that hold for several rows (a class merged over its pupils): by row number, the place and
    the number of the last row.
    """

    layout: Layout
    context: Mapping[str, str]
    coming: Iterator[tuple[int, list[Cell]]]
    merged: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Workbook:
    """A file whose tables were found. Its rows may be asked once."""

    finder: HeaderFinder
    tables: list[Table]
    report: Report

    def rows(self) -> Iterator[Row]:
        """The data rows of all tables in the order of the file."""
        tables, self.tables = self.tables, []
        tables.reverse()
        while tables:  # each sheet is let go of when it has been read
            yield from _TableReader(self.finder, tables.pop(), self.report).rows()


def open_workbook(
    path: Path, columns: Sequence[Column], *, given: Collection[str] = (), limits: Limits = DEFAULT
) -> Workbook:
    """Find the tables of a file. `given` are the keys of required columns whose value the caller has anyway.

    Raises `UnusableError`: see `unusable` for the reasons.
    """
    finder = HeaderFinder(columns, frozenset(given))
    report = Report()
    tables: list[Table] = []
    failed: list[tuple[str, Reading | None, list[list[Cell]]]] = []
    for grid in open_grids(path, limits):
        if grid.hidden:
            report.skipped_sheets[grid.name] = SheetSkipped.HIDDEN
            continue
        coming = grid.rows()
        head = list(itertools.islice(coming, WITHIN + DEPTH))
        rows = [cells for _, cells in head]
        if fold(grid.name) in NOT_READ or not any(strays.filled(row) for row in rows):
            empty = fold(grid.name) not in NOT_READ
            report.skipped_sheets[grid.name] = SheetSkipped.EMPTY if empty else SheetSkipped.NOT_DATA
            continue
        reading = finder.find(rows, grid.merges)
        if reading is None or reading.missing:
            report.skipped_sheets[grid.name] = SheetSkipped.NO_HEADER
            failed.append((grid.name, reading, rows))
            continue
        tables.append(_table(finder, grid, reading, head, coming))
        report.sheets.append(grid.name)
    _refuse_lost_tables(finder, failed, found=bool(tables), seen=bool(report.skipped_sheets))
    return Workbook(finder, tables, report)


def _table(
    finder: HeaderFinder,
    grid: Grid,
    reading: Reading,
    head: list[tuple[int, list[Cell]]],
    coming: Iterator[tuple[int, list[Cell]]],
) -> Table:
    for key, (first, second) in reading.twice.items():
        header = next(column.header for column in finder.columns if column.key == key)
        raise SameColumnTwiceError(
            sheet=grid.name,
            column=header,
            first=column_letters(grid.left + first),
            second=column_letters(grid.left + second),
        )
    rows = [cells for _, cells in head]
    layout = layout_of(reading, grid.name, grid.left, rows)
    context: dict[str, str] = {}
    for column in finder.columns:
        if column.context:
            titles = (column.context.in_title(row) for row in reversed(rows[: reading.row]))
            value = next(filter(None, titles), "") or column.context.in_sheet_name(grid.name)
            if value:
                context[column.key] = value
    coming = itertools.chain(head[reading.row + reading.depth :], coming)
    return Table(layout, context, coming, _merged(finder, layout, grid.merges))


def _merged(
    finder: HeaderFinder, layout: Layout, merges: Sequence[Merge]
) -> dict[int, list[tuple[int, int]]]:
    """What is merged downwards in columns that may be said once for many rows; elsewhere a blank is a blank."""
    shared = {
        layout.places[each.key][0] for each in finder.columns if each.context and each.key in layout.places
    }
    merged: dict[int, list[tuple[int, int]]] = {}
    for top, first, bottom, last in merges:
        if first == last and first in shared and bottom > top >= layout.row + layout.depth - 1:
            merged.setdefault(top + 1, []).append((first, bottom + 1))
    return merged


def _refuse_lost_tables(
    finder: HeaderFinder,
    failed: list[tuple[str, Reading | None, list[list[Cell]]]],
    *,
    found: bool,
    seen: bool,
) -> None:
    """A sheet that is nearly a table may not be dropped in silence, and a file without any is refused."""
    nearly = [(reading.merit, sheet, reading) for sheet, reading, _ in failed if reading is not None]
    _, sheet, reading = max(nearly, key=lambda each: each[0], default=(None, "", None))
    if reading is not None and len(reading.places) >= (_ALMOST if found else 1):
        raise ColumnsMissingError(sheet=sheet, missing=", ".join(reading.missing), seen=reading.seen)
    if found:
        return
    for sheet, _reading, rows in failed:
        old = [[from_tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        if finder.is_table(finder.find(old, ())):
            raise OldFontError(sheet=sheet)
    if not failed and not seen:
        raise EmptyFileError
    _refuse_headerless(finder, [rows for _, _, rows in failed])


def _refuse_headerless(finder: HeaderFinder, sheets: list[list[list[Cell]]]) -> NoReturn:
    needed = finder.needed() or list(finder.columns)
    fullest = max(
        (row for rows in sheets for row in rows), key=lambda row: len(strays.filled(row)), default=[]
    )
    seen = ", ".join(plain_text(cell)[:30] for _, cell in strays.filled(fullest)[:12])
    raise NoHeaderError(missing=", ".join(column.header for column in needed), seen=seen)


class _TableReader:
    """Tells the data rows of one table from everything else people put below a header."""

    def __init__(self, finder: HeaderFinder, table: Table, report: Report) -> None:
        self.finder, self.table, self.report = finder, table, report
        self.names = finder.names()
        self.context = dict(table.context)
        self.after_header, self.after_footer = True, False
        self.running: dict[int, tuple[int, Cell]] = {}
        self._use(table.layout)

    def _use(self, layout: Layout) -> None:
        self.layout = layout
        self.texts = self.names | layout.texts
        self.known = {place for places in layout.places.values() for place in places}
        needed = [column.key for column in self.finder.needed()]
        self.needed = [layout.places[key][0] for key in needed if key in layout.places]
        others = sorted(self.known.difference(self.needed))
        self.probes = (*self.needed, *others, others[0] if others else self.needed[0])[:2]
        self.serials = {
            place for place, header in enumerate(layout.headers) if strays.is_serial_header(header)
        }

    def rows(self) -> Iterator[Row]:
        for number, cells in self.table.coming:
            first = cells[self.probes[0]]
            # Nearly every row: two cells that must be filled are, and the first sounds like no header and no total.
            plain = (
                first != ""
                and cells[self.probes[1]] != ""
                and not self.after_header
                and (type(first) is not str or not self._is_suspicious(first))
            )
            data = plain or self._is_data(number, cells)
            if self.table.merged:
                self._fill_down(number, cells)
            if data:
                self.report.read += 1
                yield Row(number, cells, self.layout, self.context)

    def _fill_down(self, number: int, cells: list[Cell]) -> None:
        for place, last in self.table.merged.get(number, ()):
            self.running[place] = (last, cells[place])
        for place, (last, cell) in self.running.items():
            if number <= last and cells[place] == "":
                cells[place] = cell

    def _is_suspicious(self, first: str) -> bool:
        lower = first.lower()
        return lower in self.texts or lower[:4] in strays.OMENS or first.isspace()

    def _is_data(self, number: int, cells: list[Cell]) -> bool:
        """Look closely; what is passed over is reported."""
        row = strays.filled(cells)
        if not row:
            return False
        stray = self._stray(row, cells)
        self.after_header = stray is Stray.HEADER
        if stray is None:
            self.after_footer = False
            return True
        self.after_footer = stray is Stray.FOOTER
        if stray is not Stray.NUMBERED:
            text = " · ".join(plain_text(cell) for _, cell in row[:4])
            self.report.pass_over(self.layout.sheet, number, stray, text)
        else:
            self.report.strays[stray] += 1
        return False

    def _stray(self, row: list[tuple[int, Cell]], cells: list[Cell]) -> Stray | None:
        if self._is_header(row, cells):
            return Stray.HEADER
        if self.after_header and strays.is_numbering(row):
            return Stray.NUMBERING
        if self.after_header and strays.is_hint(row):
            return Stray.HEADER
        if self._is_context(cells):
            return Stray.CONTEXT
        if len(row) == 1 and row[0][0] in self.serials and plain_text(row[0][1]).rstrip(".").isdecimal():
            return Stray.NUMBERED
        footer = strays.is_footer(row, known=self.known, needed=self.needed, after_footer=self.after_footer)
        return Stray.FOOTER if footer else None

    def _is_header(self, row: list[tuple[int, Cell]], cells: list[Cell]) -> bool:
        """The header again, the rest of it, or that of a second table with its own order of columns."""
        repeated = strays.is_repeated_header(row, self.layout.texts)
        known = sum(isinstance(cell, str) and cell.strip().lower() in self.names for _, cell in row)
        if known >= len(row) / 2:
            reading = self.finder.find([cells], ())
            if reading and not reading.missing and not reading.twice and len(reading.places) >= _ALMOST:
                if any(
                    self.layout.places.get(key, places)[0] != places[0]
                    for key, places in reading.places.items()
                ):
                    self._use(layout_of(reading, self.layout.sheet, self.layout.left, [cells]))
                return True
        if (
            repeated
            or not self.after_header
            or not self.needed
            or any(cells[place] != "" for place in self.needed)
        ):
            return repeated
        rest = self.layout.depth > 1 and all(plain_text(cell).lower() in self.layout.texts for _, cell in row)
        return rest or known > 0

    def _is_context(self, cells: list[Cell]) -> bool:
        found = {
            column.key: value
            for column in self.finder.columns
            if column.context and (value := column.context.in_row(cells))
        }
        if found:
            self.context = {**self.context, **found}
        return bool(found)
