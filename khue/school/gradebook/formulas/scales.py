"""The values a result can take. Their codes are stored, exchanged and printed in files; they never change.

They stand beside the formulas and not in a file of choices, because the formulas return them and the leaves of a room
do not import each other. Words for the screen are Django's business and live with the models.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

TOP = 100  # the best mark, in tenths


class _Numbered(StrEnum):
    """A code, and the small number by which tables of the database store it: 1 for the first member."""

    number: int

    def __new__(cls, code: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.number = len(cls.__members__) + 1
        return member

    @classmethod
    def numbered(cls, number: int) -> Self:
        """The member with that number. Raises ValueError when there is none."""
        for member in cls:
            if member.number == number:
                return member
        raise ValueError(f"{cls.__name__} has no number {number}")


class Assessed(StrEnum):
    """How a subject is assessed (Điều 5 k.3): by comments and marks, or by comments alone."""

    SCORE = "score"
    COMMENT = "comment"


class Rating(_Numbered):
    """Tốt, Khá, Đạt, Chưa đạt: the levels of learning (Điều 9) and of conduct (Điều 8), the best the greatest.

    Members compare by level, not by spelling, so `max`, `sorted` and `>=` mean what the law means. The numbers run the
    other way, from 1 for Tốt to 4.
    """

    TOT = "TOT"
    KHA = "KHA"
    DAT = "DAT"
    CHUA_DAT = "CHUA_DAT"

    def levels_above(self, other: Rating) -> int:
        """How many levels this rating lies above the other; negative when it lies below."""
        return other.number - self.number

    def raised(self, levels: int) -> Rating:
        """The rating so many levels higher, at most Tốt."""
        return Rating.numbered(max(self.number - levels, Rating.TOT.number))

    def __lt__(self, other: str) -> bool:
        return self.number > Rating(other).number

    def __le__(self, other: str) -> bool:
        return self.number >= Rating(other).number

    def __gt__(self, other: str) -> bool:
        return self.number < Rating(other).number

    def __ge__(self, other: str) -> bool:
        return self.number <= Rating(other).number


class Title(_Numbered):
    """Titles of the year (Điều 15 k.1), the higher first."""

    XUAT_SAC = "XUAT_SAC"
    GIOI = "GIOI"


class Decision(_Numbered):
    """What follows from the year (Điều 12-14). INCOMPLETE is not of the law: a fact is still missing."""

    PROMOTED = "PROMOTED"
    RETEST = "RETEST"
    SUMMER_TRAINING = "SUMMER_TRAINING"
    RETAINED = "RETAINED"
    INCOMPLETE = "INCOMPLETE"
