"""Reading and writing one mark or comment.

Files are strict, fingers are free: a file says `8.5` or `8,5` and nothing else, while a cell of the gradebook also
takes `85` for 8,5 and `đ` for Đạt. Only ASCII digits are digits. Marks are integer tenths, 0 to 100 (Điều 5 k.3 b:
scale 10, whole or with one decimal).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from khue.school.gradebook.formulas.scales import TOP

_PLAIN = re.compile(r"(0|[1-9][0-9]?)(?:[.,]([0-9]))?")
_NUMBER = re.compile(r"(-?)\+?([0-9]{1,9})(?:[.,]([0-9]*))?")
_TWO_DIGITS = re.compile(r"[0-9]{2}")
_SHOWN = 40
_TYPED = {"10": 100, "100": 100}


class MarkFault(StrEnum):
    """Why a text is no mark; the screen has a sentence in the reader's language for each."""

    NOT_A_MARK = "not_a_mark"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY_DECIMALS = "too_many_decimals"
    NOT_A_COMMENT = "not_a_comment"


_WORDS = {
    MarkFault.NOT_A_MARK: "is not a mark; write 8, 8.5 or 8,5",
    MarkFault.OUT_OF_RANGE: "is not between 0 and 10",
    MarkFault.TOO_MANY_DECIMALS: "has more than one decimal",
    MarkFault.NOT_A_COMMENT: "is not a comment result; write D or CD",
}


class MarkError(ValueError):
    """A text that is no mark, with the fault for programs and an English sentence for logs and command lines."""

    def __init__(self, text: str, fault: MarkFault) -> None:
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        super().__init__(f'"{shown}" {_WORDS[fault]}')
        self.fault = fault


def parse_mark(text: str) -> int:
    """A mark as files write it (`8`, `8.5`, `8,5`, `10,0`) in tenths. Raises MarkError; spaces around are no error."""
    plain = _PLAIN.fullmatch(text.strip())
    if plain is None:
        raise MarkError(text, _fault(text.strip()))
    tenths = int(plain[1]) * 10 + int(plain[2] or 0)
    if tenths > TOP:
        raise MarkError(text, MarkFault.OUT_OF_RANGE)
    return tenths


def parse_typed_mark(text: str) -> int:
    """A mark as a teacher types it into the grid, in tenths. Raises MarkError.

    As in files, and two digits without a separator are a digit and its decimal: `85` is 8,5 and `05` is 0,5, but `10`
    is ten, as on paper; `100` is 10,0.
    """
    bare = text.strip()
    if bare in _TYPED:
        return _TYPED[bare]
    if _TWO_DIGITS.fullmatch(bare):
        return int(bare)
    return parse_mark(text)


def format_mark(tenths: int, separator: str = ".") -> str:
    """A mark with exactly one decimal: `8.0`, with "," as separator `8,0`."""
    return f"{tenths // 10}{separator}{tenths % 10}"


def parse_comment(text: str) -> bool:
    """A comment-only result as files write it: `D` is True, `CD` is False. Raises MarkError."""
    bare = text.strip()
    if bare not in ("D", "CD"):
        raise MarkError(text, MarkFault.NOT_A_COMMENT)
    return bare == "D"


def parse_typed_comment(text: str) -> bool:
    """A comment-only result as a teacher types it: `Đ` or `CĐ`, in either case, with or without the stroke."""
    bare = unicodedata.normalize("NFC", text.strip()).upper().replace("Đ", "D")
    if bare not in ("D", "CD"):
        raise MarkError(text, MarkFault.NOT_A_COMMENT)
    return bare == "D"


def _fault(bare: str) -> MarkFault:
    number = _NUMBER.fullmatch(bare)
    if number is None:
        return MarkFault.NOT_A_MARK
    if number[1] or int(number[2]) > TOP // 10:
        return MarkFault.OUT_OF_RANGE
    return MarkFault.TOO_MANY_DECIMALS if len(number[3] or "") > 1 else MarkFault.NOT_A_MARK
