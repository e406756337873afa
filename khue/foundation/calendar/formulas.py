"""Counting weeks and school days. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AUGUST = 8
FRIDAY, SUNDAY = 4, 6
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days, both ends included."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the school year: its number from 1, Monday to Sunday, and the term it belongs to."""

    number: int
    starts: dt.date
    ends: dt.date
    term: int


def year_of(day: dt.date) -> int:
    """The school year of a day, by the calendar year in which it starts: August begins a new one."""
    return day.year if day.month >= AUGUST else day.year - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The days of a school year and of its two terms, as the ministry's frame leaves them."""

    year: Days
    terms: tuple[Days, Days]


def frame_of(year: int) -> Frame:
    """The days of the school year that starts in the calendar year `year`, until the province decides its own.

    Opening on 5 September, the first term from the Monday on or after it to the last Friday before 18 January, the
    second from the Monday after to the last Friday of May, done by 31 May (QĐ 2269/QĐ-BGDĐT, from memory).
    """
    opening, end = dt.date(year, 9, 5), dt.date(year + 1, 5, 31)
    first = opening + dt.timedelta(days=-opening.weekday() % 7)
    middle = _friday_until(dt.date(year + 1, 1, 17))
    second = middle + dt.timedelta(days=3)
    return Frame(Days(opening, end), (Days(first, middle), Days(second, _friday_until(end))))


def _friday_until(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=(day.weekday() - FRIDAY) % 7)


def weeks(terms: Sequence[tuple[int, Days]], holidays: Iterable[Days] = ()) -> list[Week]:
    """The numbered weeks of a year from its terms, `(number, days)` in order.

    A week in which every day from Monday to Saturday is free gets no number: a storm moves the weeks, not the count.
    """
    free = list(holidays)
    found: list[Week] = []
    for term, days in terms:
        monday = days.first - dt.timedelta(days=days.first.weekday())
        while monday <= days.last:
            inside = [monday + dt.timedelta(days=step) for step in range(SUNDAY)]
            taught = [day for day in inside if days.holds(day) and not any(each.holds(day) for each in free)]
            if taught:
                found.append(Week(len(found) + 1, monday, monday + dt.timedelta(days=SUNDAY), term))
            monday += WEEK
    return found


def is_school_day(day: dt.date, terms: Iterable[Days], holidays: Iterable[Days]) -> bool:
    """Whether there is school on `day`: inside a term, no Sunday, no holiday."""
    return (
        day.weekday() != SUNDAY
        and any(each.holds(day) for each in terms)
        and not any(each.holds(day) for each in holidays)
    )
