"""Organisations for tests: one at a time, or a small province with the reform behind it.

They write in a system scope of their own, so a test may call them anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import pytest

from khue.core.scope import open_scope, system
from khue.foundation.organisations.choices import OrganisationKind, ParentKind, Stage, UnitLevel
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.organisations.services import (
    Called,
    ChangeRefused,
    Coded,
    Entry,
    Profile,
    Sat,
    Under,
    register_organisations,
)

LONG_AGO = dt.date(2015, 9, 1)
BEFORE = REFORM - dt.timedelta(days=1)
_numbers = count(1)


def an_organisation(
    name: str = "",
    *,
    kind: OrganisationKind = OrganisationKind.SCHOOL,
    below: Organisation | None = None,
    guided_by: Organisation | None = None,
    code: str = "",
    unit: Unit | None = None,
    stages: tuple[Stage, ...] = (Stage.LOWER_SECONDARY,),
    since: dt.date = LONG_AGO,
    until: dt.date | None = None,
) -> Organisation:
    """An organisation; without `below` it is a department at the top."""
    number = next(_numbers)
    if below is None and kind is OrganisationKind.SCHOOL:
        kind, stages = OrganisationKind.DEPARTMENT, ()
    parents = [Under(ParentKind.ADMINISTRATIVE, below.pk)] if below else []
    parents += [Under(ParentKind.PROFESSIONAL, guided_by.pk)] if guided_by else []
    entry = Entry(
        key="it",
        kind=kind,
        names=[Called(name or f"Tổ chức {number}")],
        codes=[Coded(code)] if code else [],
        places=[Sat(unit.pk)] if unit else [],
        parents=parents,
        valid_from=since,
        valid_to=until,
        profile=Profile(
            stages=stages if kind not in {OrganisationKind.DEPARTMENT, OrganisationKind.COMMUNE} else ()
        ),
    )
    with open_scope(system("test")):
        return register_organisations([entry])["it"]


def a_unit(name: str, *, level: UnitLevel = UnitLevel.COMMUNE, prefix: str = "Xã") -> Unit:
    """A unit that was always there."""
    return Unit.objects.create(
        level=level, prefix=prefix, name=name, folded=name.lower(), valid_from=LONG_AGO
    )


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block ends in a refusal of this code, whatever its words."""
    with pytest.raises(ChangeRefused) as refusal:
        yield
    assert refusal.value.code == code


@dataclass(frozen=True, slots=True)
class Province:
    """A department; two communes, each with a lower secondary school; an upper secondary school of the department."""

    department: Organisation
    district: Organisation
    commune: Organisation
    other_commune: Organisation
    school: Organisation
    other_school: Organisation
    upper_school: Organisation


ADMINISTRATIVE = ParentKind.ADMINISTRATIVE
GUIDED = Under(ParentKind.PROFESSIONAL, "department")


def a_province() -> Province:
    """A province that went through the reform: schools stood below a district office and stand below communes now."""
    gia_vien, hoa_lu = a_unit("Gia Viễn"), a_unit("Hoa Lư", prefix="Phường")
    entries = [
        Entry(
            key="department",
            kind=OrganisationKind.DEPARTMENT,
            names=[Called("Sở Giáo dục và Đào tạo Ninh Bình", "Sở GDĐT Ninh Bình")],
            codes=[Coded("37")],
            valid_from=LONG_AGO,
        ),
        Entry(
            key="district",
            kind=OrganisationKind.DISTRICT_OFFICE,
            names=[Called("Phòng Giáo dục và Đào tạo Gia Viễn", "Phòng GDĐT Gia Viễn")],
            codes=[Coded("37373")],
            parents=[Under(ADMINISTRATIVE, "department")],
            valid_from=LONG_AGO,
            valid_to=REFORM,
        ),
        _commune("commune", "Xã Gia Viễn", gia_vien),
        _commune("other_commune", "Phường Hoa Lư", hoa_lu),
        _school("school", "THCS Đinh Tiên Hoàng", "37373501", "commune", gia_vien),
        _school("other_school", "THCS Lê Hồng Phong", "37373502", "other_commune", hoa_lu),
        Entry(
            key="upper_school",
            kind=OrganisationKind.SCHOOL,
            names=[Called("Trường THPT Gia Viễn A", "THPT Gia Viễn A")],
            codes=[Coded("37000701")],
            places=[Sat(gia_vien.pk)],
            parents=[Under(ADMINISTRATIVE, "department"), GUIDED],
            valid_from=LONG_AGO,
            profile=Profile(stages=(Stage.UPPER_SECONDARY,)),
        ),
    ]
    with open_scope(system("test")):
        return Province(**register_organisations(entries))


def _commune(key: str, name: str, unit: Unit) -> Entry:
    return Entry(
        key=key,
        kind=OrganisationKind.COMMUNE,
        names=[Called(f"Uỷ ban nhân dân {name}", name)],
        places=[Sat(unit.pk)],
        parents=[Under(ADMINISTRATIVE, "department")],
        valid_from=REFORM,
    )


def _school(key: str, name: str, code: str, commune: str, unit: Unit) -> Entry:
    return Entry(
        key=key,
        kind=OrganisationKind.SCHOOL,
        names=[Called(f"Trường {name}", name)],
        codes=[Coded(code)],
        places=[Sat(unit.pk)],
        parents=[
            Under(ADMINISTRATIVE, "district", end=REFORM),
            Under(ADMINISTRATIVE, commune, start=REFORM),
            GUIDED,
        ],
        valid_from=LONG_AGO,
        profile=Profile(stages=(Stage.LOWER_SECONDARY,)),
    )
