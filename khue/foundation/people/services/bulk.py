"""A thousand people at once, in a constant number of statements.

Rows come from a sheet that has read and checked its cells; what is left to find out is whom they mean. Called inside
the transaction and the scope of a chunk; the calling room asks the rule and writes the audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection

from khue.core import clock
from khue.core.copying import copy_new, copy_rows, joined, update_rows
from khue.core.ids import uuid7_texts
from khue.foundation.people.adapters import IDENTITY, keyring
from khue.foundation.people.models import Guardianship, Person, PersonReach

GROWN_UP: Final = 15
COLUMNS: Final = (
    "full_name", "family_name", "given_name", "folded", "sort_key", "sex", "birth_date", "birth_precision",
    "place_of_birth", "hometown", "permanent_address", "residence", "residence_unit_id", "ethnic_group", "disability",
    "phone", "occupation", "sector_identifier", "identity_cipher", "identity_index", "identity_doubts",
)  # fmt: skip
"""What a list may say of a person, in the order of `NewPerson.values`."""
_CONSTANT: Final = ("other_name", "religion", "email", "nationality")
_STORED: Final = ("id", "uuid", "keeper_id", "created_at", "changed_at", *_CONSTANT, *COLUMNS)


_BY_NUMBERS: Final = """
    SELECT * FROM people_by_numbers(
        ARRAY(SELECT decode(n, 'hex') FROM unnest(string_to_array(%s, chr(31), '')) n), string_to_array(%s, chr(31), '')
    )
"""
_ADULTS: Final = """
    SELECT place, person_id, keeper_id FROM people_adults(
        string_to_array(%s, chr(31), ''), string_to_array(%s, chr(31), ''),
        ARRAY(SELECT decode(n, 'hex') FROM unnest(string_to_array(%s, chr(31), '')) n), %s
    )
"""


class NewPerson(NamedTuple):
    """A person to be stored: an id from `reserve_ids`, who keeps them, and the values of `COLUMNS`."""

    id: int
    keeper: int
    values: Sequence[Any]


class Known(NamedTuple):
    """Whom a number belongs to, anywhere in the province."""

    person: int
    keeper: int
    identity_index: bytes | None
    sector_identifier: str | None


class AdultKey(NamedTuple):
    """What a grown-up is found by: phone and folded name together, or a plain identity number."""

    phone: str
    folded: str
    identity_number: str = ""


def index_of(number: str) -> bytes:
    """The blind index of a plain identity number."""
    return keyring().index(number, IDENTITY)


def store_people(people: Sequence[NewPerson], now: dt.datetime) -> set[int]:
    """Insert people; returns the ids that went in. Somebody whose number another transaction has just taken is not."""
    if not people:
        return set()
    constant = (now, now, "", "", "", "VN")
    named = zip(people, uuid7_texts(len(people)), strict=True)
    return copy_new(
        Person, _STORED, ((each.id, uuid, each.keeper, *constant, *each.values) for each, uuid in named)
    )


def change_people(columns: Sequence[str], rows: Sequence[Sequence[Any]], now: dt.datetime) -> int:
    """Set `columns` of people from rows of `(id, *values)`; returns how many were found in the scope."""
    if not rows:
        return 0
    return update_rows(Person, ("id", "changed_at", *columns), ((row[0], now, *row[1:]) for row in rows))


def find_by_numbers(identities: Sequence[bytes], sectors: Sequence[str]) -> list[Known]:
    """Whom blind indexes and sector identifiers belong to, at any school: one statement."""
    if not identities and not sectors:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BY_NUMBERS, [joined(index.hex() for index in identities), joined(sectors)])
        return [
            Known(person, keeper, None if index is None else bytes(index), sector)
            for person, keeper, index, sector in cursor.fetchall()
        ]


def find_adults(keys: Sequence[AdultKey], today: dt.date) -> dict[int, tuple[int, int]]:
    """Grown-ups we have, at any school: (person, keeper) by the place of their key.

    A key without phone and number finds nobody.
    """
    if not any(key.phone or key.identity_number for key in keys):
        return {}
    indexes = [index_of(key.identity_number).hex() if key.identity_number else None for key in keys]
    with connection.cursor() as cursor:
        given = (joined(key.phone for key in keys), joined(key.folded for key in keys), joined(indexes))
        cursor.execute(_ADULTS, [*given, today.replace(day=1, year=today.year - GROWN_UP)])
        return {place - 1: (person, keeper) for place, person, keeper in cursor.fetchall()}


def widen_reach(pairs: Iterable[tuple[int, int]]) -> None:
    """Let organisations read people whom they do not keep: pairs of (person, organisation)."""
    now = clock.today()
    rows = [
        PersonReach(person_id=person, organisation_id=organisation, since=now)
        for person, organisation in set(pairs)
    ]
    PersonReach.objects.bulk_create(rows, ignore_conflicts=True)


def store_guardianships(rows: Sequence[tuple[int, int, str, dt.date]]) -> int:
    """Insert (child, guardian, relation, first day)."""
    if not rows:
        return 0
    columns = ("uuid", "child_id", "guardian_id", "relation", "is_contact", "valid_from")
    named = zip(rows, uuid7_texts(len(rows)), strict=True)
    return copy_rows(
        Guardianship,
        columns,
        ((uuid, child, adult, kind, False, day) for (child, adult, kind, day), uuid in named),
    )
