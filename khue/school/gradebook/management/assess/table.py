"""Reading a CSV file: UTF-8 with or without BOM, RFC 4180, LF or CRLF, the header on line 1.

Columns may stand in any order, extra ones are ignored. The file is read once, line by line, so that a pipe
will do and a million lines need no memory of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from khue.school.gradebook.management.assess.console import Progress
from khue.school.gradebook.management.assess.lines import UnreadableError, read_lines
from khue.school.gradebook.management.assess.problems import WHOLE, Problems

Cells = tuple[str, ...]
Row = tuple[int, Cells]

_EVERY = 1 << 16  # lines between two looks at the clock
_CSV_FAULTS = {
    "unexpected end of data": "a quotation mark is opened here and never closed",
    "field larger than field limit": "a cell is too long; is a quotation mark never closed?",
    "new-line character seen": "a carriage return stands alone; lines end with LF or CRLF",
    "expected after": "after a closing quotation mark only a comma may follow; double a mark inside a cell",
}


class _Reader(Protocol):
    """What `csv.reader` returns: records, and the number of physical lines read so far."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class TableReader:
    """One CSV file to be read; what is wrong with it goes to `problems`, named by the path as the user gave it."""

    def __init__(self, file: str, problems: Problems, progress: Progress) -> None:
        self._file = file
        self._problems = problems
        self._progress = progress

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """The records below the header as (physical line, cells in the order of `columns`), blank ones left out.

        A record with too few or too many cells is reported and not returned; after broken quoting the reading goes on
        with the next line.
        """
        try:
            with Path(self._file).open("rb") as stream:
                reader = csv.reader(read_lines(stream), strict=True)
                header = self._header(reader)
                positions = self._positions(header, columns)
                if positions:
                    yield from self._records(reader, header, itemgetter(*positions))
        except UnreadableError as error:
            self._problems.add(self._file, error.line, WHOLE, error.reason)
        except OSError as error:
            self._problems.add(self._file, 0, WHOLE, f"cannot be read: {error.strerror}")

    def _header(self, reader: _Reader) -> list[str]:
        try:
            return [name.strip() for name in next(reader, [])]
        except csv.Error as error:
            raise UnreadableError(1, _csv_fault(error)) from None

    def _records(
        self, reader: _Reader, header: list[str], pick: Callable[[list[str]], Cells]
    ) -> Iterator[Row]:
        width, line = len(header), reader.line_num + 1
        while True:
            try:
                for row in reader:
                    if len(row) != width:
                        if not _blank(row):
                            self._fault_width(line, row, header)
                    elif row[0].strip() or not _blank(row):
                        yield line, pick(row)
                    if not line % _EVERY:
                        self._progress.lines(self._file, line)
                    line = reader.line_num + 1
            except csv.Error as error:
                self._problems.add(self._file, line, WHOLE, _csv_fault(error))
                line = reader.line_num + 1
            else:
                return

    def _fault_width(self, line: int, row: list[str], header: list[str]) -> None:
        text = f"{len(row)} cells instead of {len(header)}"
        if len(row) < len(header):
            self._problems.add(self._file, line, header[len(row)], text)
        else:
            hint = "; put a cell that contains a comma between quotation marks"
            self._problems.add(self._file, line, header[-1], text + hint)

    def _positions(self, names: list[str], columns: Sequence[str]) -> list[int]:
        """Where the columns stand; empty when the header cannot be used."""
        missing = [name for name in columns if name not in names]
        repeated = [name for name in columns if names.count(name) > 1]
        other_separator = len(names) == 1 and any(sign in names[0] for sign in ";\t|")
        for name in missing:
            hint = "; cells are separated by commas" if other_separator else ""
            self._problems.add(self._file, 1, name, "the header has no such column" + hint)
        for name in repeated:
            self._problems.add(self._file, 1, name, "the header has this column more than once")
        return [] if missing or repeated else [names.index(name) for name in columns]


def _blank(row: list[str]) -> bool:
    return not "".join(row).strip()


def _csv_fault(error: csv.Error) -> str:
    return next((words for sign, words in _CSV_FAULTS.items() if sign in str(error)), str(error))
