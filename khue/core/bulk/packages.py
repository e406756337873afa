"""The look into an .xlsx before it is parsed: what makes it unsafe, and what the parser would not tell.

The parser allocates the rectangle around all filled cells of a sheet. One stray cell in XFD1048576, or a hand-made
archive, would take the whole process down, so every part is unpacked once, in pieces, and measured. The same look
finds the cells the parser reports as blank although they are not: formulas that failed, formulas without a result.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Final, TypeAlias

from khue.core.bulk.cells import UNSAVED, BrokenFormula, column_index, column_letters
from khue.core.bulk.limits import MEGABYTE, Limits
from khue.core.bulk.unusable import (
    CorruptedError,
    PasswordProtectedError,
    SuspiciousPackingError,
    TextTooLongError,
    TooLargeError,
    TooManyCellsError,
    TooManySheetsError,
)

Broken: TypeAlias = dict[int, dict[int, BrokenFormula]]
"""Formulas without a usable result: row → column (both from 0) → what the cell shows."""

_OVERLAP: Final = 4096
_PARTS: Final = 10_000
_HARMLESS: Final = 50 * MEGABYTE
_ENCRYPTED: Final = 1
_SHORTEST_CELL: Final = len(b'<c t="s"><v>0</v></c>')
_USUAL_ROWS, _USUAL_COLUMNS = 99_999, 26
_UNUSUAL = re.compile(
    rb'<c(?! r="[A-Z]\d{1,5}")[\s>]'
)  # a cell that is not within A1:Z99999, or does not say so
_PREFIXED = re.compile(rb":c[\s>]")
_UNPLACED = re.compile(rb'<c(?! r="[A-Za-z]{1,3}\d{1,7}")[\s>]')
_FAR = re.compile(rb'<c r="([A-Za-z]{2,}|[A-Za-z](?=\d{6}))(\d+)')
_FORMULAS = re.compile(rb"</f>")
_ROW_OR_CELL = re.compile(rb"<(?:\w*:)?(row|c)(\s[^>]*)?>(\s*(?:<v\s*/>|<v></v>)?\s*</c>)?")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_RESULTLESS: Final = (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />")
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"([^>]*)>(<f[^>]*?(?:/>|>[^<]*</f>))?\s*(?:<v\s*/>|<v>([^<]*)</v>)?\s*</c>'
)
_STRING = re.compile(
    rb"""\bt\s*=\s*["']s["'][^>]*>\s*(?:<(?:\w*:)?f\b[^>]*(?:/>|>[^<]*</(?:\w*:)?f>)\s*)?<(?:\w*:)?v\b[^>]*>\s*(\d+)"""
)
_TAG = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\b([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(slots=True)
class _Extent:
    """The far corner of the filled cells, counted from 1."""

    rows: int = 0
    columns: int = 0

    def reach(self, column: int, row: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


@dataclass(slots=True)
class _Part:
    package: zipfile.ZipFile
    info: zipfile.ZipInfo
    broken: Broken = field(default_factory=dict)

    def pieces(self) -> Iterator[bytes]:
        """The part unpacked, cut so that no cell is in two pieces."""
        carried = b""
        with self.package.open(self.info) as stream:
            while chunk := stream.read(MEGABYTE):
                piece = carried + chunk
                cut = piece.rfind(b"<c ")
                if cut <= 0:
                    cut = max(len(piece) - _OVERLAP, 0)
                carried = piece[cut:] if len(piece) - cut <= MEGABYTE else piece[-_OVERLAP:]
                yield piece[:cut]
        yield carried


def inspect(path: Path, limits: Limits) -> dict[str, Broken]:
    """The failed formulas by sheet name. Raises when the package is damaged, locked, too large, or a trap."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(path, package.infolist(), limits)
            parts = [_Part(package, info) for info in package.infolist()]
            names = _sheet_names(package, limits)
            for part in parts:
                _check_part(part, names, limits)
            _check_strings(parts, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise CorruptedError from error
    return {
        names[part.info.filename]: part.broken
        for part in parts
        if part.broken and part.info.filename in names
    }


def _check_sizes(path: Path, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    packed, unpacked = path.stat().st_size, sum(info.file_size for info in infos)
    for size, limit in ((packed, limits.packed), (unpacked, limits.unpacked)):
        if size > limit:
            raise TooLargeError(megabytes=-(-size // MEGABYTE), limit=limit // MEGABYTE)
    if unpacked > _HARMLESS and unpacked > limits.ratio * packed:
        raise SuspiciousPackingError(ratio=unpacked // packed)
    if len(infos) > _PARTS:
        raise CorruptedError
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise PasswordProtectedError


def _check_part(part: _Part, names: dict[str, str], limits: Limits) -> None:
    extent, placed = _Extent(_USUAL_ROWS, _USUAL_COLUMNS), True
    for piece in part.pieces():
        if _UNUSUAL.search(piece):
            placed = placed and not _UNPLACED.search(piece)
            for letters, row in set(_FAR.findall(piece)):
                extent.reach(column_index(letters.decode()) + 1, int(row))
        placed = placed and not _PREFIXED.search(piece)
        _collect_broken(piece, part.broken)
    if not placed or extent.rows * extent.columns > limits.cells:
        extent = _measured(part)
    if extent.rows * extent.columns > limits.cells:
        corner = f"{column_letters(extent.columns - 1)}{extent.rows}"
        raise TooManyCellsError(sheet=names.get(part.info.filename, part.info.filename), cell=corner)


def _measured(part: _Part) -> _Extent:
    """The extent tag by tag, as the parser counts it: a cell that does not say where it stands follows the last one."""
    extent, row, column = _Extent(), 0, 0
    for piece in part.pieces():
        for kind, attributes, nothing in _ROW_OR_CELL.findall(piece):
            place = _REFERENCE.search(attributes)
            if kind == b"row":
                row, column = int(place[2]) if place else row + 1, 0
            elif place:
                column = column_index(place[1].decode()) + 1
                row = int(place[2])
            else:
                column += 1
            if kind == b"c" and not nothing and not attributes.endswith(b"/"):
                extent.reach(column, row)
    return extent


def _collect_broken(piece: bytes, broken: Broken) -> None:
    unsaved = _FORMULAS.search(piece) and any(ending in piece for ending in _RESULTLESS)
    if not unsaved and (b"#" not in piece or b't="e"' not in piece):
        return
    for letters, row, attributes, formula, value in _FORMULA.findall(piece):
        shown = ""
        if b't="e"' in attributes:
            shown = value.decode() or "#"
        elif formula and not value and b't="str"' not in attributes:
            shown = UNSAVED
        if shown:
            broken.setdefault(int(row) - 1, {})[column_index(letters.decode())] = BrokenFormula(shown)


def _check_strings(parts: list[_Part], limits: Limits) -> None:
    """A shared string is copied into every cell that names it: bound the sum before the parser makes it."""
    strings = [part for part in parts if part.info.filename.casefold().endswith("sharedstrings.xml")]
    others = [part for part in parts if part not in strings]
    if sum(part.info.file_size for part in strings) > limits.text:
        raise TextTooLongError
    lengths = [length for part in strings for length in _lengths(part)]
    references = sum(part.info.file_size for part in others) // _SHORTEST_CELL
    if max(lengths, default=0) * references <= limits.text:
        return
    total = sum(
        lengths[int(place)]
        for part in others
        for piece in part.pieces()
        for place in _STRING.findall(piece)
        if int(place) < len(lengths)
    )
    if total > limits.text:
        raise TextTooLongError


def _lengths(part: _Part) -> Iterator[int]:
    """The lengths of the shared strings in their order, read in pieces."""
    begun = 0
    for piece in part.pieces():
        *whole, rest = piece.split(b"</si>")
        for text in whole:
            yield begun + len(text)
            begun = 0
        begun += len(rest)


def _sheet_names(package: zipfile.ZipFile, limits: Limits) -> dict[str, str]:
    """The name of each sheet by the path of its part."""
    targets = {
        tag.get("Id", ""): tag["Target"]
        for tag in _tags(package, "xl/_rels/workbook.xml.rels")
        if "Target" in tag
    }
    sheets = [tag for tag in _tags(package, "xl/workbook.xml") if "name" in tag]
    if len(sheets) > limits.sheets:
        raise TooManySheetsError(sheets=len(sheets), limit=limits.sheets)
    found = [
        (target.removeprefix("/") if target.startswith("/") else f"xl/{target}", unescape(sheet["name"]))
        for sheet in sheets
        for key, target_id in sheet.items()
        if key.endswith(":id") and (target := targets.get(target_id))
    ]
    if len(dict(found)) < len(found):
        raise CorruptedError  # one part in the name of many sheets would be parsed as often
    return dict(found)


def _tags(package: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    try:
        text = package.read(name).decode("utf-8", "replace")
    except KeyError:
        return []
    return [dict(_ATTRIBUTE.findall(attributes)) for attributes in _TAG.findall(text)]
