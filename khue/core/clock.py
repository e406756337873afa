"""One clock for the whole program.

Law counts days in Asia/Ho_Chi_Minh, machines count instants in UTC. Nothing else in the code asks the operating system
for the time, so a demo can be given a day of the school year (`KHUE_NOW`) and a test can freeze one.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_frozen: ContextVar[dt.datetime | None] = ContextVar("khue_frozen_clock", default=None)


def _shift() -> dt.timedelta:
    """How far the demo's clock stands from the machine's; zero unless `KHUE_NOW` is set at start."""
    wanted = os.environ.get("KHUE_NOW")
    if not wanted:
        return dt.timedelta()
    moment = dt.datetime.fromisoformat(wanted)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return aware - dt.datetime.now(dt.UTC)


_SHIFT = _shift()


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC) + _SHIFT


def machine_now() -> dt.datetime:
    """The machine's own instant, never shifted: for what libraries measure by it, like the age of a session."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present legal date, in Asia/Ho_Chi_Minh."""
    return now().astimezone(VIETNAM).date()


def local(moment: dt.datetime) -> dt.datetime:
    """`moment` as people here read it on a clock."""
    return moment.astimezone(VIETNAM)


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock at `moment` (an aware datetime), for tests and for building demo history."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
