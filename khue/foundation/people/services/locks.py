"""Two people who enter the same child at the same moment wait for one another."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Final

from django.db import connection

_SCHOOL: Final = 710_001
_PERSON: Final = 710_002


def lock_school(organisation: int) -> None:
    """Until the transaction ends nobody else makes people for this organisation."""
    _lock(_SCHOOL, organisation)


def lock_person(folded: str, birth: dt.date | None) -> None:
    """Until the transaction ends nobody else, anywhere, makes a person of this name born on this day."""
    _lock(_PERSON, zlib.crc32(f"{folded}\0{birth}".encode()))


def _lock(kind: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, (number & 0xFFFFFFFF) - (1 << 31)])
