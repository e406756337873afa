"""Classes, lists, subjects, assignments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from khue.core.scope import open_scope, system
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.tests.factories import FOUNDED
from khue.sector.classes.models import ClassSubject, HomeroomAssignment, SchoolClass, TeachingAssignment
from khue.sector.classes.services import put_into_class
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.tests.factories import FIRST_DAY, YEAR, make_grade, make_pupil, make_year
from khue.sector.staff.models import Post


def make_class(
    school: Organisation, name: str = "8A1", *, grades: Sequence[int] = (8,), year: int = YEAR
) -> SchoolClass:
    make_year(year)
    stage = max(make_grade(grade).stage for grade in grades)
    with open_scope(system("test")):
        row: SchoolClass = SchoolClass.objects.create(
            organisation=school, year_id=year, name=name, grades=list(grades), stage=stage
        )
    return row


def make_list(
    school_class: SchoolClass, *names: str, grade: int | None = None, on: dt.date = FIRST_DAY
) -> list[Enrolment]:
    """Pupils who are enrolled and put into the class, in the order they are named."""
    school = school_class.organisation
    rows = [make_pupil(school, name, grade=grade or school_class.grades[0], valid_from=on) for name in names]
    with open_scope(system("test")):
        put_into_class(enrolments=rows, school_class=school_class, on=on)
    return rows


def make_subject(code: str, name: str, order: int = 0) -> Subject:
    defaults = {"name": name, "short_name": name, "assessed": "score", "order": order, "valid_from": FOUNDED}
    return Subject.objects.get_or_create(code=code, defaults=defaults)[0]


def teach(post: Post, school_class: SchoolClass, *subjects: Subject, on: dt.date = FIRST_DAY) -> None:
    with open_scope(system("test")):
        for subject in subjects:
            where = {"organisation": post.organisation, "school_class": school_class, "subject": subject}
            ClassSubject.objects.get_or_create(**where, defaults={"periods": 105})
            TeachingAssignment.objects.create(**where, person=post.person, valid_from=on)


def lead(post: Post, school_class: SchoolClass, on: dt.date = FIRST_DAY) -> None:
    with open_scope(system("test")):
        HomeroomAssignment.objects.create(
            organisation=post.organisation, school_class=school_class, person=post.person, valid_from=on
        )
