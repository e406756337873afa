"""A school year with its grades, and pupils in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from khue.core.scope import open_scope, system
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.models import Grade
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.tests.factories import make_person
from khue.sector.pupils.models import Enrolment

YEAR = 2025
FIRST_DAY = dt.date(2025, 9, 5)


def make_year(number: int = YEAR) -> SchoolYear:
    days = {"starts": dt.date(number, 9, 5), "ends": dt.date(number + 1, 5, 31)}
    return SchoolYear.objects.get_or_create(number=number, defaults=days)[0]


def make_grade(number: int) -> Grade:
    stage = "primary" if number <= 5 else "lower_secondary" if number <= 9 else "upper_secondary"
    return Grade.objects.get_or_create(number=number, defaults={"name": f"Lớp {number}", "stage": stage})[0]


def make_pupil(
    school: Organisation, name: str = "Bùi Thị Mỵ", *, person: Person | None = None, year: int = YEAR, grade: int = 8,
    **columns: Any,
) -> Enrolment:  # fmt: skip
    """An enrolment, of a new person unless one is given; what `Person` knows of `columns` goes to the person."""
    names = {field.attname for field in Person._meta.concrete_fields} | {"identity_number"}
    about = {key: columns.pop(key) for key in list(columns) if key in names}
    make_year(year), make_grade(grade)
    columns.setdefault("valid_from", dt.date(year, 9, 5))
    with open_scope(system("test")):
        row: Enrolment = Enrolment.objects.create(
            organisation=school,
            person=person or make_person(school, name, **about),
            year_id=year,
            grade_id=grade,
            **columns,
        )
    return row
