"""Where persons learn, at any school: the door against enrolments that overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from khue.core.copying import joined
from khue.sector.pupils.formulas import Span


class Standing(NamedTuple):
    """One enrolment as another school may know it."""

    enrolment: int
    person: int
    organisation: int
    school: str
    year: int
    grade: int
    status: str
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.valid_from, self.valid_to)


def standing_of(persons: Sequence[int]) -> list[Standing]:
    """All enrolments of persons, cancelled ones left out, at whatever school; by person, the oldest first."""
    if not persons:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM pupils_standing(string_to_array(%s, chr(31))::bigint[])", [joined(persons)]
        )
        return [Standing(*row) for row in cursor.fetchall()]
