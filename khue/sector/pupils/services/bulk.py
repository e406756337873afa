"""A thousand enrolments at once, in a constant number of statements. The calling sheet asks the rule and audits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from khue.core.copying import copy_new, joined, update_rows
from khue.core.ids import uuid7_texts
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


class Taking(NamedTuple):
    """A school that wants to enrol a person from a day on."""

    person: int
    school: int
    day: dt.date


def take_over(takings: Sequence[Taking], year: int) -> set[int]:
    """The persons whom schools of the scope may enrol in `year`: they keep them from now on. One statement.

    Who learns at another school in that year is left out. Open enrolments of earlier years are completed.
    """
    if not takings:
        return set()
    persons, schools, days = map(joined, zip(*takings, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [persons, schools, year, days])
        return {number for (number,) in cursor.fetchall()}


class NameKey(NamedTuple):
    """What a pupil without a number is known by in a list: school, name without diacritics, date of birth."""

    school: int
    folded: str
    birth: dt.date


class Named(NamedTuple):
    """Somebody whom a `NameKey` may mean: `place` is the place of the key."""

    place: int
    person: int
    identity_index: bytes | None
    sector_identifier: str | None


def find_in_schools(keys: Sequence[NameKey]) -> list[Named]:
    """Whom names and birth dates mean among those whom the school keeps or has enrolled: one statement."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_IN_SCHOOLS, [joined(column) for column in zip(*keys, strict=True)])
        return [
            Named(place - 1, person, None if index is None else bytes(index), sector)
            for place, person, index, sector in cursor.fetchall()
        ]


_TAKE = (
    "SELECT pupils_take(string_to_array(%s, chr(31))::bigint[], string_to_array(%s, chr(31))::bigint[], %s::smallint,"
    " string_to_array(%s, chr(31))::date[])"
)
_IN_SCHOOLS = """
    SELECT wanted.place, p.id, p.identity_index, p.sector_identifier
    FROM unnest(
        string_to_array(%s, chr(31))::bigint[], string_to_array(%s, chr(31)), string_to_array(%s, chr(31))::date[]
    ) WITH ORDINALITY wanted (school, folded, birth, place)
    JOIN people_person p ON p.folded = wanted.folded AND p.birth_date = wanted.birth
    WHERE p.keeper_id = wanted.school OR EXISTS (
        SELECT 1 FROM pupils_enrolment e WHERE e.person_id = p.id AND e.organisation_id = wanted.school
            AND (e.valid_to IS NULL OR e.valid_to > e.valid_from)
    )
"""


def store_enrolments(rows: Sequence[NewEnrolment]) -> set[int]:
    """Insert enrolments; returns the ids that went in: somebody else may just have enrolled the same child."""
    if not rows:
        return set()
    return copy_new(
        Enrolment,
        _COLUMNS,
        (
            (r.id, uuid, r.organisation, r.person, r.year, r.grade, r.site, r.status, r.entry, "", r.register_number,
             r.valid_from, r.valid_to)
            for r, uuid in zip(rows, uuid7_texts(len(rows)), strict=True)
        ),
    )  # fmt: skip


def correct_enrolments(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Set `columns` of enrolments from rows of `(id, *values)`; returns how many were found in the scope."""
    return update_rows(Enrolment, ("id", *columns), rows) if rows else 0


def end_enrolments(rows: Sequence[tuple[int, str, dt.date]]) -> int:
    """End enrolments: (id, status, first day without it)."""
    return correct_enrolments(("status", "valid_to"), rows)
