"""Rows below a header that are no data: totals, signatures, column numbers, lines numbered in advance.

A row is passed over only when it surely is one of these, and then it is named in the report: nothing vanishes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from khue.core.bulk.cells import Cell, plain_text
from khue.core.bulk.contexts import either_way
from khue.core.text import fold


class Stray(StrEnum):
    """Why a row was passed over."""

    HEADER = "header"
    CONTEXT = "context"
    NUMBERING = "numbering"
    NUMBERED = "numbered"
    FOOTER = "footer"


SERIAL_HEADERS: Final = frozenset(("stt", "tt", "so tt", "so thu tu", "no"))
_TOTALS: Final = ("tổng số", "tổng cộng", "tổng hợp", "trong đó", "sĩ số", "trung bình", "bằng chữ")
_SIGNATURES: Final = (
    *("ấn định danh sách", "danh sách này", "danh sách trên", "danh sách có", "danh sách gồm", "người lập"),
    *("người kê khai", "người nhập", "người tổng hợp", "hiệu trưởng", "phó hiệu trưởng", "kt. hiệu trưởng"),
    *("tm. nhà trường", "thủ trưởng", "giám đốc", "giáo viên chủ nhiệm", "giáo viên bộ môn", "gvcn", "gvbm"),
    *("kế toán", "văn thư", "xác nhận của", "ký tên", "kí tên", "ký, ghi rõ", "ký và ghi", "kí, ghi rõ"),
    *("ghi chú:", "lưu ý:", "chú thích:"),
)
_SHORT: Final = ("cộng", "tổng", "duyệt", "lưu ý", "ghi chú")


def _pattern(words: Sequence[str], short: Sequence[str]) -> re.Pattern[str]:
    """Text that begins with one of the words, or is one of the short ones with nothing but a number behind."""
    long, alone = ("|".join(map(either_way, group)) for group in (words, short))
    return re.compile(rf"[\s(*.–-]*(?:(?:{long})(?!\w)|(?:{alone})\s*(?:[:\d]|$))", re.IGNORECASE)


OMENS: Final = frozenset(form[:4] for word in (*_TOTALS, *_SHORT) for form in (word, fold(word)))
"""The first four letters, in lower case, of rows that may be totals: worth a closer look."""

_TOTAL = _pattern(_TOTALS, _SHORT[:2])
_SIGNATURE = _pattern(_SIGNATURES, _SHORT[2:])
_DATED = re.compile(
    rf"{either_way('ngày')}[\s\d.…_]*{either_way('tháng')}[\s\d.…_]*{either_way('năm')}", re.IGNORECASE
)
_HINT = re.compile(r"\(.*\)\*?|\*+")
_NUMBERING = re.compile(r"[\[(]?\s*(\d{1,3}|[A-Z])\s*[\])]?")
_FEW: Final = 2
_SIGNERS: Final = 4

Filled = Sequence[tuple[int, Cell]]
"""The cells of a row that are not blank, with their places."""


def filled(cells: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """The cells that hold something: white space is nothing."""
    return [
        (place, cell)
        for place, cell in enumerate(cells)
        if cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())
    ]


def is_repeated_header(row: Filled, texts: Collection[str]) -> bool:
    """Every cell is one of the texts of the header, as on the second printed page."""
    words = any(isinstance(cell, str) for _, cell in row)
    return words and len(row) >= _FEW and all(plain_text(cell).lower() in texts for _, cell in row)


def is_hint(row: Filled) -> bool:
    """The row under a header that says how to fill it, in brackets: (dd/mm/yyyy), (Nam/Nữ)."""
    return all(isinstance(cell, str) and _HINT.fullmatch(plain_text(cell)) for _, cell in row)


def is_numbering(row: Filled) -> bool:
    """The row under a header that numbers the columns: 1 2 3 …, (1) (2) (3) …, A B 1 2 3 …."""
    if len(row) <= _FEW:
        return False
    matches = [_NUMBERING.fullmatch(plain_text(cell)) for _, cell in row]
    if not all(matches):
        return False
    marks = [match[1] for match in matches if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()] or [ord(mark) - ord("A") for mark in marks]
    return numbers[0] <= _FEW and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_footer(row: Filled, *, known: Collection[int], needed: Collection[int], after_footer: bool) -> bool:
    """A total, a signature, a note below the table, or what follows one of these (the name of who signs).

    `known` are the places of recognised columns, `needed` of those a row must have.
    """
    places = [place for place, _ in row]
    whole = bool(needed) and all(place in places for place in needed)
    alone = not any(place in known for place in places[1:])
    first = plain_text(row[0][1])
    if _TOTAL.match(first):
        return not first.isascii() or not whole or alone
    words_only = len(row) <= _SIGNERS and all(isinstance(cell, str) for _, cell in row)
    if _SIGNATURE.match(first) or _is_dated(row):
        return alone or (words_only and not whole)
    return after_footer and words_only and not whole


def _is_dated(row: Filled) -> bool:
    """“Hoa Lư, ngày 5 tháng 9 năm 2025” stands alone, on the right."""
    return len(row) <= _FEW and any(isinstance(cell, str) and _DATED.search(cell) for _, cell in row)


def is_serial_header(header: str) -> bool:
    """The column of running numbers, which people fill in beforehand."""
    return fold(header) in SERIAL_HEADERS
