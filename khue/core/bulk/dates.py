"""Dates as schools hold them: real dates, serials, texts in any punctuation, birthdays with only a year.

The day comes before the month unless the year comes first. Nothing is guessed: what can be read in two ways, or
names no real day, is refused with what was probably meant.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from khue.core.bulk.cells import Cell, refuse_broken, show
from khue.core.bulk.problems import CellDoubtError, CellError
from khue.core.text import clean, fold

EARLIEST: Final = dt.date(1900, 1, 1)
LATEST: Final = dt.date(2100, 12, 31)
_SERIALS: Final = range(20_000, 60_001)  # 1954 to 2064
_YEARS: Final = range(1900, 2101)
_EPOCH: Final = dt.date(1899, 12, 30)
_MONTHS: Final = 12
_CENTURY: Final = 50

_SPACED = re.compile(r"\s*([/.\-])\s*")
_TIME = re.compile(
    r"[ T]+(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?)(?:Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"0?0:00(:00(\.0+)?)?( ?AM)?|12:00(:00(\.0+)?)? ?AM", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which only the year, or the year and the month, may be known (0 when not)."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def whole(self) -> dt.date | None:
        """The date when all of it is known."""
        return dt.date(self.year, self.month, self.day) if self.day else None

    def isoformat(self) -> str:
        """`2015-03-14`, `2015-03` or `2015`, as the national data-sharing standard writes partial dates."""
        parts = (
            f"{self.year:04}",
            f"{self.month:02}" if self.month else "",
            f"{self.day:02}" if self.day else "",
        )
        return "-".join(filter(None, parts))

    def __str__(self) -> str:
        parts = (
            f"{self.day:02}" if self.day else "",
            f"{self.month:02}" if self.month else "",
            f"{self.year:04}",
        )
        return "/".join(filter(None, parts))


Reader: TypeAlias = Callable[[Cell], "dt.date | PartialDate | None"]


def date_reader(
    *, partial: bool = False, earliest: dt.date = EARLIEST, latest: dt.date = LATEST, hint: str = ""
) -> Reader:
    """A reader of dates. With `partial` it answers `PartialDate`, always; else `date`, and a year alone is refused.

    `hint` is the code of the advice for a day that does not exist (`see_birth_certificate`).
    """

    def finish(found: dt.date | PartialDate, cell: Cell) -> dt.date | PartialDate:
        if isinstance(found, PartialDate):
            if not partial:
                raise CellError("date_partial", "date_unreadable.mend", value=show(cell))
            _refuse_range(dt.date(found.year, 1, 1), earliest.replace(month=1, day=1), latest)
            return found
        if not earliest <= found <= latest:
            _refuse_range(found, earliest, latest)
        return PartialDate.of(found) if partial else found

    def read(cell: Cell) -> dt.date | PartialDate | None:
        if type(cell) is dt.date:
            return finish(cell, cell)
        found = _find(cell, hint)
        if found is None:
            return None
        value = finish(found, cell)
        if _has_time(cell):
            raise CellDoubtError(value, "date_had_time", value=show(cell))
        return value

    return read


def _refuse_range(day: dt.date, earliest: dt.date, latest: dt.date) -> None:
    if day < earliest:
        raise CellError("date_too_early", "date_too_early.mend", value=show(day), limit=show(earliest))
    if day > latest:
        raise CellError("date_too_late", "date_too_late.mend", value=show(day), limit=show(latest))


def _has_time(cell: Cell) -> bool:
    if isinstance(cell, dt.datetime):
        return cell.time() != dt.time()
    if isinstance(cell, str):
        match = _TIME.search(clean(cell))
        return match is not None and not _MIDNIGHT.fullmatch(match[1])
    return isinstance(cell, float) and not cell.is_integer()


def _find(cell: Cell, hint: str) -> dt.date | PartialDate | None:
    """The date in a cell that is no plain date itself."""
    refuse_broken(cell)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, str):
        text = _SPACED.sub(r"\1", _TIME.sub("", clean(cell))).removeprefix("'")
        return _in_text(text, hint) if text else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _in_number(float(cell), cell)
    if cell is None:
        return None
    raise CellError("date_unreadable", "date_unreadable.mend", value=show(cell))


def _in_number(number: float, cell: Cell) -> dt.date | PartialDate:
    whole = int(number) if math.isfinite(number) else 0
    if whole == number and whole in _YEARS:
        return PartialDate(whole)
    if whole not in _SERIALS:
        raise CellError("date_unreadable", "date_unreadable.mend", value=show(cell))
    return _EPOCH + dt.timedelta(days=whole)


def _in_text(text: str, hint: str) -> dt.date | PartialDate:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        if len(year) == 2:  # noqa: PLR2004 - two digits
            guess = int(year) + (2000 if int(year) < _CENTURY else 1900)
            shown = f"{day}/{month}/{guess}"
            raise CellError("date_short_year", "date_short_year.mend", value=text, guess=shown)
        return _real(int(year), int(month), int(day), hint)
    if match := _YEAR_FIRST.fullmatch(text):
        return _real(int(match[1]), int(match[2]), int(match[3]), hint)
    if match := _IN_WORDS.fullmatch(fold(text)):
        day, month, year = match.groups()
        return _real(int(year), int(month), int(day), hint)
    return _less_usual(text)


def _less_usual(text: str) -> dt.date | PartialDate:
    """A year alone, a year and a month, a serial that became text; else refused."""
    if text.isascii() and text.isdigit():
        return _in_number(float(text), text)
    match = _MONTH_YEAR.fullmatch(text)
    month, year = match.groups() if match else ("", "")
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = match.groups()
    if month and 1 <= int(month) <= _MONTHS and int(year) in _YEARS:
        return PartialDate(int(year), int(month))
    raise CellError("date_unreadable", "date_unreadable.mend", value=show(text))


def _real(year: int, month: int, day: int, hint: str) -> dt.date:
    found = _day(year, month, day)
    if found is not None:
        return found
    shown = f"{day:02}/{month:02}" if (day, month) != (29, 2) else f"{day:02}/{month:02}/{year:04}"
    swapped = _day(year, day, month)
    if swapped is not None:
        raise CellError("date_unreal", "date_swapped", day=shown, guess=show(swapped))
    raise CellError("date_unreal", hint or "date_unreadable.mend", day=shown)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
