"""How alike two persons are, before a second record of the same child is made.

Numbers decide when they agree. Else the name without diacritics, the date of birth (also with day and month swapped,
the commonest mistake of lists), the sex and the guardians' names speak together.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

STRONG: Final = 80
_MONTHS: Final = 12


class Reason(StrEnum):
    """Why a person we have resembles the one being entered."""

    IDENTITY_NUMBER = "identity_number"
    SECTOR_IDENTIFIER = "sector_identifier"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    BIRTH_SWAPPED = "birth_swapped"
    BIRTH_YEAR = "birth_year"
    SEX = "sex"
    GUARDIAN = "guardian"


_NUMBERS: Final = frozenset({Reason.IDENTITY_NUMBER, Reason.SECTOR_IDENTIFIER})
_WEIGHTS: Final = {
    Reason.NAME: 40,
    Reason.BIRTH_DATE: 40,
    Reason.BIRTH_SWAPPED: 30,
    Reason.BIRTH_YEAR: 10,
    Reason.SEX: 5,
    Reason.GUARDIAN: 15,
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared: the folded name, the birth date, the sex (0 unknown), the guardians' folded names."""

    folded: str
    birth: date | None = None
    birth_is_exact: bool = True
    sex: int = 0
    guardians: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 (strangers) to 100 (a number agrees), and why. Two persons of different sex are at most half alike."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_strong(self) -> bool:
        """Whether somebody has to say why this is another person."""
        return self.score >= STRONG


def swapped(day: date | None) -> date | None:
    """The date with day and month exchanged; None where that is no date or the same one."""
    if day is None or day.day > _MONTHS or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def likeness(one: Traits, other: Traits, same_numbers: Collection[Reason] = ()) -> Likeness:
    """How alike two persons are; symmetric. `same_numbers` are the numbers that were found to agree."""
    numbers = tuple(reason for reason in Reason if reason in _NUMBERS and reason in same_numbers)
    reasons = (
        *numbers,
        *filter(None, (_name(one, other), _birth(one, other), _sex(one, other), _family(one, other))),
    )
    if numbers:
        return Likeness(100, reasons)
    score = sum(_WEIGHTS[reason] for reason in reasons)
    if one.sex and other.sex and one.sex != other.sex:
        score //= 2
    return Likeness(score, reasons)


def _name(one: Traits, other: Traits) -> Reason | None:
    return Reason.NAME if one.folded and one.folded == other.folded else None


def _birth(one: Traits, other: Traits) -> Reason | None:
    if one.birth is None or other.birth is None:
        return None
    if one.birth_is_exact and other.birth_is_exact:
        if one.birth == other.birth:
            return Reason.BIRTH_DATE
        if swapped(one.birth) == other.birth:
            return Reason.BIRTH_SWAPPED
    return Reason.BIRTH_YEAR if one.birth.year == other.birth.year else None


def _sex(one: Traits, other: Traits) -> Reason | None:
    return Reason.SEX if one.sex and one.sex == other.sex else None


def _family(one: Traits, other: Traits) -> Reason | None:
    return Reason.GUARDIAN if set(filter(None, one.guardians)) & set(filter(None, other.guardians)) else None
