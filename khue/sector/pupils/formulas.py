"""What can be computed of an enrolment without asking anybody. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FIRST_GRADE_AGE: Final = (
    6  # Luật Giáo dục 2019, Điều 28 k.1: six in the first grade, counted by calendar years
)
LAST_GRADE: Final = 12
_EARLIER: Final = (
    1  # a year early for the gifted, three late for those the article names; more than that is looked at
)
_LATER: Final = 3
_IMPOSSIBLE_EARLIER: Final = 3
_IMPOSSIBLE_LATER: Final = 9


class AgeDoubt(StrEnum):
    """What is unusual about an age in a grade."""

    YOUNG = "age_young"
    OLD = "age_old"
    IMPOSSIBLE = "age_impossible"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to, without, `end`; no end means still going on."""

    first: dt.date
    end: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it holds on no day: a row that was cancelled."""
        return self.end is not None and self.end <= self.first

    def overlaps(self, other: Span) -> bool:
        """Whether there is a day on which both hold."""
        if self.is_empty or other.is_empty:
            return False
        return (self.end is None or other.first < self.end) and (other.end is None or self.first < other.end)


def usual_birth_year(grade: int, year: int) -> int | None:
    """The year in which most pupils of a grade (1 to 12) were born; None for preschool groups, which count months."""
    return year - (FIRST_GRADE_AGE - 1) - grade if 1 <= grade <= LAST_GRADE else None


def age_doubt(birth: dt.date | None, grade: int, year: int, *, for_adults: bool = False) -> AgeDoubt | None:
    """What is unusual about somebody born on `birth` in a grade of the school year that starts in `year`.

    Ages count by calendar years (Điều 28 k.1). Continuing education takes everyone of the age or above.
    """
    usual = usual_birth_year(grade, year)
    if birth is None or usual is None:
        return None
    late = usual - birth.year
    if late < -_IMPOSSIBLE_EARLIER or (late > _IMPOSSIBLE_LATER and not for_adults):
        return AgeDoubt.IMPOSSIBLE
    if late < -_EARLIER:
        return AgeDoubt.YOUNG
    return AgeDoubt.OLD if late > _LATER and not for_adults else None


def overlapping(span: Span, others: Iterable[Span]) -> list[Span]:
    """Those of `others` that share a day with `span`."""
    return [other for other in others if span.overlaps(other)]
