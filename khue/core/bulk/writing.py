"""Lists out: typed cells, streamed, in the same columns an import reads.

Memory does not grow with the list. Nothing a user typed can become a formula. A file appears under its name only when
it is whole.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import os
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khue.core.bulk.cells import Cell, column_letters, plain_number, show
from khue.core.bulk.columns import Column
from khue.core.bulk.plain import guard
from khue.core.bulk.sheetdata import FIRST_DAY, LONGEST, encoder, fill, styles_of

HEADER_STYLE: Final[Mapping[str, Any]] = {
    "bold": True,
    "font_color": "#0B4650",
    "bg_color": "#E0EFEF",
    "bottom": 1,
    "text_wrap": True,
    "valign": "vcenter",
}
OPTIONS: Final[Mapping[str, Any]] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
DATE_FORMAT: Final = "dd/mm/yyyy"
SHEET: Final = "Danh sách"
ROWS: Final = 1_048_576
_NAME: Final = 31

Put = Callable[[int, int, Cell, Format | None], None]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the name when all went well, and goes away when not."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 - one call that replaces on every system
    finally:
        part.unlink(missing_ok=True)


def write_file(
    path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], *, sheet: str = SHEET
) -> int:
    """Write values by column key to `path`, a CSV or a workbook by its ending; returns how many rows."""
    if path.suffix.lower() == ".csv":
        return write_csv(path, columns, rows)
    return write_workbook(path, columns, rows, sheet=sheet)


def write_workbook(
    path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], *, sheet: str = SHEET
) -> int:
    """Write a workbook: a header that stays in sight, filters, typed cells.

    A list too long for one sheet goes on in the next.
    """
    with replacing(path) as part, tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        styles = _skeleton(work / "styles.xlsx", columns, sheet, [2])
        pages = list(_write_rows(work, columns, styles, rows))
        _skeleton(work / "skeleton.xlsx", columns, sheet, [lines for _, lines in pages])
        fill(work / "skeleton.xlsx", part, [file for file, _ in pages])
    return sum(lines - 1 for _, lines in pages)


def _write_rows(
    folder: Path, columns: Sequence[Column], styles: Mapping[str, str], rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Path, int]]:
    """Files of rows, each as long as a sheet holds, with the number of the last line (1 is the header)."""
    cells = [
        (column.key, column.write, encoder(place, styles.get(column_letters(place), "")))
        for place, column in enumerate(columns)
    ]
    coming = iter(rows)
    for number in itertools.count():
        line = 1
        with (folder / f"rows{number}").open("w", encoding="utf-8", newline="") as file:
            for line, values in enumerate(itertools.islice(coming, ROWS - 1), 2):
                written = "".join([encode(write(values.get(key)), line) for key, write, encode in cells])
                file.write(f'<row r="{line}">{written}</row>')
        if number == 0 or line > 1:
            yield folder / f"rows{number}", line
        if line < ROWS:
            return


def _skeleton(path: Path, columns: Sequence[Column], sheet: str, lines: Sequence[int]) -> dict[str, str]:
    """Write the workbook without its rows, a sheet for each number of lines; returns the styles by column."""
    with Workbook(path, dict(OPTIONS)) as book:
        formats = [_format(book, column) for column in columns]
        header = book.add_format(dict(HEADER_STYLE))
        for number, last in enumerate(lines):
            page = _page(book, sheet_name(sheet, number), columns, header)
            for place, shape in enumerate(formats):
                page.write_number(1, place, 0, shape)
            page.autofilter(0, 0, last - 1, len(columns) - 1)
    with zipfile.ZipFile(path) as package:
        return styles_of(package.read("xl/worksheets/sheet1.xml").decode())


def sheet_name(wanted: str, number: int) -> str:
    """A name a workbook accepts: at most 31 characters, none of its reserved ones; numbered from the second on."""
    ending = f" {number + 1}" if number else ""
    name = "".join("-" if letter in "[]:*?/\\" else letter for letter in wanted).strip("' ")
    return (name[: _NAME - len(ending)].strip("' ") or "Sheet") + ending


def _format(book: Workbook, column: Column) -> Format | None:
    return book.add_format({"num_format": column.number_format}) if column.number_format else None


def _page(book: Workbook, name: str, columns: Sequence[Column], header: Format) -> Worksheet:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.header, header)
    return page


def putter(page: Worksheet) -> Put:
    """A function that writes a cell as what it is; text stays text whatever it begins with."""

    def put(line: int, place: int, cell: Cell, shape: Format | None) -> None:
        if type(cell) is str:
            if cell:
                page.write_string(line, place, cell if len(cell) <= LONGEST else cell[:LONGEST], shape)
        elif isinstance(cell, bool):
            page.write_boolean(line, place, cell, shape)
        elif isinstance(cell, int | float):
            page.write_number(line, place, cell, shape)
        elif isinstance(cell, dt.date) and _day(cell) >= FIRST_DAY:
            page.write_datetime(line, place, cell, shape)
        elif cell is not None:
            page.write_string(line, place, show(cell), shape)

    return put


def _day(cell: dt.date) -> dt.date:
    return cell.date() if isinstance(cell, dt.datetime) else cell


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a CSV (RFC 4180, UTF-8 with its mark, so that Excel opens it rightly): 2015-03-14, 8.5, x.

    A text that Excel would run as a formula gets an apostrophe in front, which an import takes off again.
    """
    count = 0
    texts = [(column.key, column.write, _places(column)) for column in columns]
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header for column in columns])
        for values in rows:
            writer.writerow([csv_text(write(values.get(key)), places) for key, write, places in texts])
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _places(column: Column) -> int | None:
    """How many decimals the column shows; None when it holds no fractions."""
    _whole, point, decimals = column.number_format.partition(".")
    return len(decimals) if point else None


def csv_text(cell: Cell, places: int | None = None) -> str:
    """A cell as a CSV holds it, the same in every country."""
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, float):
        return f"{cell:.{places}f}" if places is not None else plain_number(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
