"""Classes when a school ends: they go on at who follows, with their lists, subjects and teachers.

A class belongs to one school, so its continuation is a class of its own, and the old one is closed on the day. Only
classes of a school year that is not over go on. What rooms above keep of a class goes along (`class_followers`): marks
stay with the pupils.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core import audit
from khue.core.registry import Registry
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.services import ChangeRefused, Passing, State, give_back, pass_on
from khue.foundation.people.models import Guardianship
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    Exemption,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.pupils.models import Enrolment
from khue.sector.staff.models import Post

ROOM: Final = "classes"
Pairs = Sequence[tuple[int, int]]
DATED: Final[dict[str, type[models.Model]]] = {
    "placement": ClassPlacement,
    "homeroom": HomeroomAssignment,
    "teaching": TeachingAssignment,
}
LABELS: Final = {
    "placement": _("Places in classes"),
    "homeroom": _("Homeroom teachers of classes"),
    "teaching": _("Lessons given to teachers"),
}
PLAIN: Final[dict[str, type[Any]]] = {"subject": ClassSubject, "exemption": Exemption}

class_followers: Registry[Callable[[Pairs], None]] = Registry(
    "what goes along when a class goes on elsewhere"
)


def classes_follow(passing: Passing) -> State:
    """Close the running classes of schools that end, and open them at who follows with everything in them."""
    olds = _running(passing)
    news = _continued(olds, passing)
    mapping = {old.pk: new.pk for old, new in zip(olds, news, strict=True) if new is not None}
    SchoolClass.objects.filter(pk__in=[old.pk for old in olds]).update(closed_on=passing.day)
    enrolments = _continued_enrolments(passing)

    def at(row: Any) -> dict[str, Any]:
        return {"school_class_id": mapping[row.school_class_id]}

    def with_pupil(row: Any) -> dict[str, Any]:
        return {**at(row), "enrolment_id": enrolments[row.person_id]}

    def to(row: Any) -> tuple[int, ...]:
        return passing.heirs_of_class(row.school_class_id, row.organisation_id)

    state: State = {"classes": list(mapping.items()), "closed": [old.pk for old in olds]}
    for kind, model in DATED.items():
        rows = model._default_manager.filter(school_class_id__in=[old.pk for old in olds])
        is_place = kind == "placement"
        state[kind] = pass_on(
            rows,
            passing.day,
            passing.heirs,
            to=to,
            values=with_pupil if is_place else at,
            keep=(lambda row, _heir: row.person_id in enrolments) if is_place else lambda _row, _heir: True,
        )
    for kind, model in PLAIN.items():
        state[kind] = _copied(model, mapping, passing)
    for follower in class_followers:
        follower(list(mapping.items()))
    audit.record("classes.followed", closed=len(olds), opened=len(mapping))
    return state


def rows_that_follow() -> dict[Promise, models.QuerySet[Any]]:
    """What goes on of the classes that go on, under what it is called."""
    running = SchoolClass.objects.filter(closed_on=None).values("pk")
    return {
        label: DATED[kind]._default_manager.filter(school_class_id__in=running)
        for kind, label in LABELS.items()
    }


def classes_return(passing: Passing, states: Mapping[str, State]) -> None:
    """Forget what was opened, here and in the rooms below, and let what ended hold again."""
    state = states[ROOM]
    mapping = [(old, new) for old, new in state["classes"]]
    for follower in class_followers:
        follower([(new, old) for old, new in mapping])
    for kind in DATED:
        forget(kind, state[kind]["opened"])
    for kind in PLAIN:
        forget(kind, state[kind])
    strangers = _read_because_of(states)
    forget("class", [new for _old, new in mapping])
    forget("enrolment", states["pupils"]["opened"])
    forget("post", states["staff"]["opened"])
    forget("hat", [number for part in states["accounts"].values() for number in part["opened"]])
    _forget("reach", strangers)
    for kind, model in DATED.items():
        give_back(model, passing.day, state[kind])
    SchoolClass.objects.filter(pk__in=state["closed"], closed_on=passing.day).update(closed_on=None)


def forget(kind: str, numbers: Sequence[int]) -> None:
    """Remove rows that a recorded change opened, through the owner's door: the app itself deletes none of them.

    Raises `ChangeRefused` when one of them is gone or is no more what the change made.
    """
    count = _forget(kind, numbers)
    if count != len(numbers):
        raise ChangeRefused("people_since", count=len(numbers) - count)


def _forget(kind: str, numbers: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_continued(%s, %s)", [kind, list(numbers)])
        count: int = cursor.fetchone()[0]
        return count


def _read_because_of(states: Mapping[str, State]) -> list[int]:
    """The people whom successors read since they took over pupils and staff: these and their guardians."""
    pupils = Enrolment.objects.filter(pk__in=states["pupils"]["opened"]).values_list("person_id", flat=True)
    staff = Post.objects.filter(pk__in=states["staff"]["opened"]).values_list("person_id", flat=True)
    guardians = Guardianship.objects.filter(child_id__in=list(pupils)).values_list("guardian_id", flat=True)
    return [*pupils, *staff, *guardians]


def _running(passing: Passing) -> list[SchoolClass]:
    rows = SchoolClass.objects.filter(
        organisation_id__in=passing.heirs, closed_on=None, year__ends__gte=passing.day
    )
    return list(rows.order_by("organisation_id", "name"))


def _continued(olds: Sequence[SchoolClass], passing: Passing) -> list[SchoolClass | None]:
    """The continuations, in the order of the old ones; None where nobody follows."""
    there = SchoolClass.objects.filter(organisation_id__in=passing.followers)
    taken = set(there.values_list("organisation_id", "year_id", "name"))
    schools = dict(Organisation.objects.filter(pk__in=passing.heirs).values_list("pk", "short_name"))
    news = [
        _like(old, next(iter(passing.heirs_of_class(old.pk, old.organisation_id)), None), schools, taken)
        for old in olds
    ]
    SchoolClass.objects.bulk_create([new for new in news if new is not None])
    return news


def _like(
    old: SchoolClass, heir: int | None, schools: Mapping[int, str], taken: set[tuple[int, int, str]]
) -> SchoolClass | None:
    if heir is None:
        return None
    name, number = old.name, 1
    while (heir, old.year_id, name) in taken:
        mark = schools[old.organisation_id] if number == 1 else f"{number}"
        name, number = f"{old.name} ({mark})"[:30], number + 1
    taken.add((heir, old.year_id, name))
    return SchoolClass(
        organisation_id=heir,
        year_id=old.year_id,
        name=name,
        code=old.code,
        kind=old.kind,
        stage=old.stage,
        grades=old.grades,
        programme=old.programme,
        formed_on=old.formed_on,
    )


def _continued_enrolments(passing: Passing) -> dict[int, int]:
    """The enrolments that go on at an heir since the day, by person."""
    rows = Enrolment.objects.filter(organisation_id__in=passing.followers, valid_from=passing.day)
    return dict(rows.values_list("person_id", "pk"))


def _copied(model: type[Any], mapping: Mapping[int, int], passing: Passing) -> list[int]:
    """Rows without days, once more for the continuations."""
    rows = model._default_manager.filter(school_class_id__in=mapping)
    skipped = {"id", "organisation_id", "school_class_id"}
    fields = [field.attname for field in model._meta.concrete_fields if field.attname not in skipped]
    fresh = [
        model(
            organisation_id=passing.heirs_of_class(row.school_class_id, row.organisation_id)[0],
            school_class_id=mapping[row.school_class_id],
            **{name: getattr(row, name) for name in fields},
        )
        for row in rows
    ]
    model._default_manager.bulk_create(fresh)
    return [row.pk for row in fresh]
