"""Who teaches what, and whom a teacher may therefore see."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.core.registry import Registry
from khue.core.scope import Scope, open_scope, system
from khue.foundation.curriculum.models import Subject
from khue.foundation.people.models import Person
from khue.sector.classes.models import (
    ClassSubject,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.staff.models import Post


def homeroom_teachers(classes: Sequence[int], day: dt.date | None = None) -> dict[int, list[Person]]:
    """The homeroom teachers of classes on `day` (today), who was appointed first coming first."""
    rows = HomeroomAssignment.objects.filter(
        holds_on(day or clock.today()), school_class_id__in=list(classes)
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for row in rows.select_related("person").order_by("valid_from", "pk"):
        found[row.school_class_id].append(row.person)
    return dict(found)


def homerooms_of(person: int, day: dt.date | None = None) -> QuerySet[Any]:
    """The homeroom assignments of a teacher on `day`."""
    rows: QuerySet[Any] = HomeroomAssignment.objects.filter(holds_on(day or clock.today()), person_id=person)
    return rows.select_related("school_class").order_by("school_class__name")


def taught_by(person: int, day: dt.date | None = None) -> QuerySet[Any]:
    """The teaching assignments of a teacher on `day`."""
    rows: QuerySet[Any] = TeachingAssignment.objects.filter(holds_on(day or clock.today()), person_id=person)
    return rows.select_related("school_class", "subject").order_by("school_class__name", "subject__order")


def subjects_of(school_class: SchoolClass) -> QuerySet[Any]:
    """The subjects of a class with their lesson periods a year."""
    rows: QuerySet[Any] = ClassSubject.objects.filter(school_class=school_class)
    return rows.select_related("subject").order_by("subject__order", "subject__code")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Classes × subjects with their teachers: `cells[class][subject]`; a subject a class does not have is absent."""

    classes: list[SchoolClass]
    subjects: list[Subject]
    cells: dict[int, dict[int, list[Person]]]
    periods: dict[int, dict[int, int]]


def matrix(classes: Sequence[SchoolClass], day: dt.date | None = None) -> Matrix:
    """Who teaches what in `classes` on `day` (today): two statements however many classes and subjects."""
    numbers = [each.pk for each in classes]
    cells: dict[int, dict[int, list[Person]]] = {number: {} for number in numbers}
    periods: dict[int, dict[int, int]] = {number: {} for number in numbers}
    subjects: dict[int, Subject] = {}
    for row in ClassSubject.objects.filter(school_class_id__in=numbers).select_related("subject"):
        cells[row.school_class_id][row.subject_id] = []
        periods[row.school_class_id][row.subject_id] = row.periods
        subjects[row.subject_id] = row.subject
    assigned = TeachingAssignment.objects.filter(holds_on(day or clock.today()), school_class_id__in=numbers)
    for row in assigned.select_related("person", "subject").order_by("person__sort_key"):
        cells[row.school_class_id].setdefault(row.subject_id, []).append(row.person)
        subjects.setdefault(row.subject_id, row.subject)
    ordered = sorted(subjects.values(), key=lambda subject: (subject.order, subject.code))
    return Matrix(list(classes), ordered, cells, periods)


def work_of(post: Post, _year: int) -> dict[str, Any] | None:
    """What the holder of a post does in the classes of that school today; None when it is nothing."""
    homerooms = list(homerooms_of(post.person_id).filter(organisation_id=post.organisation_id))
    lessons: dict[Subject, list[SchoolClass]] = defaultdict(list)
    for row in taught_by(post.person_id).filter(organisation_id=post.organisation_id):
        lessons[row.subject].append(row.school_class)
    return {"homerooms": homerooms, "lessons": list(lessons.items())} if homerooms or lessons else None


class_givers: Registry[str] = Registry("what else lets a teacher see a class")
"""Other rooms' answers, as SQL that selects class ids for `%(person)s` at `%(organisation)s` on `%(day)s`."""

_CLASSES_OF_TEACHER: Final = """
SELECT c.id, ARRAY(
    SELECT p.person_id FROM classes_classplacement p
    WHERE p.school_class_id = c.id AND (p.valid_to IS NULL OR p.valid_to > p.valid_from)
) FROM classes_schoolclass c WHERE c.id IN (
    SELECT school_class_id FROM classes_homeroomassignment WHERE {own} UNION ALL
    SELECT school_class_id FROM classes_teachingassignment WHERE {own} {given}
)"""
_OWN: Final = """person_id = %(person)s AND organisation_id = %(organisation)s
    AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)"""


def limit_teacher(scope: Scope) -> Scope:
    """A teacher's hat reaches the classes it teaches today, as homeroom or subject teacher, and the pupils in them.

    Besides, the classes that other rooms let it see. One statement, written by hand, since every request of a teacher
    asks it: the same as a queryset took an eighth of a request's time to compile.
    """
    if scope.person is None:
        return scope.narrowed(**{"class": frozenset(), "pupil": frozenset()})
    given = "".join(f" UNION ALL {each}" for each in class_givers)
    question = _CLASSES_OF_TEACHER.format(own=_OWN, given=given)
    who = {"person": scope.person, "organisation": scope.organisation, "day": clock.today()}
    with open_scope(system("teacher's classes")), connection.cursor() as cursor:
        cursor.execute(question, who)
        classes = dict(cursor.fetchall())
    pupils = frozenset(person for people in classes.values() for person in people)
    return scope.narrowed(**{"class": frozenset(classes), "pupil": pupils})
