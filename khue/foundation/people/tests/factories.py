"""A department, two communes with a school each, people in them, and the hats of those who stand in access tests."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any, Unpack

from khue.core import clock
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.organisations.choices import OrganisationKind, Stage
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.services import PersonFacts, identity_columns, name_columns

FOUNDED = dt.date(2000, 1, 1)
NOON = dt.datetime(2025, 11, 20, 5, 0, tzinfo=dt.UTC)
_accounts = itertools.count(1_000)


@dataclass(frozen=True)
class Province:
    """A department above two communes, each with one school."""

    department: Organisation
    commune: Organisation
    other_commune: Organisation
    school: Organisation
    other_school: Organisation


def make_organisation(
    name: str,
    path: str,
    kind: str = OrganisationKind.SCHOOL,
    stages: tuple[str, ...] = (Stage.LOWER_SECONDARY,),
) -> Organisation:
    return Organisation.objects.create(
        kind=kind,
        name=name,
        short_name=name,
        folded=name.lower(),
        path=path,
        stages=list(stages) if kind == OrganisationKind.SCHOOL else [],
        valid_from=FOUNDED,
    )


def make_province() -> Province:
    with open_scope(system("test")):
        return Province(
            make_organisation("Sở GDĐT Ninh Bình", "0001.", OrganisationKind.DEPARTMENT),
            make_organisation("Phường Hoa Lư", "0001.0001.", OrganisationKind.COMMUNE),
            make_organisation("Xã Nho Quan", "0001.0002.", OrganisationKind.COMMUNE),
            make_organisation("THCS Đinh Tiên Hoàng", "0001.0001.0001."),
            make_organisation("THCS Nho Quan", "0001.0002.0001."),
        )


def make_person(keeper: Organisation, name: str = "Bùi Thị Mỵ", **columns: Any) -> Person:
    """A person as the services would store them; `identity_number` is plain text."""
    number = columns.pop("identity_number", None)
    identity = identity_columns(number, columns.get("sex", 0), columns.get("birth_date")) if number else {}
    now = clock.now()
    with open_scope(system("test")):
        person: Person = Person.objects.create(
            keeper=keeper, created_at=now, changed_at=now, **name_columns(name), **identity, **columns
        )
    return person


def make_guardian(
    child: Person, name: str = "Quách Thị Dung", relation: str = "mother", **columns: Any
) -> Person:
    guardian = make_person(child.keeper, name, **columns)
    with open_scope(system("test")):
        Guardianship.objects.create(child=child, guardian=guardian, relation=relation, valid_from=FOUNDED)
    return guardian


def hat(role: str, organisation: Organisation, person: Person | None = None) -> Scope:
    """The scope of somebody who wears `role` at `organisation`."""
    return Scope(
        reach=Reach.SOME,
        roots=(organisation.path,),
        persons=(person.pk,) if person else (),
        account=next(_accounts),
        person=person.pk if person else None,
        organisation=organisation.pk,
        role=role,
    )


def family_hat(role: str, person: Person, *children: Person) -> Scope:
    """The scope of a parent (with their children) or a pupil: persons only, wherever they are."""
    persons = tuple(each.pk for each in (person, *children))
    return Scope(reach=Reach.SOME, persons=persons, account=next(_accounts), person=person.pk, role=role)


def facts(**more: Unpack[PersonFacts]) -> PersonFacts:
    """What a registrar types for one girl."""
    girl: PersonFacts = {"full_name": "Bùi Thị Mỵ", "sex": 2, "birth_date": dt.date(2013, 3, 14)}
    girl.update(more)
    return girl
