"""Classes for programs: form, fill, merge, say who leads and who teaches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Status

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.curriculum.models import Subject
from khue.sector.classes.api.door import router
from khue.sector.classes.api.reading import ClassOut
from khue.sector.classes.api.schemas import (
    ChangedOut,
    ClassIn,
    MergeIn,
    PlacesIn,
    RollLineOut,
    TeachersIn,
)
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import roll
from khue.sector.classes.services import (
    create_class,
    merge_classes,
    put_into_class,
    set_homeroom,
    set_teachers,
)
from khue.sector.pupils.selectors import enrolments_of_year
from khue.sector.staff.selectors import posts_on


@router.post("/classes", response={201: ClassOut}, operation_id="classes_form")
def form(request: HttpRequest, given: ClassIn) -> Any:
    """Form an empty class at the hat's school, with the compulsory subjects of its grades."""
    scope = current_scope()
    require(scope, "classes.add")
    made = create_class(
        organisation=scope.organisation or 0,
        year=given.year,
        name=given.name,
        grades=given.grades,
        code=given.code,
    )
    return Status(201, _out(made))


@router.get("/classes/{uuid}/roll", response=list[RollLineOut], operation_id="classes_roll")
def roll_of(request: HttpRequest, uuid: UUID) -> Any:
    """The class list by its fixed numbers; who left is struck."""
    row = _class(uuid)
    require(current_scope(), "classes.view", row)
    return [
        {
            "number": line.number,
            "pupil": line.person.uuid,
            "full_name": line.person.full_name,
            "is_struck": line.is_struck,
        }
        for line in roll(row)
    ]


@router.post("/classes/{uuid}/places", response=ChangedOut, operation_id="classes_place")
def place(request: HttpRequest, uuid: UUID, given: PlacesIn) -> Any:
    """Put pupils into the class; who sits in another one moves. All of them or nobody."""
    row = _class(uuid)
    require(current_scope(), "classes.place", row)
    pupils = enrolments_of_year(row.year_id).filter(
        person__uuid__in=given.pupils, organisation_id=row.organisation_id
    )
    found = list(pupils.select_related("person"))
    if len(found) != len(set(given.pupils)):
        raise Http404
    return {"changed": put_into_class(enrolments=found, school_class=row, on=given.on)}


@router.put("/classes/{uuid}/homeroom", response={204: None}, operation_id="classes_homeroom")
def homeroom(request: HttpRequest, uuid: UUID, given: TeachersIn) -> Any:
    """Say who leads the class from a day on: one, or several as equals."""
    row = _class(uuid)
    set_homeroom(school_class=row, persons=_persons(row, given), on=given.on)
    return Status(204, None)


@router.put(
    "/classes/{uuid}/subjects/{subject}/teachers", response={204: None}, operation_id="classes_teachers"
)
def teachers(request: HttpRequest, uuid: UUID, subject: str, given: TeachersIn) -> Any:
    """Say who teaches a subject in the class from a day on; nobody when the list is empty."""
    row, taught = _class(uuid), Subject.objects.filter(code=subject).first()
    if taught is None:
        raise Http404
    set_teachers(school_class=row, subject=taught.pk, persons=_persons(row, given), on=given.on)
    return Status(204, None)


@router.post("/classes/{uuid}/merge", response=ChangedOut, operation_id="classes_merge")
def merge(request: HttpRequest, uuid: UUID, given: MergeIn) -> Any:
    """Move everybody into another class of the school and the year, and close this one."""
    source, target = _class(uuid), _class(given.into)
    return {"changed": merge_classes(source=source, target=target, reason=given.reason)}


def _class(uuid: UUID) -> SchoolClass:
    rows = SchoolClass.objects.select_related("organisation")
    found: SchoolClass | None = rows.filter(uuid=uuid, closed_on=None).first()
    if found is None:
        raise Http404
    return found


def _persons(row: SchoolClass, given: TeachersIn) -> list[int]:
    """The ids of people who work at the class's school; somebody else is not found."""
    posts = posts_on(given.on).filter(organisation_id=row.organisation_id, person__uuid__in=given.persons)
    found = dict(posts.values_list("person__uuid", "person_id"))
    if set(given.persons) - found.keys():
        raise Http404
    return list(found.values())


def _out(row: SchoolClass) -> dict[str, Any]:
    names = ("uuid", "name", "grades", "stage", "programme")
    return {
        **{name: getattr(row, name) for name in names},
        "school": row.organisation.uuid,
        "year": row.year_id,
    }
