"""Match before create: who resembles a person that is about to be entered, at any school of the province.

Goes through a door that looks past the scope, so it answers the least that lets a registrar recognise a child: name,
year of birth, school. Every candidate shown is written into the audit of that candidate, where the family can read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from khue.core import audit
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.adapters import IDENTITY, keyring
from khue.foundation.people.choices import Precision
from khue.foundation.people.formulas import Likeness, Reason, Traits, fold_name, likeness, swapped
from khue.foundation.people.models import Person
from khue.foundation.people.services.facts import PersonFacts, columns_of

SHOWN = 5
_MATCHES: Final = """
    SELECT wanted.place, found.* FROM unnest(
        %s::bytea[], %s::text[], %s::text[], %s::date[], %s::date[], %s::date[]
    ) WITH ORDINALITY wanted (identity, sector, name, birth, until, turned, place)
    CROSS JOIN LATERAL people_match(
        wanted.identity, wanted.sector, wanted.name, wanted.birth, wanted.until, wanted.turned
    ) found
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person we have who may be the one being entered. `is_visible` says whether the asker may open the record."""

    person: int
    uuid: UUID
    full_name: str
    birth_year: int | None
    keeper: int
    school: str
    likeness: Likeness
    is_visible: bool

    @property
    def is_certain(self) -> bool:
        """Whether a number agrees: then a second record cannot be made at all."""
        return bool({Reason.IDENTITY_NUMBER, Reason.SECTOR_IDENTIFIER} & set(self.likeness.reasons))


class PossibleDuplicates(Exception):  # noqa: N818 -- reads as the fact it states
    """Somebody we have resembles the person too much to go on without a word; nothing was written.

    `is_certain` when a number agrees: no note helps then, the person we have is the one.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__("possible_duplicates")
        self.candidates = tuple(candidates)
        self.is_certain = any(candidate.is_certain for candidate in candidates)


def match_candidates(
    facts: PersonFacts, *, guardians: Iterable[str] = (), today: dt.date, shown: int = SHOWN
) -> list[Candidate]:
    """Who resembles the person of `facts`, the likeliest first. Raises `ValidationError` for facts that cannot be.

    `guardians` are names, as typed. Needs the right `people.match`; writes a line into each candidate's audit.
    """
    require(current_scope(), "people.match")
    columns = columns_of(facts, today)
    found = resembling(columns, facts.get("identity_number"), guardians)[:shown]
    audit.write(
        audit.line("people.matched", None, person=each.person, score=each.likeness.score) for each in found
    )
    return found


def resembling(columns: dict[str, Any], number: str | None, guardians: Iterable[str]) -> list[Candidate]:
    """As `match_candidates`, for columns that were normalised, without rule or audit."""
    return resembling_each([Sought(columns, number, tuple(guardians))])[0]


class Sought(NamedTuple):
    """A person to be entered: normalised columns, the plain identity number, guardians' names as typed."""

    columns: Mapping[str, Any]
    number: str | None = None
    guardians: tuple[str, ...] = ()


def resembling_each(people: Sequence[Sought]) -> list[list[Candidate]]:
    """Whom each of many resembles, the likeliest first: two statements."""
    traits = [_traits(each.columns, [fold_name(name) for name in each.guardians]) for each in people]
    rows = _ask(people, traits)
    visible = set(Person.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", flat=True))
    found: list[list[Candidate]] = [[] for _each in people]
    for place, *row in rows:
        found[place - 1].append(_candidate(tuple(row), traits[place - 1], row[0] in visible))
    return [sorted(each, key=lambda one: (-one.likeness.score, one.person)) for each in found]


def _traits(columns: Mapping[str, Any], guardians: list[str]) -> Traits:
    is_exact = columns.get("birth_precision", Precision.DAY) == Precision.DAY
    return Traits(columns["folded"], columns.get("birth_date"), is_exact, columns.get("sex", 0), guardians)


def _ask(people: Sequence[Sought], traits: Sequence[Traits]) -> list[tuple[Any, ...]]:
    wanted = [
        (
            keyring().index(each.number, IDENTITY) if each.number else None,
            each.columns.get("sector_identifier"),
            own.folded,
            own.birth,
            _until(own.birth, each.columns.get("birth_precision", Precision.DAY)),
            swapped(own.birth) if own.birth_is_exact else None,
        )
        for each, own in zip(people, traits, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES, [list(column) for column in zip(*wanted, strict=True)] or [[]] * 6)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _until(birth: dt.date | None, precision: str) -> dt.date | None:
    """The first day after those on which somebody with that birth date may have been born."""
    if birth is None:
        return None
    if precision == Precision.DAY:
        return birth + dt.timedelta(days=1)
    if precision == Precision.YEAR:
        return birth.replace(year=birth.year + 1)
    return (birth.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _candidate(row: tuple[Any, ...], traits: Traits, is_visible: bool) -> Candidate:  # noqa: FBT001 -- a fact of the row
    (
        number,
        uuid,
        name,
        folded,
        birth,
        precision,
        sex,
        keeper,
        school,
        same_identity,
        same_sector,
        guardians,
    ) = row
    same = {Reason.IDENTITY_NUMBER: same_identity, Reason.SECTOR_IDENTIFIER: same_sector}
    other = Traits(folded, birth, precision == Precision.DAY, sex, guardians)
    alike = likeness(traits, other, {reason for reason, holds in same.items() if holds})
    return Candidate(number, uuid, name, birth.year if birth else None, keeper, school, alike, is_visible)
