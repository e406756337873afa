"""A school that is split and ends: which part its classes, pupils, teachers and families go to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.services import Choice, Divisible, Division
from khue.foundation.people.models import Guardianship
from khue.sector.classes.models import ClassPlacement, HomeroomAssignment, SchoolClass, TeachingAssignment
from khue.sector.pupils.choices import PRESENT
from khue.sector.pupils.models import Enrolment


def classes_to_divide(organisation: Organisation) -> list[Divisible]:
    """The open classes of school years that are not over, in class order; a multigrade class by its lowest grade."""
    rows = SchoolClass.objects.filter(
        organisation=organisation, closed_on=None, year__ends__gte=clock.today()
    )
    return [
        Divisible(str(row.uuid), row.pk, f"{row.name} ({row.year})", min(row.grades))
        for row in rows.select_related("year").order_by("year_id", "grades", "name")
    ]


def divide_school(organisation: int, day: dt.date, choice: Choice, first: int) -> Division:
    """Where everybody goes: pupils with their class, teachers and families with all of theirs. Five statements."""
    running = SchoolClass.objects.filter(
        organisation_id=organisation, closed_on=None, year__ends__gte=day
    ).order_by("grades", "name")
    rows = list(running)
    classes = {row.pk: choice.part_of(row.pk, min(row.grades), first) for row in rows}
    pupils = _pupils(organisation, day, classes, choice, first)
    lasting = Q(valid_to=None) | Q(valid_to__gt=day)
    work: list[tuple[int, int]] = []
    for model in (HomeroomAssignment, TeachingAssignment):
        held = model.objects.filter(lasting, school_class_id__in=classes)
        work += [(person, classes[each]) for person, each in held.values_list("person_id", "school_class_id")]
    kin = Guardianship.objects.filter(holds_on(day), child_id__in=pupils)
    homes = [(guardian, pupils[child]) for guardian, child in kin.values_list("guardian_id", "child_id")]
    homes += pupils.items()
    return Division(classes, pupils, _parts(work), _parts(homes), {row.pk: row.name for row in rows})


def _pupils(
    organisation: int, day: dt.date, classes: dict[int, int], choice: Choice, first: int
) -> dict[int, int]:
    """The part of every pupil: that of the class they sit in on the day, else that of their grade."""
    lasting = Q(valid_to=None) | Q(valid_to__gt=day)
    seats = ClassPlacement.objects.filter(lasting, school_class_id__in=classes).order_by("valid_from")
    seated = dict(seats.values_list("person_id", "school_class_id"))
    enrolled = Enrolment.objects.filter(lasting, organisation_id=organisation, status__in=PRESENT)
    return {
        person: classes[seated[person]] if person in seated else choice.part_of(None, grade, first)
        for person, grade in enrolled.order_by("pk").values_list("person_id", "grade_id")
    }


def _parts(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """The parts of each, the first one first: numbers of parts that are planned run downwards from -1."""
    found: dict[int, set[int]] = defaultdict(set)
    for number, part in pairs:
        found[number].add(part)
    return {number: tuple(sorted(parts, reverse=True)) for number, parts in found.items()}
