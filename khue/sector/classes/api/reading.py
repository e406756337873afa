"""The lists of pupils and classes for programs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from khue.core.api.pages import answer_page
from khue.core.api.resources import PageQuery
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.calendar.selectors import current_year
from khue.sector.classes.api.door import router
from khue.sector.classes.selectors import classes_of_year, with_class
from khue.sector.pupils.selectors import enrolments_of_year

PUPIL = {
    "uuid": "person__uuid",
    "full_name": "person__full_name",
    "birth_date": "person__birth_date",
    "birth_precision": "person__birth_precision",
    "sex": "person__sex",
    "sector_identifier": "person__sector_identifier",
    "enrolment": "uuid",
    "school": "organisation__uuid",
    "school_class": "class_uuid",
    "class_name": "class_name",
    "grade": "grade_id",
    "year": "year_id",
    "status": "status",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}
CLASS = {
    "uuid": "uuid",
    "name": "name",
    "grades": "grades",
    "school": "organisation__uuid",
    "year": "year_id",
    "stage": "stage",
    "programme": "programme",
}


class PupilOut(Schema):
    """Where a pupil learns in a school year. Sensitive fields are not given here."""

    uuid: UUID
    full_name: str
    birth_date: date | None
    birth_precision: str
    sex: int
    sector_identifier: str | None
    enrolment: UUID
    school: UUID
    school_class: UUID | None
    class_name: str | None
    grade: int
    year: int
    status: str
    valid_from: date
    valid_to: date | None


class PupilPageOut(Schema):
    """A page of pupils."""

    items: list[PupilOut]
    next: str | None


class ClassOut(Schema):
    """A class of a school year."""

    uuid: UUID
    name: str
    grades: list[int]
    school: UUID
    year: int
    stage: str
    programme: str


class ClassPageOut(Schema):
    """A page of classes."""

    items: list[ClassOut]
    next: str | None


@router.get("/pupils", response=PupilPageOut, operation_id="pupils_list")
def pupils(request: HttpRequest, query: Query[PageQuery], year: int | None = None) -> HttpResponse:
    """The pupils of a school year (this one) that the hat reaches, in the order of Vietnamese lists."""
    require(current_scope(), "pupils.list")
    rows = enrolments_of_year(year or current_year()).annotate(**with_class())
    return answer_page(rows, PUPIL, ["person__sort_key"], limit=query.limit, after=query.after)


@router.get("/classes", response=ClassPageOut, operation_id="classes_list")
def classes(request: HttpRequest, query: Query[PageQuery], year: int | None = None) -> HttpResponse:
    """The open classes of a school year (this one) that the hat reaches."""
    require(current_scope(), "classes.list")
    rows = classes_of_year(year or current_year())
    return answer_page(rows, CLASS, ["name"], limit=query.limit, after=query.after)
