"""Text files: their letters told for certain or refused, their separator found, their rows read one by one."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from khue.core.bulk.cells import Cell
from khue.core.bulk.limits import MEGABYTE, Limits
from khue.core.bulk.unusable import (
    CorruptedError,
    EncodingUnknownError,
    QuoteOpenError,
    TextTooLongError,
    TooLargeError,
)

_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 40
_LONGEST_LINE: Final = 64 * 1024
_WIDEST_LINE: Final = 4 * MEGABYTE
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DECLARED = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_COMPOSED: Final = {
    unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", *_TONES)
}
_EXPECTED: Final = _COMPOSED | set("đĐ–—‘’“”…•·°₫\u00a0«»€®²³½¼±×") | {chr(code) for code in range(128)}


@dataclass(slots=True)
class PlainGrid:
    """A .csv or .txt file as a single sheet; the number of a row is the line on which it starts."""

    name: str
    path: Path
    encoding: str
    separator: str
    width: int
    skipped: int
    hidden: bool = False
    left: int = 0
    merges: Sequence[tuple[int, int, int, int]] = ()

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        start = 1
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(_lines(file), delimiter=self.separator)
            try:
                for fields in reader:
                    number, start = start, reader.line_num + 1
                    if number > self.skipped:
                        yield number, self._cells(fields)
            except csv.Error as error:
                if "field larger" in str(error):
                    raise QuoteOpenError(line=start) from error
                raise CorruptedError from error

    def _cells(self, fields: list[str]) -> list[Cell]:
        cells: list[Cell] = [unguard(text) if text[:1] == "'" else text for text in fields]
        return cells if len(cells) >= self.width else cells + [""] * (self.width - len(cells))


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file. Raises for one that would fall into more fields than memory holds."""
    while line := file.readline(_WIDEST_LINE + 1):
        if len(line) > _WIDEST_LINE:
            raise TextTooLongError
        yield line


def guard(text: str) -> str:
    """The text as it may stand in a CSV that is opened in Excel: what would be a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


def read_plain(path: Path, limits: Limits) -> PlainGrid:
    """The one sheet of a text file. Raises when its letters are uncertain."""
    size = path.stat().st_size
    if size > limits.packed:
        raise TooLargeError(megabytes=-(-size // MEGABYTE), limit=limits.packed // MEGABYTE)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        lines = list(itertools.islice(iter(lambda: file.readline(_LONGEST_LINE), ""), _SAMPLE))
    declared = _DECLARED.fullmatch(lines[0])
    if declared:
        lines = lines[1:]
    separator = declared[1] if declared else _separator(lines)
    width = max(map(len, _parsed(lines, separator)), default=1)
    return PlainGrid(path.stem, path, encoding, separator, width, 1 if declared else 0)


def _parsed(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return [fields for fields in csv.reader(lines, delimiter=separator) if fields]
    except csv.Error:
        return []


def _separator(lines: list[str]) -> str:
    """The separator with which most lines fall into the same number of columns, more than one."""

    def agreement(separator: str) -> tuple[int, int]:
        widths = Counter(len(fields) for fields in _parsed(lines, separator) if len(fields) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_SEPARATORS, key=agreement)


def encoding_of(path: Path) -> str:
    """The encoding of a text file: UTF-8 or UTF-16 by their marks or their patterns, CP1258 when all fits.

    CP1258 (old Vietnamese Windows) can decode anything, so it is believed only when every letter is Vietnamese and
    every tone mark finds its vowel.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\0" in head:
        candidates = ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    else:
        candidates = ["utf-8", "cp1258"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise EncodingUnknownError


def _decodes(path: Path, encoding: str) -> bool:
    letters: set[str] = set()
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(MEGABYTE):
                if encoding == "cp1258":
                    letters.update(unicodedata.normalize("NFC", text + file.readline()))
    except UnicodeError:
        return False
    return letters <= _EXPECTED
