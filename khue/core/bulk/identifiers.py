"""Numbers that name somebody: every digit counts, zeros at the front above all, and Excel eats those.

A cell that Excel made a number has surely lost its zeros: they are put back, and the reader is told. A text that is
too short may have lost any digit: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from khue.core.bulk.cells import Cell, plain_number, refuse_broken, refuse_date, show
from khue.core.bulk.problems import CellDoubtError, CellError
from khue.core.text import clean

_PRECISE: Final = 10**15
_NUMBER_AS_TEXT = re.compile(r"(\d+)\.0+")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_PUNCTUATION = str.maketrans("", "", " .-")
_SEVERAL = re.compile(r"[/;,]|\bhoặc\b|\s-\s|\n")
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_SHORT_NUMBER: Final = 9


def digits_reader(*, digits: int, lost_zeros: int, also: str = "") -> Callable[[Cell], str | None]:
    """A reader of numbers of exactly `digits` digits, as text.

    A numeric cell up to `lost_zeros` digits short gets its zeros back with a warning. `also` is a regular expression
    of other shapes that are right (a temporary code).
    """
    other = re.compile(also) if also else None

    def read(cell: Cell) -> str | None:
        if type(cell) is str and len(cell) == digits and cell.isascii() and cell.isdigit():
            return cell
        text, numeric = _digits_of(cell)
        if not text or (other is not None and other.fullmatch(text)):
            return text or None
        compact = text.translate(_PUNCTUATION)
        if not (compact.isascii() and compact.isdigit()):
            raise CellError("digits_only", "digits_count.mend", value=show(cell), needed=digits)
        if len(compact) == digits:
            return compact
        if numeric and 0 < digits - len(compact) <= lost_zeros:
            whole = compact.zfill(digits)
            raise CellDoubtError(whole, "zero_restored", read=whole)
        zero_lost = 0 < digits - len(compact) <= lost_zeros and not compact.startswith("0")
        hint = "digits_count.zero" if zero_lost else "digits_count.mend"
        raise CellError("digits_count", hint, count=len(compact), needed=digits)

    return read


def code_reader(*, limit: int) -> Callable[[Cell], str | None]:
    """A reader of codes of letters and digits of any length up to `limit`: 3741681838.0 is 3741681838."""

    def read(cell: Cell) -> str | None:
        text, _numeric = _digits_of(cell)
        if len(text) > limit:
            raise CellError("text_too_long", length=len(text), limit=limit)
        return text or None

    return read


def _digits_of(cell: Cell) -> tuple[str, bool]:
    """The cell as text, and whether Excel held it as a number (which drops zeros at the front)."""
    refuse_broken(cell)
    refuse_date(cell)
    if isinstance(cell, bool):
        return show(cell), False
    if isinstance(cell, int | float):
        if cell >= _PRECISE:
            raise CellError("digits_lost", "digits_lost.mend", value=show(cell))
        return plain_number(float(cell)), True
    text = clean(cell).lstrip("'") if isinstance(cell, str) else ""
    if match := _NUMBER_AS_TEXT.fullmatch(text):
        return match[1], True
    if _SHORTENED.fullmatch(text):
        raise CellError("digits_lost", "digits_lost.mend", value=text)
    return text, False


def read_phone(cell: Cell) -> str | None:
    """A Vietnamese phone number in its national form: +84 912 345 678, 84912345678 and 912345678 are 0912345678."""
    if type(cell) is str and _MOBILE.fullmatch(cell):
        return cell
    text, _numeric = _digits_of(cell)
    if not text:
        return None
    number = text.replace("(", "").replace(")", "").translate(_PUNCTUATION)
    for prefix in ("+84", "0084"):
        number = number.removeprefix(prefix)
    if number.startswith("84") and len(number) > _SHORT_NUMBER + 1:
        number = number[2:]
    if not number.startswith("0"):
        number = "0" + number
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    if isinstance(cell, str) and _SEVERAL.search(cell):
        raise CellError("phone_several", "phone_several.mend", value=show(cell))
    raise CellError("phone_unreadable", value=show(cell))
