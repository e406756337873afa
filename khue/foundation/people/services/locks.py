"""Two people who enter the same child at the same moment wait for one another."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable
from typing import Final

from django.db import connection

_SCHOOL: Final = 710_001
_PERSON: Final = 710_002


def lock_schools(organisations: Iterable[int]) -> None:
    """Until the transaction ends nobody else makes people for these organisations; always taken in one order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, n) FROM (SELECT n FROM unnest(%s::integer[]) n ORDER BY n) ordered",
            [_SCHOOL, sorted({_folded(each) for each in organisations})],
        )


def lock_people(people: Iterable[tuple[str, dt.date | None]]) -> None:
    """Until the transaction ends nobody else, anywhere, makes persons of these folded names born on these days."""
    keys = {_folded(zlib.crc32(f"{folded}\0{birth}".encode())) for folded, birth in people}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, n) FROM (SELECT n FROM unnest(%s::integer[]) n ORDER BY n) ordered",
            [_PERSON, sorted(keys)],
        )


def _folded(number: int) -> int:
    """The number as a signed one of 32 bits, which advisory locks take."""
    return (number & 0xFFFFFFFF) - (1 << 31)
