"""The day a page speaks of: `?ngay=2025-06-30` in the address, so that it can be shared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.forms import DateField, ValidationError
from django.http import HttpRequest, QueryDict

from khue.core import clock
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.tables import DAY, day_query

BEFORE_THE_REFORM = REFORM - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayShown:
    """The day, and what the switch and the links of the page need."""

    day: dt.date
    others: tuple[tuple[str, str], ...]

    @property
    def is_today(self) -> bool:
        """Whether the page speaks of today."""
        return self.day == clock.today()

    @property
    def is_before_the_reform(self) -> bool:
        """Whether it is the last day of the districts."""
        return self.day == BEFORE_THE_REFORM

    @property
    def query(self) -> str:
        """What a link carries to stay on the day."""
        return day_query(self.day)

    @property
    def and_query(self) -> str:
        """The same, behind another parameter."""
        return self.query.replace("?", "&")

    @property
    def typed(self) -> str:
        """As people write it."""
        return f"{self.day:%d/%m/%Y}"

    @property
    def today_address(self) -> str:
        """The same page, today."""
        return _address(self.others, None)

    @property
    def before_address(self) -> str:
        """The same page on the last day before the reform."""
        return _address(self.others, BEFORE_THE_REFORM)


def day_shown(request: HttpRequest) -> DayShown:
    """The day of a request: `ngay` as 2025-06-30 or as 30/06/2025; today without it, and when it cannot be read."""
    try:
        day = DateField(required=False).clean(request.GET.get(DAY, ""))
    except ValidationError:
        day = None
    others = tuple(
        (key, value)
        for key, values in request.GET.lists()
        if key not in {DAY, "after", "before", "tu"}
        for value in values
    )
    return DayShown(day or clock.today(), others)


def _address(others: tuple[tuple[str, str], ...], day: dt.date | None) -> str:
    query = QueryDict(mutable=True)
    for key, value in others:
        query.appendlist(key, value)
    if day is not None:
        query[DAY] = day.isoformat()
    return f"?{query.urlencode()}" if query else "?"
