"""Putting pupils into classes, and the list numbers that stand for the year.

On the day a list is formed it is numbered alphabetically, however often it is added to on that day; from the next day
on the numbers stand, and who comes later goes to the end. Who leaves keeps the number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Max
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.copying import copy_rows, update_rows
from khue.core.crud.services import recheck
from khue.core.events import announce
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.models import Person
from khue.sector.classes.events import PupilsMoved
from khue.sector.classes.models import ClassPlacement, SchoolClass
from khue.sector.pupils.models import HOLDS, Enrolment

LARGEST_SORTED: Final = 300
_ASIDE: Final = 1_000_000
WRONG_GRADE: Final = _("%(name)s is in grade %(grade)s; class %(class)s has grade %(grades)s.")
ANOTHER_YEAR: Final = _("%(name)s is not enrolled at the school and in the year of class %(class)s.")
_COLUMNS: Final = (
    "organisation_id", "school_class_id", "enrolment_id", "person_id", "list_number", "valid_from", "valid_to",
)  # fmt: skip


class Put(NamedTuple):
    """One pupil to be put into a class from a day on; with `valid_to` the place is one of the past."""

    enrolment: int
    person: int
    organisation: int
    school_class: int
    valid_from: dt.date
    valid_to: dt.date | None = None


@transaction.atomic
def put_into_class(
    *, enrolments: Sequence[Enrolment], school_class: SchoolClass, on: dt.date | None = None
) -> int:
    """Put pupils into a class from a day on (today); who is in another class moves. Returns how many changed place.

    Raises `ValidationError` naming the first pupil whose grade, school or year is not the class's.
    """
    require(current_scope(), "classes.place", school_class)
    recheck(school_class)
    day = on or clock.today()
    for row in enrolments:
        recheck(row)
        _refuse_misfit(row, school_class)
    moved = put_many(
        [
            Put(row.pk, row.person_id, row.organisation_id, school_class.pk, max(day, row.valid_from))
            for row in enrolments
        ]
    )
    people = {row.pk: row.person_id for row in enrolments}
    audit.write(
        audit.line(
            "classes.placed",
            school_class,
            person=people[number],
            enrolment=number,
            name=school_class.name,
            old=old,
        )
        for number, old in moved.items()
    )
    moves = [
        (number, people[number], old, school_class.pk) for number, old in moved.items() if old is not None
    ]
    if moves:
        announce(PupilsMoved(moves))
    return len(moved)


def put_many(puts: Sequence[Put]) -> dict[int, int | None]:
    """Put a thousand pupils into their classes in a constant number of statements; rights were asked by the caller.

    Answers who changed place: the class they were in, or None, by enrolment. A place that was taken on the same day
    by mistake is cancelled and gives its number back, an older one ends.
    """
    wanted = {put.enrolment: put for put in puts}
    held = _open_places(wanted)
    changing = [
        put for put in puts if put.enrolment not in held or held[put.enrolment][1] != put.school_class
    ]
    ends = [
        (held[put.enrolment][0], max(put.valid_from, held[put.enrolment][2]))
        for put in changing
        if put.enrolment in held
    ]
    if ends:
        update_rows(ClassPlacement, ("id", "valid_to"), ends)
    _insert(changing)
    return {put.enrolment: held[put.enrolment][1] if put.enrolment in held else None for put in changing}


def _open_places(enrolments: Iterable[int]) -> dict[int, tuple[int, int, dt.date]]:
    rows = ClassPlacement.objects.filter(enrolment_id__in=list(enrolments), valid_to=None)
    fields = rows.values_list("enrolment_id", "pk", "school_class_id", "valid_from")
    return {enrolment: (number, place, day) for enrolment, number, place, day in fields}


def _insert(puts: Sequence[Put]) -> None:
    if not puts:
        return
    by_class: dict[int, list[Put]] = defaultdict(list)
    for put in puts:
        by_class[put.school_class].append(put)
    formed = _lock(by_class)
    numbers = _numbers(by_class, formed)
    copy_rows(
        ClassPlacement,
        _COLUMNS,
        (
            (
                p.organisation,
                p.school_class,
                p.enrolment,
                p.person,
                numbers[p.enrolment],
                p.valid_from,
                p.valid_to,
            )
            for p in puts
        ),
    )
    SchoolClass.objects.filter(pk__in=list(by_class), formed_on=None).update(formed_on=clock.today())


def _lock(classes: Iterable[int]) -> dict[int, dt.date | None]:
    """The day on which each class list was formed; nobody else adds to these lists until the transaction ends."""
    rows = SchoolClass.objects.select_for_update().filter(pk__in=list(classes)).order_by("pk")
    return dict(rows.values_list("pk", "formed_on"))


def _numbers(by_class: dict[int, list[Put]], formed: dict[int, dt.date | None]) -> dict[int, int]:
    """The list number of every enrolment that is being placed; lists of today are numbered anew."""
    last = _last_numbers(by_class)
    keys = _sort_keys(put.person for puts in by_class.values() for put in puts)
    fresh = [
        number
        for number, puts in by_class.items()
        if formed.get(number) in {None, clock.today()}
        and last.get(number, (0, 0))[0] + len(puts) <= LARGEST_SORTED
    ]
    numbers = _number_anew(fresh, by_class, keys) if fresh else {}
    for number, puts in by_class.items():
        if number not in fresh:
            start = last.get(number, (0, 0))[1]
            ordered = sorted(puts, key=lambda put: (keys[put.person], put.person))
            numbers |= {put.enrolment: start + place for place, put in enumerate(ordered, 1)}
    return numbers


def _last_numbers(classes: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many names each list has and its last number."""
    rows = ClassPlacement.objects.filter(HOLDS, school_class_id__in=list(classes))
    counted = (
        rows.values_list("school_class_id").annotate(count=Count("pk"), last=Max("list_number")).order_by()
    )
    return {number: (count, last) for number, count, last in counted}


def _sort_keys(persons: Iterable[int]) -> dict[int, str]:
    return dict(Person._base_manager.filter(pk__in=set(persons)).values_list("pk", "sort_key"))


def _number_anew(
    classes: Sequence[int], by_class: dict[int, list[Put]], keys: dict[int, str]
) -> dict[int, int]:
    """Number whole lists alphabetically: answers the numbers of newcomers, moves those who are there already."""
    rows = ClassPlacement.objects.filter(HOLDS, school_class_id__in=classes)
    there = defaultdict(list)
    for number, school_class, held, person, key in rows.values_list(
        "pk", "school_class_id", "list_number", "person_id", "person__sort_key"
    ):
        there[school_class].append((key, person, number, held))
    fresh: dict[int, int] = {}
    moves: list[tuple[int, int]] = []
    for school_class in classes:
        new = [(keys[put.person], put.person, -put.enrolment, 0) for put in by_class.get(school_class, [])]
        for place, (_key, _person, number, held) in enumerate(sorted([*there[school_class], *new]), 1):
            if number < 0:
                fresh[-number] = place
            elif held != place:
                moves.append((number, place))
    _renumber(moves)
    return fresh


def _renumber(moves: Sequence[tuple[int, int]]) -> None:
    """Give placements their new numbers by way of numbers nobody has, since two may change places."""
    if moves:
        ClassPlacement.objects.filter(pk__in=[number for number, _place in moves]).update(
            list_number=F("list_number") + _ASIDE
        )
        update_rows(ClassPlacement, ("id", "list_number"), moves)


@transaction.atomic
def renumber(*, school_class: SchoolClass, reason: str) -> None:
    """Number a class list alphabetically once more, by decision of the school: the audit keeps the reason."""
    require(current_scope(), "classes.place", school_class)
    recheck(school_class)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say why."), code="required")})
    _lock([school_class.pk])
    _number_anew([school_class.pk], {}, {})
    audit.record("classes.renumbered", school_class, reason=reason.strip())


def end_placements(enrolments: Sequence[Enrolment], day: dt.date) -> None:
    """End the places of enrolments that end on `day`: registered with the room of pupils."""
    rows = ClassPlacement.objects.filter(enrolment_id__in=[row.pk for row in enrolments], valid_to=None)
    rows.filter(valid_from__gte=day).update(valid_to=F("valid_from"))
    rows.filter(valid_from__lt=day).update(valid_to=day)


def _refuse_misfit(row: Enrolment, school_class: SchoolClass) -> None:
    params = {"name": row.person.full_name, "class": school_class.name, "grade": row.grade_id}
    if (row.organisation_id, row.year_id) != (school_class.organisation_id, school_class.year_id):
        raise ValidationError(ANOTHER_YEAR, code="another_year", params=params)
    if row.grade_id not in school_class.grades:
        grades = ", ".join(map(str, school_class.grades))
        raise ValidationError(WRONG_GRADE, code="wrong_grade", params={**params, "grades": grades})
