"""The days of the demo: two school years around a reform that is a year old, and the day on which it is looked at.

The demo stands in the twelfth week of 2026-2027. Whoever starts it at another time of the year gets that day's clock
(`KHUE_NOW`), or the first term would be over and nothing left to enter.
"""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from khue.core import clock
from khue.portal.demo.sizes import CLOSED, RUNNING

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = dt.datetime(2026, 11, 22, 7, 45, tzinfo=VIETNAM)
LIVING = (dt.date(2026, 11, 9), dt.date(2026, 12, 18))
"""Between the midterm tests and the last week before the finals."""

YEARS = {
    CLOSED: (dt.date(2025, 9, 5), dt.date(2026, 5, 31)),
    RUNNING: (dt.date(2026, 9, 5), dt.date(2027, 5, 31)),
}
TERMS = {
    (CLOSED, 1): (dt.date(2025, 9, 8), dt.date(2026, 1, 16)),
    (CLOSED, 2): (dt.date(2026, 1, 19), dt.date(2026, 5, 29)),
    (RUNNING, 1): (dt.date(2026, 9, 7), dt.date(2027, 1, 15)),
    (RUNNING, 2): (dt.date(2027, 1, 18), dt.date(2027, 5, 28)),
}
HOLIDAYS = (
    ("Tết Dương lịch 2026", dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
    ("Tết Nguyên đán Bính Ngọ", dt.date(2026, 2, 14), dt.date(2026, 2, 22)),
    ("Giỗ Tổ Hùng Vương 2026", dt.date(2026, 4, 27), dt.date(2026, 4, 27)),
    ("Nghỉ lễ 30/4 và 1/5/2026", dt.date(2026, 4, 30), dt.date(2026, 5, 3)),
    ("Tết Dương lịch 2027", dt.date(2027, 1, 1), dt.date(2027, 1, 1)),
    ("Tết Nguyên đán Đinh Mùi", dt.date(2027, 2, 4), dt.date(2027, 2, 12)),
    ("Giỗ Tổ Hùng Vương 2027", dt.date(2027, 4, 16), dt.date(2027, 4, 16)),
    ("Nghỉ lễ 30/4 và 1/5/2027", dt.date(2027, 4, 30), dt.date(2027, 5, 3)),
)
CLOSES_AT = dt.time(17, 0)
LOADED_AT = dt.datetime(2026, 9, 1, 1, 0, tzinfo=dt.UTC)


def first_day(year: int) -> dt.date:
    """The first day of a school year, on which its enrolments begin."""
    return YEARS[year][0]


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of a day as clocks here show it."""
    return dt.datetime.combine(day, dt.time(hour, minute), VIETNAM)


def demo_now() -> str:
    """What `KHUE_NOW` has to be for the demo to show a living school year; empty when today already does."""
    given = os.environ.get("KHUE_NOW", "")
    if given:
        return given
    return "" if LIVING[0] <= clock.today() <= LIVING[1] else TODAY.isoformat()


def demo_today() -> dt.date:
    """The day on which the demo is looked at."""
    now = demo_now()
    return dt.datetime.fromisoformat(now).astimezone(VIETNAM).date() if now else clock.today()
