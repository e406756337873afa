"""Which term a home page speaks of, and when its marks are locked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Length

from khue.core import clock
from khue.foundation.calendar.formulas import Days, weeks
from khue.foundation.calendar.models import Term
from khue.foundation.calendar.selectors import current_year, holidays_of, terms_of
from khue.portal.homes.wording import days_left, period_name, term_name
from khue.school.gradebook.models import EntryWindow

LAST_TERM = 2
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The term of a school year that is on, or was last on. `day` is the day on which its classes are looked at."""

    year: int
    term: int
    day: dt.date
    week: int | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None

    @property
    def name(self) -> str:
        """`học kì I`."""
        return str(term_name(self.term))

    @property
    def full_name(self) -> str:
        """`học kì I năm học 2026–2027`."""
        return period_name(self.year, self.term)

    @property
    def lock_day(self) -> dt.date | None:
        """The day on which marks are locked, None while nobody has decided one."""
        return clock.local(self.closes_at).date() if self.closes_at else None

    @property
    def is_locked(self) -> bool:
        """Whether the lock has fallen."""
        return self.closes_at is not None and self.closes_at <= clock.now()

    @property
    def is_near(self) -> bool:
        """Whether the lock falls within a week."""
        return self.lock_day is not None and (self.lock_day - clock.today()).days <= WEEK

    @property
    def days_left(self) -> str:
        """How far away the lock is, in words."""
        return days_left(self.lock_day) if self.lock_day else ""


def running_term(path: str, year: int) -> Running:
    """The term that runs for the organisation at `path` in `year`: today's, else the one that began last.

    At most three statements: terms, entry window, days off.
    """
    terms, today = terms_of(path, year), clock.today()
    number = _number(terms, year, today)
    term = terms.get(number)
    day = min(today, term.ends) if term else today
    window = entry_window(path, year, number)
    return Running(
        year=year,
        term=number,
        day=day,
        week=_week(path, terms, today) if year == current_year() else None,
        opens_at=window.opens_at if window else None,
        closes_at=window.closes_at if window else None,
    )


def entry_window(path: str, year: int, term: int) -> EntryWindow | None:
    """The entry window that holds for the organisation at `path`: its own, else the nearest above it."""
    return (
        EntryWindow.objects.filter(year_id=year, term=term)
        .annotate(here=Value(path), height=Length("organisation__path"))
        .filter(here__startswith=F("organisation__path"))
        .order_by("-height")
        .first()
    )


def _number(terms: dict[int, Term], year: int, today: dt.date) -> int:
    if year < current_year():
        return LAST_TERM
    begun = [number for number, term in terms.items() if term.starts <= today]
    return max(begun, default=1)


def _week(path: str, terms: dict[int, Term], today: dt.date) -> int | None:
    """The number of this week, None outside the terms and in a week without school."""
    if not any(term.starts <= today <= term.ends for term in terms.values()):
        return None
    spans = [(number, Days(term.starts, term.ends)) for number, term in sorted(terms.items())]
    free = holidays_of(path, spans[0][1].first, spans[-1][1].last)
    return next((week.number for week in weeks(spans, free) if week.starts <= today <= week.ends), None)
