"""HTML tables called .xls, as school programs export them: each table becomes a grid.

A cell over several columns or rows holds its text in its first place and leaves the others blank, as in a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from khue.core.bulk.cells import Cell
from khue.core.bulk.limits import MEGABYTE, Limits
from khue.core.bulk.plain import encoding_of
from khue.core.bulk.unusable import CorruptedError, EmptyFileError, TooLargeError, TooManyCellsError

_WIDEST: Final = 16_384
_LONGEST: Final = 1_048_576
_LONGEST_TAG: Final = MEGABYTE
_LONGEST_END: Final = 16 * 1024
_SILENT: Final = frozenset(("script", "style", "xml"))
_BREAKS: Final = frozenset(("br", "p", "div"))
_SHEET_NAMES = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)


@dataclass(slots=True)
class TableGrid:
    """One table of a page."""

    name: str
    table: list[list[Cell]]
    merges: list[tuple[int, int, int, int]]
    hidden: bool = False
    left: int = 0

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        width = max(map(len, self.table), default=0)
        for number, cells in enumerate(self.table, 1):
            yield number, cells + [""] * (width - len(cells))


@dataclass(slots=True)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    taken: dict[int, int] = field(
        default_factory=dict
    )  # column → last row that a cell from above still covers
    cells: int = 0


def read_markup(path: Path, limits: Limits) -> list[TableGrid]:
    """The tables of an HTML file in their order. Raises when there is none."""
    size = path.stat().st_size
    if size > limits.packed:
        raise TooLargeError(megabytes=-(-size // MEGABYTE), limit=limits.packed // MEGABYTE)
    reader = _TableReader(limits.cells, path.stem)
    names: list[str] = []
    with path.open(encoding=encoding_of(path), newline="") as file:
        while text := file.read(MEGABYTE):
            names += _SHEET_NAMES.findall(text)
            reader.feed(text)
            _refuse_endless(reader, _LONGEST_TAG)
    _refuse_endless(reader, _LONGEST_END)
    reader.close()
    tables = [table for table in reader.tables if any(any(row) for row in table.rows)]
    if not tables:
        raise EmptyFileError
    if len(names) != len(tables):
        names = [
            path.stem if len(tables) == 1 else f"{path.stem} {number}" for number in range(1, len(tables) + 1)
        ]
    return [TableGrid(name, table.rows, table.merges) for name, table in zip(names, tables, strict=True)]


def _refuse_endless(reader: _TableReader, most: int) -> None:
    """Raise for a tag or a comment that does not end: the parser would begin it again with every piece."""
    if len(reader.rawdata) > most:
        raise CorruptedError


class _TableReader(HTMLParser):
    """Collects the outermost tables; a table inside a cell gives its text to that cell."""

    def __init__(self, cells: int, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._room, self._name = cells, name
        self._depth = 0
        self._silent = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._number: float | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif tag in _SILENT:
            self._silent += 1
        elif self._depth == 1 and tag in ("tr", "td", "th"):
            self._finish_cell()
            if tag == "tr":
                self.tables[-1].rows.append([])
            else:
                self._open_cell(dict(attrs))
        elif self._text is not None and tag in _BREAKS:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._finish_cell()
            self._depth -= 1
        elif tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif self._depth == 1 and tag in ("tr", "td", "th"):
            self._finish_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        self._text = []
        self._span = (_span(attributes.get("colspan"), _WIDEST), _span(attributes.get("rowspan"), _LONGEST))
        try:
            self._number = float(attributes.get("x:num") or "")
        except ValueError:
            self._number = None

    def _finish_cell(self) -> None:
        if self._text is None:
            return
        table, text = self.tables[-1], "".join(self._text).strip()
        value: Cell = self._number if self._number is not None else text
        self._text = None
        if not table.rows:
            table.rows.append([])
        row, here = table.rows[-1], len(table.rows) - 1
        while table.taken.get(len(row), -1) >= here:
            row.append("")
        columns, rows = self._span
        first, last = len(row), len(row) + columns - 1
        row += [value, *[""] * (columns - 1)]
        table.cells += columns * rows  # a cell over many rows is looked at in each of them
        if table.cells > self._room or last >= _WIDEST:
            raise TooManyCellsError(sheet=self._name, cell=f"{here + 1}")
        if rows > 1:
            table.taken.update(dict.fromkeys(range(first, last + 1), here + rows - 1))
        if rows > 1 or columns > 1:
            table.merges.append((here, first, here + rows - 1, last))


def _span(written: str | None, most: int) -> int:
    return min(max(int(written), 1), most) if written and written.strip().isdecimal() else 1
