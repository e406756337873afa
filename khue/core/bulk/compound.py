"""The look into an .xls before it is parsed: which streams it holds, and how far its cells reach.

An .xls is a small file system (a compound file) with a stream of records. An .xlsx with a password is the same file
system around an encrypted stream. The parser reserves as many cells as the records claim, so claims are checked here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from khue.core.bulk.cells import BrokenFormula, column_letters
from khue.core.bulk.compound_texts import SharedTexts
from khue.core.bulk.limits import MEGABYTE, Limits
from khue.core.bulk.packages import Broken
from khue.core.bulk.unusable import (
    CorruptedError,
    FormatUnsupportedError,
    NotAWorkbookError,
    PasswordProtectedError,
    TooLargeError,
    TooManyCellsError,
    TooManySheetsError,
)

_LAST: Final = 0xFFFFFFFA  # sectors from here on are marks: end of chain, free, part of the table
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5
_HEADER_SECTORS: Final = 109

_BOF, _FILEPASS, _BOUNDSHEET, _DIMENSIONS, _STRINGS = 0x809, 0x2F, 0x85, 0x200, 0xFC
_NUMBER, _LABEL, _BOOLERR, _RK, _LABELSST, _FORMULA, _MULRK = 0x203, 0x204, 0x205, 0x27E, 0xFD, 0x06, 0xBD
_CELLS: Final = frozenset((_NUMBER, _LABEL, _BOOLERR, _RK, _LABELSST, _FORMULA, _MULRK))
_ERRORS: Final = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}
_WIDE_DIMENSIONS: Final = 14


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    start: int
    size: int


def inspect(path: Path, limits: Limits) -> dict[str, Broken]:
    """The failed formulas by sheet name. Raises when it is no workbook, locked, damaged, or reaches too far."""
    size = path.stat().st_size
    if size > limits.packed:
        raise TooLargeError(megabytes=-(-size // MEGABYTE), limit=limits.packed // MEGABYTE)
    try:
        return _inspect_records(_workbook_stream(path.read_bytes()), limits)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise CorruptedError from error


def _workbook_stream(data: bytes) -> bytes:
    (shift, mini_shift) = struct.unpack_from("<HH", data, 0x1E)
    (directory, cutoff, mini_table) = struct.unpack_from("<I4xII", data, 0x30)
    if shift not in (9, 12) or mini_shift != 6:  # noqa: PLR2004 - the only sizes the format knows
        raise CorruptedError
    size = 1 << shift
    table = _allocation_table(data, size)
    entries = list(_entries(_chain(data, table, directory, size, offset=size)))
    names = {entry.name: entry for entry in entries}
    if "EncryptedPackage" in names:
        raise PasswordProtectedError
    if "WordDocument" in names:
        raise FormatUnsupportedError(format="word")
    entry = names.get("Workbook") or names.get("Book")
    if entry is None:
        raise NotAWorkbookError
    if entry.size >= cutoff:
        return _chain(data, table, entry.start, size, offset=size)[: entry.size]
    root = _chain(data, table, entries[0].start, size, offset=size)
    mini = _integers(_chain(data, table, mini_table, size, offset=size))
    return _chain(root, mini, entry.start, 1 << mini_shift, offset=0)[: entry.size]


def _allocation_table(data: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 0x4C))
    following, seen = struct.unpack_from("<I", data, 0x44)[0], 0
    while following < _LAST and seen * size <= len(data):
        block = list(struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size))
        following = block.pop()
        sectors += block
        seen += 1
    used = [sector for sector in sectors if sector < _LAST]
    return _integers(b"".join(data[(sector + 1) * size : (sector + 2) * size] for sector in used))


def _integers(data: bytes) -> list[int]:
    count = len(data) // 4
    return list(struct.unpack_from(f"<{count}I", data))


def _chain(data: bytes, table: list[int], start: int, size: int, *, offset: int) -> bytes:
    """The bytes of a chain of sectors; a chain that bites its tail is damage."""
    pieces: list[bytes] = []
    while start < _LAST:
        if len(pieces) > len(table):
            raise CorruptedError
        place = offset + start * size
        pieces.append(data[place : place + size])
        start = table[start]
    return b"".join(pieces)


def _entries(directory: bytes) -> Iterator[_Entry]:
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, place + 0x40)
        start, size = struct.unpack_from("<II", directory, place + 0x74)
        if kind in (_STREAM, _ROOT):
            name = directory[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
            yield _Entry(name, start, size)


def _inspect_records(stream: bytes, limits: Limits) -> dict[str, Broken]:
    names: dict[int, str] = {}
    found: dict[str, Broken] = {}
    room, texts, sheet = _Room(limits), SharedTexts(limits.text), ""
    broken = Broken()
    for place, kind, body in _records(stream):
        texts.see(kind, body)
        if kind == _FILEPASS:
            raise PasswordProtectedError
        if kind == _BOUNDSHEET:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        elif kind == _BOF:
            sheet, broken = names.get(place, ""), Broken()
            found[sheet] = broken
            room.begin(sheet)
        elif kind == _DIMENSIONS:
            room.reach(*_claimed(body))
        elif kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise CorruptedError
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            if kind == _MULRK:
                column = struct.unpack_from("<H", body, len(body) - 2)[0]
            room.reach(row + 1, column + 1)
            if (code := _error_of(kind, body)) is not None:
                broken.setdefault(row, {})[column] = BrokenFormula(_ERRORS.get(code, "#"))
    return {name: cells for name, cells in found.items() if cells}


class _Room:
    """How many cells the sheets reach over together. Raises as soon as it is too many."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheet, self.before, self.rows, self.columns, self.sheets = "", 0, 0, 0, 0

    def begin(self, sheet: str) -> None:
        """Another sheet."""
        self.before += self.rows * self.columns
        self.sheet, self.rows, self.columns = sheet, 0, 0
        self.sheets += 1
        if self.sheets > self.limits.sheets:
            raise TooManySheetsError(sheets=self.sheets, limit=self.limits.sheets)

    def reach(self, rows: int, columns: int) -> None:
        """The sheet goes as far as this."""
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        if self.before + self.rows * self.columns > self.limits.cells:
            far = f"{column_letters(self.columns - 1)}{self.rows}"
            raise TooManyCellsError(sheet=self.sheet, cell=far)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place, end = 0, len(stream) - 4
    unpack = struct.Struct("<HH").unpack_from
    while place <= end:
        kind, length = unpack(stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    raw = body[8 : 8 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _claimed(body: bytes) -> tuple[int, int]:
    if len(body) >= _WIDE_DIMENSIONS:
        first_row, last_row, first, last = struct.unpack_from("<IIHH", body)
    else:
        first_row, last_row, first, last = struct.unpack_from("<HHHH", body)
    if last_row < first_row or last < first:
        raise CorruptedError  # the parser would take the difference for four thousand million rows
    return last_row - first_row, last - first


def _error_of(kind: int, body: bytes) -> int | None:
    if kind == _BOOLERR and body[7]:
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:  # noqa: PLR2004 - 2 marks an error
        return body[8]
    return None
