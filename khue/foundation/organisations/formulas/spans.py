"""Spans of days, half open: the first day is in, the last is not, None never ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` until before `end`."""

    start: dt.date
    end: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether `day` lies in the span."""
        return self.start <= day and (self.end is None or day < self.end)

    def meets(self, other: Span) -> Span | None:
        """The days that both have; None when there are none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return Span(start, end) if end is None or start < end else None

    def last_day(self) -> dt.date | None:
        """The last day that is in."""
        return None if self.end is None else self.end - dt.timedelta(days=1)
