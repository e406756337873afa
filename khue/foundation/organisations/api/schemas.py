"""What programs send and get about organisations."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from khue.foundation.organisations.choices import (
    ChangeKind,
    OrganisationKind,
    Ownership,
    ParentKind,
    Stage,
    UnitLevel,
)


class Named(Schema):
    """An organisation as another one mentions it."""

    uuid: UUID
    name: str


class OrganisationOut(Schema):
    """An organisation in a list, as of the day that was asked for."""

    uuid: UUID
    name: str
    short_name: str
    code: str | None
    kind: OrganisationKind
    stages: list[Stage]
    ownership: Ownership
    parent: UUID | None
    place: str | None
    valid_from: dt.date
    valid_to: dt.date | None


class OrganisationPage(Schema):
    """A page of a list; `next` is the cursor of the one after it."""

    items: list[OrganisationOut]
    next: str | None


class Spell(Schema):
    """What held for some days; `valid_to` is the first day on which it no longer did."""

    value: str
    valid_from: dt.date
    valid_to: dt.date | None


class RecordOut(Schema):
    """One organisation as of a day, with its parents of both kinds, its way up, and its history."""

    uuid: UUID
    as_of: dt.date
    exists: bool
    name: str
    short_name: str
    code: str
    kind: OrganisationKind
    stages: list[Stage]
    ownership: Ownership
    address: str
    phone: str
    email: str
    website: str
    unit: str | None
    administrative: Named | None
    professional: Named | None
    ancestors: list[Named]
    names: list[Spell]
    codes: list[Spell]
    followed_by: list[Named]
    valid_from: dt.date
    valid_to: dt.date | None


class BranchOut(Schema):
    """A line of the tree of who governs: its level (0 at the top) and how many stand below it."""

    uuid: UUID
    name: str
    code: str | None
    kind: OrganisationKind
    level: int
    schools: int
    stages: dict[Stage, int]


class UnitOut(Schema):
    """An administrative unit as of the day that was asked for."""

    uuid: UUID
    level: UnitLevel
    name: str
    code: str
    valid_from: dt.date
    valid_to: dt.date | None


class DecisionIn(Schema):
    """The paper behind a change."""

    number: str = Field(min_length=1, max_length=150)
    signed_on: dt.date
    effective: dt.date


class FoundingIn(Schema):
    """An organisation that a change founds. What is left out is as it is of the one it comes from."""

    name: str = Field(min_length=1, max_length=200)
    short_name: str = Field("", max_length=100)
    code: str = Field("", max_length=35)
    kind: OrganisationKind | None = None
    stages: list[Stage] | None = None
    ownership: Ownership | None = None
    administrative: UUID | None = None
    professional: UUID | None = None
    unit: str | None = None


class PartIn(Schema):
    """A part of a split, with those below who go with it.

    Of a school that ends, the `grades` and `classes` it receives; a class counts before its grade, and what no part
    receives goes to the first.
    """

    founding: FoundingIn
    children: list[UUID] = []
    grades: list[int] = []
    classes: list[UUID] = []


class ChangeIn(Schema):
    """A change. Which fields it needs is said by its kind.

    merge: `organisations`, and `into` or `founding`. split: one of `organisations`, `parts`, `goes_on`. rename: one of
    `organisations`, `name`, `short_name`, `code`. transfer: `organisations` and some of `administrative`,
    `professional`, `unit`. close: one of `organisations`, `children_to`, `pupils_to`. found: `founding`.
    `seen` is the fingerprint of the dry run: with it, the change is made only if it would still do the same.
    """

    kind: ChangeKind
    decision: DecisionIn
    organisations: list[UUID] = []
    into: UUID | None = None
    founding: FoundingIn | None = None
    parts: list[PartIn] = []
    goes_on: bool = True
    name: str = ""
    short_name: str = ""
    code: str | None = None
    administrative: UUID | None = None
    professional: UUID | None = None
    unit: str | None = None
    children_to: UUID | None = None
    pupils_to: UUID | None = None
    seen: str = ""


class DifferenceOut(Schema):
    """One fact that changes; of one that the change founds, `organisation` is null and `founded` counts it."""

    organisation: UUID | None
    founded: int | None
    what: str
    before: Any
    after: Any


class TouchedOut(Schema):
    """What else belongs to an organisation that ends or moves."""

    organisation: UUID
    label: str
    number: int


class InTheWayOut(Schema):
    """What begins at an organisation on the day it ends or later, the last of them on `last`: the change is refused."""

    organisation: UUID
    label: str
    number: int
    last: dt.date


class ReceivesOut(Schema):
    """What a part of a school that is split takes over."""

    classes: list[str]
    pupils: int
    teachers: int


class DryRunOut(Schema):
    """What a change would do. Send `fingerprint` as `seen` to make exactly this change.

    It can be made when nothing is `in_the_way`. `receives` has a line for each part of a school that is split and ends.
    """

    fingerprint: str
    differences: list[DifferenceOut]
    touched: list[TouchedOut]
    warnings: list[str]
    in_the_way: list[InTheWayOut]
    receives: list[ReceivesOut]


class FollowedOut(Schema):
    """Who followed whom; the same on both sides: it goes on, changed."""

    predecessor: UUID | None
    successor: UUID | None


class ChangeOut(Schema):
    """A change that was recorded."""

    uuid: UUID
    kind: ChangeKind
    date: dt.date
    decision: str
    decided_on: dt.date | None
    successions: list[FollowedOut]
    cancelled_at: dt.datetime | None
    cancel_reason: str


class TakeBackIn(Schema):
    """Why a change is taken back."""

    reason: str = Field(min_length=1, max_length=300)


class ListQuery(Schema):
    """What a list is narrowed to, and where its page starts."""

    as_of: dt.date | None = None
    kind: OrganisationKind | None = None
    stage: Stage | None = None
    below: UUID | None = None
    q: str = ""
    limit: int = 50
    after: str = ""


class ChildrenQuery(Schema):
    """Along which kind of parent, and as of when."""

    as_of: dt.date | None = None
    kind: ParentKind = ParentKind.ADMINISTRATIVE
    limit: int = 50
    after: str = ""
