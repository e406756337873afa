"""What programs send and get about pupils and classes."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

Sex = Literal[0, 1, 2]
Precision = Literal["day", "month", "year"]


class FactsIn(Schema):
    """What is said of a person; fields that are not sent stay as they are. `sex` is 1 male, 2 female."""

    full_name: str | None = Field(None, max_length=120)
    given_name: str | None = Field(None, max_length=60)
    sex: Sex | None = None
    birth_date: dt.date | None = None
    birth_precision: Precision | None = None
    place_of_birth: str | None = Field(None, max_length=200)
    hometown: str | None = Field(None, max_length=200)
    permanent_address: str | None = Field(None, max_length=200)
    residence: str | None = Field(None, max_length=200)
    ethnic_group: str | None = Field(None, max_length=3)
    disability: str | None = Field(None, max_length=3)
    phone: str | None = Field(None, max_length=20)
    sector_identifier: str | None = Field(None, max_length=20)
    identity_number: str | None = Field(None, max_length=20)


class GuardianIn(Schema):
    """Somebody who answers for a child."""

    relation: Literal["father", "mother", "guardian"]
    full_name: str = Field(max_length=120)
    phone: str | None = Field(None, max_length=20)
    occupation: str | None = Field(None, max_length=100)
    identity_number: str | None = Field(None, max_length=20)
    is_contact: bool = False


class PupilIn(FactsIn):
    """A new pupil with their class. `same` names the candidate of a match who is this very child."""

    full_name: str = Field(max_length=120)
    school_class: UUID
    grade: int | None = None
    valid_from: dt.date
    note: str = Field("", max_length=200)
    same: UUID | None = None
    guardians: list[GuardianIn] = Field(default_factory=list, max_length=4)


class MatchIn(FactsIn):
    """Facts to look for, and names of guardians that help."""

    full_name: str = Field(max_length=120)
    guardians: list[str] = Field(default_factory=list, max_length=4)


class CandidateOut(Schema):
    """Somebody we have who is alike: the least that lets one recognise a child."""

    uuid: UUID
    full_name: str
    birth_year: int | None
    school: str
    score: int
    reasons: list[str]
    is_certain: bool
    is_visible: bool


class MaskedOut(Schema):
    """Which sensitive fields are known. `POST …/reveal` shows one, with a purpose, and writes it down."""

    identity_number: bool
    ethnic_group: bool
    religion: bool
    disability: bool


class GuardianOut(Schema):
    """Who answers for a child."""

    uuid: UUID
    relation: str
    full_name: str
    phone: str
    is_contact: bool


class EnrolmentOut(Schema):
    """Where a pupil learns or learnt."""

    uuid: UUID
    school: UUID
    year: int
    grade: int
    status: str
    entry: str
    valid_from: dt.date
    valid_to: dt.date | None


class RecordOut(Schema):
    """The record of a pupil."""

    uuid: UUID
    full_name: str
    family_name: str
    given_name: str
    sex: int
    birth_date: dt.date | None
    birth_precision: str
    place_of_birth: str
    residence: str
    phone: str
    sector_identifier: str | None
    known: MaskedOut
    school_class: UUID | None
    class_name: str | None
    guardians: list[GuardianOut]
    enrolments: list[EnrolmentOut]
    needs: list[str]


class RevealIn(Schema):
    """Which sensitive field, and what for."""

    field: Literal["identity_number", "ethnic_group", "religion", "disability"]
    purpose: str = Field(min_length=1, max_length=200)


class RevealOut(Schema):
    """The value that was asked for."""

    value: str


class LeaveIn(Schema):
    """How, from when and why a pupil leaves."""

    status: Literal["moved", "dropped", "completed", "deferred"]
    valid_to: dt.date
    reason: str = Field("", max_length=20)


class ComeBackIn(Schema):
    """From when a pupil learns here again."""

    valid_from: dt.date


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=200)


class ClassIn(Schema):
    """A class to be formed in a school year."""

    year: int
    name: str = Field(max_length=30)
    grades: list[int] = Field(min_length=1, max_length=5)
    code: str = Field("", max_length=20)


class PlacesIn(Schema):
    """Pupils to be put into a class from a day on."""

    pupils: list[UUID] = Field(min_length=1, max_length=1000)
    on: dt.date


class ChangedOut(Schema):
    """How many changed place."""

    changed: int


class TeachersIn(Schema):
    """Who, from a day on."""

    persons: list[UUID] = Field(max_length=20)
    on: dt.date


class MergeIn(Schema):
    """The class that takes the other one's pupils, and why."""

    into: UUID
    reason: str = Field(min_length=1, max_length=200)


class RollLineOut(Schema):
    """One line of a class list; who left is struck."""

    number: int
    pupil: UUID
    full_name: str
    is_struck: bool
