"""The rows of an exported sheet, written as the XML they become.

XlsxWriter makes everything of a workbook but the rows: styles, widths, filters. Writing a long list cell by cell
through it costs five times what the parser needs to read it back, so the rows are written here, in exactly the form
XlsxWriter gives them (a test compares the two), and set into its sheet. Strings are inline: memory does not grow with
the list.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final, TypeAlias

from khue.core.bulk.cells import Cell, column_letters, show

Encode: TypeAlias = Callable[[Cell, int], str]
"""A cell and its line (from 1) to the XML of the cell; "" for a blank."""

LONGEST: Final = 32_767
FIRST_DAY: Final = dt.date(1900, 3, 1)  # Excel believes in 29 February 1900: earlier days are written as text
_EPOCH: Final = dt.date(1899, 12, 30)
_SECONDS: Final = 86_400
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_ESCAPED = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_UNWRITABLE = re.compile(r"[\ufffe\uffff\ud800-\udfff]")
_MODEL_CELL = re.compile(r'<c r="([A-Z]+)2"(?: s="(\d+)")?')
_MODEL_ROW = re.compile(r'<row r="2"[^>]*>.*?</row>', re.DOTALL)


def encoder(place: int, style: str) -> Encode:
    """The encoder of a column: its place from 0 and the number of its style ("" for none)."""
    letters = column_letters(place)
    styled = f'" s="{style}"' if style else '"'

    def encode(cell: Cell, line: int) -> str:
        if type(cell) is str and cell:
            plain = len(cell) <= LONGEST and not _SPECIAL.search(cell)
            text = f"<t>{cell}</t>" if plain else _special(cell[:LONGEST])
            return f'<c r="{letters}{line}{styled} t="inlineStr"><is>{text}</is></c>'
        kind, number = _number(cell)
        if number:
            return f'<c r="{letters}{line}{styled}{kind}><v>{number}</v></c>'
        return encode(show(cell), line) if show(cell) else ""

    return encode


def _number(cell: Cell) -> tuple[str, str]:
    """The kind and the number a cell is held as; "" for what is held as text."""
    if isinstance(cell, bool):
        return ' t="b"', str(int(cell))
    if isinstance(cell, int | float):
        return "", f"{cell:.16G}"
    return "", _serial(cell)


def _special(text: str) -> str:
    """Text with characters that XML or Excel reads as something else."""
    text = _UNWRITABLE.sub("", _ESCAPED.sub(r"_x005F\1", text))
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{keep}>{text}</t>"


def _serial(cell: Cell) -> str:
    """The number Excel counts a day by; "" for what it cannot count."""
    if isinstance(cell, dt.datetime):
        if cell.date() < FIRST_DAY:
            return ""
        time = cell.time()
        seconds = time.hour * 3600 + time.minute * 60 + time.second
        return f"{(cell.date() - _EPOCH).days + seconds / _SECONDS:.16G}"
    return str((cell - _EPOCH).days) if isinstance(cell, dt.date) and cell >= FIRST_DAY else ""


def styles_of(sheet: str) -> dict[str, str]:
    """The style numbers of a sheet's second row, its model, by column letters."""
    return dict(_MODEL_CELL.findall(sheet))


def fill(skeleton: Path, target: Path, rows: Sequence[Path]) -> None:
    """Write a workbook whose sheets, one for each file of rows, hold those rows instead of their model row."""
    with (
        zipfile.ZipFile(skeleton) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as full,
    ):
        parts = {f"xl/worksheets/sheet{number}.xml": file for number, file in enumerate(rows, 1)}
        for name in made.namelist():
            content = made.read(name)
            with full.open(name, "w", force_zip64=True) as part:
                if name in parts:
                    _write_sheet(part, content.decode(), parts[name])
                else:
                    part.write(content)


def _write_sheet(part: IO[bytes], sheet: str, rows: Path) -> None:
    model = _MODEL_ROW.search(sheet)
    start, end = model.span() if model else (sheet.index("</sheetData>"),) * 2
    part.write(sheet[:start].encode())
    with rows.open("rb") as data:
        shutil.copyfileobj(data, part, 1 << 20)
    part.write(sheet[end:].encode())
