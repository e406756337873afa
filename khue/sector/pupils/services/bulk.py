"""A thousand enrolments at once, in a constant number of statements. The calling sheet asks the rule and audits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from khue.core.copying import copy_new, update_rows
from khue.core.ids import uuid7
from khue.sector.pupils.models import Enrolment

_COLUMNS = (
    "id", "uuid", "organisation_id", "person_id", "year_id", "grade_id", "site_id", "status", "entry", "exit_reason",
    "register_number", "valid_from", "valid_to",
)  # fmt: skip


class NewEnrolment(NamedTuple):
    """An enrolment to be stored; its id comes from `reserve_ids`."""

    id: int
    organisation: int
    person: int
    year: int
    grade: int
    site: int | None
    status: str
    entry: str
    register_number: str
    valid_from: dt.date
    valid_to: dt.date | None


def take_over(persons: Sequence[int], organisation: int, year: int, day: dt.date) -> set[int]:
    """Those of `persons` whom a school of the scope may enrol in `year` from `day` on: it keeps them now.

    Who learns at another school in that year is left out. Open enrolments of earlier years are completed.
    """
    if not persons:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pupils_take(%s, %s, %s::smallint, %s)", [list(persons), organisation, year, day]
        )
        return {number for (number,) in cursor.fetchall()}


def store_enrolments(rows: Sequence[NewEnrolment]) -> set[int]:
    """Insert enrolments; returns the ids that went in: somebody else may just have enrolled the same child."""
    if not rows:
        return set()
    return copy_new(
        Enrolment,
        _COLUMNS,
        (
            (r.id, uuid7(), r.organisation, r.person, r.year, r.grade, r.site, r.status, r.entry, "", r.register_number,
             r.valid_from, r.valid_to)
            for r in rows
        ),
    )  # fmt: skip


def correct_enrolments(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Set `columns` of enrolments from rows of `(id, *values)`; returns how many were found in the scope."""
    return update_rows(Enrolment, ("id", *columns), rows) if rows else 0


def end_enrolments(rows: Sequence[tuple[int, str, dt.date]]) -> int:
    """End enrolments: (id, status, first day without it)."""
    return correct_enrolments(("status", "valid_to"), rows)
