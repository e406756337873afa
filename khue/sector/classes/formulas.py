"""How a birth date is said. Pure."""

from __future__ import annotations

import datetime as dt


def birth_words(born: dt.date | None, precision: str) -> str:
    """A birth date as precisely as it is known (`day`, `month`, `year`): `12/05/2013`, `05/2013`, `2013`."""
    if born is None:
        return ""
    if precision == "year":
        return str(born.year)
    month = f"{born.month:02}/{born.year}"
    return month if precision == "month" else f"{born.day:02}/{month}"
