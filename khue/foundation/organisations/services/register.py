"""Entering organisations that exist already, with the history that is known: no decision is recorded by it.

For loading a province, a workbook of schools, a demo. What is *founded* today goes through `plan_found`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from khue.core import audit
from khue.foundation.organisations.choices import (
    GOVERNING,
    TOP,
    OrganisationKind,
    Ownership,
    ParentKind,
    Stage,
)
from khue.foundation.organisations.formulas import search_words
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
)
from khue.foundation.organisations.services.refusals import ChangeRefused
from khue.foundation.organisations.services.tree import recompute_closure, settle_today

Reference = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is not dated: stages, ownership, and how to reach it."""

    stages: tuple[Stage, ...] = ()
    ownership: Ownership = Ownership.PUBLIC
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    def fields(self) -> dict[str, Any]:
        """As the model's fields."""
        return {name: getattr(self, name) for name in self.__slots__} | {"stages": [*map(str, self.stages)]}


@dataclass(frozen=True, slots=True)
class Called:
    """A name for some days; without days for its whole life."""

    name: str
    short_name: str = ""
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A code for some days."""

    code: str
    start: dt.date | None = None
    end: dt.date | None = None
    scheme: str = "moet"


@dataclass(frozen=True, slots=True)
class Sat:
    """A unit for some days."""

    unit: int
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """A parent for some days: an organisation's id, or the key of another entry of the same call."""

    kind: ParentKind
    parent: Reference
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An organisation to enter, with its history. `key` is the caller's own name for it."""

    key: str
    kind: OrganisationKind
    names: Sequence[Called]
    valid_from: dt.date
    valid_to: dt.date | None = None
    codes: Sequence[Coded] = ()
    places: Sequence[Sat] = ()
    parents: Sequence[Under] = ()
    profile: Profile = field(default_factory=Profile)

    def days(self, fact: Called | Coded | Sat | Under) -> dict[str, dt.date | None]:
        """The days of one of its facts: as given, else its life's."""
        return {"valid_from": fact.start or self.valid_from, "valid_to": fact.end or self.valid_to}


@transaction.atomic
def register_organisations(entries: Iterable[Entry]) -> dict[str, Organisation]:
    """Enter organisations with all their dated facts; returns them by key.

    A constant number of statements for any number of entries. Raises `ChangeRefused` when somebody would stand at the
    top beside the one who does, or below somebody who governs nobody; `IntegrityError` for a code that is taken.
    """
    rows = list(entries)
    stored = _store(rows)
    _store_facts(rows, stored)
    numbers = [organisation.pk for organisation in stored.values()]
    recompute_closure(numbers)
    settle_today(numbers)
    refuse_stray_top(numbers)
    paths = dict(Organisation.objects.filter(pk__in=numbers).values_list("pk", "path"))
    for organisation in stored.values():
        organisation.path = paths[organisation.pk]
    kinds = Counter(str(row.kind) for row in rows)
    audit.record("organisations.registered", count=len(rows), kinds=dict(kinds))
    return stored


def refuse_stray_top(numbers: Iterable[int]) -> None:
    """Raise `ChangeRefused` when one of these stands at the top of today's tree and is not the only one, or may not.

    A hat at the top reaches the whole installation, so an organisation that lost its parent must not slip there.
    """
    tops = list(Organisation.objects.filter(valid_to=None, path__regex=r"^[^.]+\.$"))
    of_these = set(numbers)
    for top in tops:
        if top.pk in of_these and (top.kind not in TOP or len(tops) > 1):
            raise ChangeRefused("no_parent", name=top.name)


def _store(rows: Sequence[Entry]) -> dict[str, Organisation]:
    organisations = [
        Organisation(
            kind=row.kind,
            name=row.names[-1].name,
            short_name=short_of(row.names[-1]),
            folded=folded_of(row.names[-1]),
            path="",
            unit_id=row.places[-1].unit if row.places else None,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            **row.profile.fields(),
        )
        for row in rows
    ]
    Organisation.objects.bulk_create(organisations, batch_size=2000)
    return {row.key: organisation for row, organisation in zip(rows, organisations, strict=True)}


def _store_facts(rows: Sequence[Entry], stored: dict[str, Organisation]) -> None:
    names: list[OrganisationName] = []
    codes: list[OrganisationCode] = []
    places: list[OrganisationPlace] = []
    edges: list[OrganisationParent] = []
    for row in rows:
        here = stored[row.key]
        names += [
            OrganisationName(
                organisation=here,
                name=each.name,
                short_name=short_of(each),
                folded=folded_of(each),
                **row.days(each),
            )
            for each in row.names
        ]
        codes += [
            OrganisationCode(organisation=here, scheme=each.scheme, code=each.code, **row.days(each))
            for each in row.codes
        ]
        places += [
            OrganisationPlace(organisation=here, unit_id=each.unit, **row.days(each)) for each in row.places
        ]
        edges += [
            OrganisationParent(
                child=here,
                parent_id=stored[each.parent].pk if isinstance(each.parent, str) else each.parent,
                kind=each.kind,
                **row.days(each),
            )
            for each in row.parents
        ]
    refuse_wrong_parents({edge.parent_id for edge in edges})
    OrganisationName.objects.bulk_create(names, batch_size=5000)
    OrganisationCode.objects.bulk_create(codes, batch_size=5000)
    OrganisationPlace.objects.bulk_create(places, batch_size=5000)
    OrganisationParent.objects.bulk_create(edges, batch_size=5000)


def refuse_wrong_parents(numbers: Iterable[int]) -> None:
    """Raise `ChangeRefused` when one of these is a school or anybody else who has nobody below."""
    wrong = Organisation.objects.filter(pk__in=set(numbers)).exclude(kind__in=GOVERNING).first()
    if wrong is not None:
        raise ChangeRefused("not_governing", name=wrong.name)


def short_of(called: Called) -> str:
    """The short name, which is the name where none is given."""
    return (called.short_name or called.name)[:100]


def folded_of(called: Called) -> str:
    """What the search box compares with."""
    return search_words(short_of(called), called.name)
