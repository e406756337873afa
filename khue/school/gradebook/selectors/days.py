"""The day whose class lists count."""

from __future__ import annotations

import datetime as dt

from khue.core import clock
from khue.foundation.calendar.models import SchoolYear


def last_day(year: int) -> dt.date:
    """The day whose class lists count: today, or the last day of a year that is over.

    The day before the year's last, so that a pupil whose place ended with the year still counts.
    """
    known = SchoolYear.objects.filter(number=year).first()
    return min(clock.today(), known.ends - dt.timedelta(days=1)) if known else clock.today()
