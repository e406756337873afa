"""What a cell can hold when it comes out of a file, before its column has read it."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias

from khue.core.bulk.problems import CellError
from khue.core.text import clean

Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""A blank cell is "" (None is taken for it). A `datetime` is a `date` too: ask with `type(cell) is`."""

UNSAVED: Final = "="
ERRORS: Final = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
_SHOWN: Final = 80
_EXACT: Final = 10**15


class BrokenFormula(str):
    """A formula without a usable result: its error (#N/A, #REF!), or `UNSAVED` when the file holds no result."""

    __slots__ = ()


def show(cell: Cell) -> str:
    """The cell as a person would type it, at most 80 characters: 7,5 and 14/03/2015 and TRUE."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return plain_number(cell).replace(".", ",")
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != dt.time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    shown = clean(str(cell)) if cell is not None else ""
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


def plain_number(number: float) -> str:
    """The digits Excel means: 3741681838.0 → 3741681838, 7.499999999999999 → 7.5, no exponent for whole ones."""
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    return format(number, ".15g")


def refuse_broken(cell: Cell) -> None:
    """Raise when the cell is a formula that failed; every reader asks this before it gives up."""
    if isinstance(cell, str) and (isinstance(cell, BrokenFormula) or cell.strip() in ERRORS):
        if cell == UNSAVED:
            raise CellError("formula_unsaved", "formula_unsaved.mend")
        raise CellError("formula_error", "formula_error.mend", value=str(cell))


def refuse_date(cell: Cell) -> None:
    """Raise when Excel turned what was typed (a class 6/1, a mark 8/5) into a date."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise CellError("text_was_date", "text_was_date.mend", value=show(cell))


def plain_text(cell: Cell) -> str:
    """The clean text of a cell of any type, whole; "" when blank."""
    if isinstance(cell, str):
        return clean(cell)
    return plain_number(cell) if isinstance(cell, float) else show(cell)


def sound_text(cell: Cell) -> str:
    """`plain_text` of a cell that is no failed formula; raises for one that is."""
    if type(cell) is str:
        text = clean(cell)
        if text[:1] == "#":
            refuse_broken(text)
        return text
    refuse_broken(cell)
    return plain_text(cell)


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The place of a column counted from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
