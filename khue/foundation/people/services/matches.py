"""Match before create: who resembles a person that is about to be entered, at any school of the province.

Goes through a door that looks past the scope, so it answers the least that lets a registrar recognise a child: name,
year of birth, school. Every candidate shown is written into the audit of that candidate, where the family can read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
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
    traits = _traits(columns, [fold_name(name) for name in guardians])
    rows = _ask(columns, number, traits)
    visible = set(Person.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True))
    found = [_candidate(row, traits, row[0] in visible) for row in rows]
    return sorted(found, key=lambda each: (-each.likeness.score, each.person))


def _traits(columns: dict[str, Any], guardians: list[str]) -> Traits:
    is_exact = columns.get("birth_precision", Precision.DAY) == Precision.DAY
    return Traits(columns["folded"], columns.get("birth_date"), is_exact, columns.get("sex", 0), guardians)


def _ask(columns: dict[str, Any], number: str | None, traits: Traits) -> list[tuple[Any, ...]]:
    index = keyring().index(number, IDENTITY) if number else None
    precision = columns.get("birth_precision", Precision.DAY)
    turned = swapped(traits.birth) if traits.birth_is_exact else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM people_match(%s::bytea, %s, %s, %s, %s, %s)",
            [
                index,
                columns.get("sector_identifier"),
                traits.folded,
                traits.birth,
                _until(traits.birth, precision),
                turned,
            ],
        )
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
