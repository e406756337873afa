"""Which classes there are, and who is in them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length

from khue.core import clock
from khue.core.models import holds_on
from khue.core.text import fold
from khue.foundation.people.models import Person
from khue.sector.classes.models import ClassPlacement, SchoolClass, TeachingAssignment
from khue.sector.classes.selectors.teaching import homeroom_teachers
from khue.sector.pupils.choices import PRESENT
from khue.sector.pupils.models import HOLDS, Enrolment

ORDER = ("grades__0", "name_length", "name")


def classes_of_year(year: int, organisation: int | None = None) -> QuerySet[Any]:
    """The open classes of a school year that the scope shows, in the order of grades, 6A2 before 6A10."""
    rows = SchoolClass.objects.filter(year_id=year, closed_on=None).annotate(name_length=Length("name"))
    if organisation is not None:
        rows = rows.filter(organisation_id=organisation)
    ordered: QuerySet[Any] = rows.order_by(*ORDER)
    return ordered


def class_options(organisation: int, year: int) -> list[tuple[str, str]]:
    """Classes to choose from, as (UUID, name)."""
    return [
        (str(uuid), name) for uuid, name in classes_of_year(year, organisation).values_list("uuid", "name")
    ]


def classes_named(
    organisations: Iterable[int], year: int, *, lock: bool = False
) -> dict[int, dict[str, SchoolClass]]:
    """Open classes by organisation and folded name without spaces, `6a1`: one statement. `lock` holds them still."""
    found: dict[int, dict[str, SchoolClass]] = defaultdict(dict)
    rows = SchoolClass.objects.filter(organisation_id__in=list(organisations), year_id=year, closed_on=None)
    for row in rows.select_for_update() if lock else rows:
        for name in (row.name, row.code):
            if key := fold(name).replace(" ", ""):
                found[row.organisation_id].setdefault(key, row)
    return dict(found)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class as the list of classes shows it."""

    school_class: SchoolClass
    pupils: int
    homeroom: list[Person]


def class_lines(year: int, organisation: int | None = None) -> list[ClassLine]:
    """The classes of a year with how many pupils sit in them today and their homeroom teachers: four statements."""
    rows = list(classes_of_year(year, organisation).select_related("organisation", "site"))
    counts = pupil_count([row.pk for row in rows])
    teachers = homeroom_teachers([row.pk for row in rows])
    return [ClassLine(row, counts.get(row.pk, 0), teachers.get(row.pk, [])) for row in rows]


def pupil_count(classes: Sequence[int], day: dt.date | None = None) -> dict[int, int]:
    """How many pupils are in each class on `day` (today)."""
    rows = ClassPlacement.objects.filter(holds_on(day or clock.today()), school_class_id__in=list(classes))
    return dict(rows.values_list("school_class_id").annotate(Count("pk")).order_by())


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of a class list. Who left keeps the number and is struck through."""

    number: int
    person: Person
    enrolment: Enrolment
    placement: ClassPlacement
    is_struck: bool


def roll(school_class: SchoolClass, day: dt.date | None = None) -> list[RollLine]:
    """The class list by number, as it stands on `day` (today): who has left by then is struck through."""
    on = day or clock.today()
    rows = (
        ClassPlacement.objects.filter(HOLDS, school_class=school_class, valid_from__lte=on)
        .select_related("person", "enrolment")
        .order_by("list_number")
    )
    return [
        RollLine(
            row.list_number, row.person, row.enrolment, row, row.valid_to is not None and row.valid_to <= on
        )
        for row in rows
    ]


def class_of(enrolment: int) -> SchoolClass | None:
    """The class of an enrolment: the present one, else the last."""
    row = (
        ClassPlacement.objects.filter(HOLDS, enrolment_id=enrolment)
        .select_related("school_class")
        .order_by("-valid_from")
        .first()
    )
    found: SchoolClass | None = row.school_class if row else None
    return found


def with_class() -> dict[str, Any]:
    """Annotations for enrolments: `class_name`, `class_uuid` and the keys that sort them, of the latest placement."""
    latest = ClassPlacement._base_manager.filter(HOLDS, enrolment_id=OuterRef("pk")).order_by(
        "-valid_from", "-pk"
    )
    return {
        "class_name": Subquery(latest.values("school_class__name")[:1]),
        "class_uuid": Subquery(latest.values("school_class__uuid")[:1]),
    }


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would change if a class went into another: who moves, how many sit there then, whose work changes."""

    source: SchoolClass
    target: SchoolClass
    moving: int
    after: int
    teachers: int


def merge_preview(source: SchoolClass, target: SchoolClass) -> MergePreview:
    """Count what merging `source` into `target` changes today. Marks stay with the pupils."""
    counts = pupil_count([source.pk, target.pk])
    moving = counts.get(source.pk, 0)
    teachers = (
        TeachingAssignment.objects.filter(holds_on(clock.today()), school_class=source)
        .values("person_id")
        .distinct()
        .count()
    )
    return MergePreview(source, target, moving, moving + counts.get(target.pk, 0), teachers)


def unplaced(year: int) -> QuerySet[Any]:
    """Enrolments of a year whose pupils sit in the school and in no class."""
    placed = ClassPlacement._base_manager.filter(enrolment_id=OuterRef("pk"), valid_to=None)
    rows: QuerySet[Any] = Enrolment.objects.filter(valid_to=None, year_id=year, status__in=PRESENT)
    free: QuerySet[Any] = rows.exclude(Exists(placed))
    return free
