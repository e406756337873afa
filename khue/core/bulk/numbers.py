"""Numbers as people type them: 8,5 and 8.5, 1.500.000 and 1,500,000, numbers as text, binary noise."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from khue.core.bulk.cells import Cell, plain_number, refuse_broken, refuse_date, show
from khue.core.bulk.problems import CellError
from khue.core.text import clean

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED_BY_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_BY_COMMAS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NOISE: Final = 1e-6
_LONGEST: Final = 24
_HUGE: Final = 1e15
_TOP: Final = 100
_MARK = re.compile(r"\d{1,3}(?:[.,]\d+)?")


def integer_reader(*, minimum: int | None = None, maximum: int | None = None) -> Callable[[Cell], int | None]:
    """A reader of whole numbers, `12.000` and `12,000` meaning twelve thousand."""

    def read(cell: Cell) -> int | None:
        if type(cell) is float and cell.is_integer() and abs(cell) < _HUGE:
            number = int(cell)
        elif type(cell) is int:
            number = cell
        else:
            found = _number(cell, grouped_first=True)
            if found is None:
                return None
            if found != found.to_integral_value():
                raise CellError("number_not_whole", value=show(cell))
            number = int(found)
        if minimum is not None and number < minimum:
            raise CellError("number_too_small", value=show(cell), limit=minimum)
        if maximum is not None and number > maximum:
            raise CellError("number_too_large", value=show(cell), limit=maximum)
        return number

    return read


def decimal_reader(
    *, places: int, minimum: Decimal | None = None, maximum: Decimal | None = None
) -> Callable[[Cell], Decimal | None]:
    """A reader of numbers with at most `places` decimals; more are refused, the noise of binary fractions is not."""
    step = Decimal(1).scaleb(-places)

    def read(cell: Cell) -> Decimal | None:
        found = _number(cell, grouped_first=False)
        if found is None:
            return None
        number = found.quantize(step)
        if abs(number - found) > Decimal(_NOISE) * step:
            raise CellError("number_places", value=show(cell), places=places)
        if minimum is not None and number < minimum:
            raise CellError("number_too_small", value=show(cell), limit=_shown(minimum))
        if maximum is not None and number > maximum:
            raise CellError("number_too_large", value=show(cell), limit=_shown(maximum))
        return number

    return read


def _shown(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _number(cell: Cell, *, grouped_first: bool) -> Decimal | None:
    refuse_broken(cell)
    refuse_date(cell)
    if isinstance(cell, bool) or (isinstance(cell, int | float) and not abs(cell) < _HUGE):
        raise CellError("number_unreadable", value=show(cell))
    if isinstance(cell, int | float):
        return Decimal(plain_number(float(cell)))
    text = clean(str(cell)).replace(" ", "").removeprefix("'") if cell is not None else ""
    if not text:
        return None
    if len(text) <= _LONGEST:
        patterns = [_GROUPED_BY_POINTS, _GROUPED_BY_COMMAS, _PLAIN]
        for pattern in patterns if grouped_first else reversed(patterns):
            if pattern.fullmatch(text):
                return _value(text, pattern)
    raise CellError("number_unreadable", value=show(cell))


def _value(text: str, pattern: re.Pattern[str]) -> Decimal:
    if pattern is _GROUPED_BY_POINTS:
        text = text.replace(".", "")
    elif pattern is _GROUPED_BY_COMMAS:
        text = text.replace(",", "")
    return Decimal(text.replace(",", "."))


def read_mark(cell: Cell) -> int | None:
    """A mark on the scale of 10 as whole tenths: 8 → 80, 8,5 → 85, the float 7.499999999 → 75.

    85 is refused with the hint 8,5: in a file nobody can ask the teacher which was meant.
    """
    if type(cell) is float or type(cell) is int:
        number = float(cell)
    else:
        refuse_broken(cell)
        refuse_date(cell)
        text = clean(cell).replace(" ", "").removeprefix("'") if isinstance(cell, str) else show(cell)
        if not text:
            return None
        if not _MARK.fullmatch(text):
            raise CellError("mark_unreadable", "mark_rule", value=show(cell))
        number = float(text.replace(",", "."))
    if not abs(number) < _HUGE:
        raise CellError("mark_range", "mark_rule", value=show(cell))
    tenths = round(number * 10)
    if not 0 <= tenths <= _TOP:
        if number.is_integer() and 0 < number <= _TOP:
            raise CellError(
                "mark_range", "mark_range.comma", value=show(cell), guess=_tenths_shown(int(number))
            )
        raise CellError("mark_range", "mark_rule", value=show(cell))
    if abs(number * 10 - tenths) > _NOISE * 10:
        raise CellError("mark_places", "mark_rule", value=show(cell))
    return tenths


def _tenths_shown(tenths: int) -> str:
    return f"{tenths // 10},{tenths % 10}"
