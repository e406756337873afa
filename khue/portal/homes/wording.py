"""Numbers, days and periods as people here read them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.tables.columns import day as written_day
from khue.core.tables.columns import decimal

NOTHING: Final = "–"
LEVELS: Final = {
    1: pgettext_lazy("rating", "Good"),
    2: pgettext_lazy("rating", "Fair"),
    3: pgettext_lazy("rating", "Pass"),
    4: pgettext_lazy("rating", "Fail"),
}
TITLES: Final = {1: pgettext_lazy("outcome", "Excellent pupil"), 2: pgettext_lazy("outcome", "Good pupil")}
DECISIONS: Final = {
    1: pgettext_lazy("outcome", "Moves up a grade"),
    2: pgettext_lazy("outcome", "To be re-assessed in the summer"),
    3: pgettext_lazy("outcome", "Conduct training in the summer"),
    4: pgettext_lazy("outcome", "Repeats the grade"),
}
_WEEKDAYS: Final = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
_TERMS: Final = {
    1: _("term I"),
    2: _("term II"),
    3: _("whole year"),
    4: _("after the summer"),
}
_TENTHS: Final = 1_000
WHOLE_YEAR: Final = 3


def number(value: int) -> str:
    """`1.234`."""
    return decimal(value)


def percent(part: int, whole: int) -> str:
    """`91,2%`; of nothing a dash. What lacks anything is never rounded up to 100, what has anything never down to 0."""
    if whole == 0:
        return NOTHING
    tenths = tenths_of(part, whole)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}%"


def whole_percent(part: int, whole: int) -> str:
    """`47%`, as dense tables show it."""
    return NOTHING if whole == 0 else f"{(200 * part + whole) // (2 * whole)}%"


def tenths_of(part: int, whole: int) -> int:
    """Tenths of a percent, half up, 0 and 1000 only when that is the whole truth. `whole` is not 0."""
    if part in {0, whole}:
        return _TENTHS if part else 0
    return min(max((2 * _TENTHS * part + whole) // (2 * whole), 1), _TENTHS - 1)


def width(part: int, whole: int) -> str:
    """A share as the width of a bar: `91.2`, whatever the language; nothing where there is no share."""
    return f"{tenths_of(part, whole) / 10:.1f}" if whole else ""


def points(tenths: int) -> str:
    """A difference of shares without its sign: `3,1` points of percent."""
    size = abs(tenths)
    return f"{size // 10},{size % 10}"


def term_name(term: int) -> str | Promise:
    """`học kì I`, `cả năm`."""
    return _TERMS[term]


def period_name(year: int, term: int) -> str:
    """`học kì I năm học 2026–2027`."""
    if term == WHOLE_YEAR:
        return gettext("whole school year %(year)s") % {"year": year_name(year)}
    return gettext("%(term)s of %(year)s") % {"term": term_name(term), "year": year_name(year)}


def year_name(year: int) -> str:
    """`2026–2027`."""
    return f"{year}–{year + 1}"


def long_day(day: dt.date) -> str:
    """`Thứ hai, 11/01/2027`."""
    return f"{_WEEKDAYS[day.weekday()]}, {written_day(day)}"


def moment_day(moment: dt.datetime) -> str:
    """The day of a moment, here: `15/01/2027`."""
    return written_day(clock.local(moment).date())


def fresh(moment: dt.datetime) -> str:
    """How fresh figures are: `Số liệu đến 7:45 hôm nay`."""
    here = clock.local(moment)
    time = f"{here.hour}:{here.minute:02}"
    if here.date() == clock.today():
        return gettext("Figures as of %(time)s today") % {"time": time}
    return gettext("Figures as of %(time)s on %(day)s") % {"time": time, "day": written_day(here.date())}


def waiting_since(moment: dt.datetime) -> str:
    """`chờ từ hôm nay`, `chờ 4 ngày`."""
    days = (clock.today() - clock.local(moment).date()).days
    if days <= 0:
        return gettext("waiting since today")
    return ngettext("waiting for %(days)s day", "waiting for %(days)s days", days) % {"days": days}


def days_left(day: dt.date) -> str:
    """`còn 4 ngày`, `hôm nay`, `đã quá 2 ngày`."""
    days = (day - clock.today()).days
    if days == 0:
        return pgettext("deadline", "today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day over", "%(days)s days over", -days) % {"days": -days}
