"""The door of the curriculum for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema

from khue.core.api import HouseRouter, resource_router
from khue.core.crud import update_row
from khue.core.rules import require
from khue.foundation.curriculum.choices import SubjectKind
from khue.foundation.curriculum.models import Grade, SubjectHours
from khue.foundation.curriculum.selectors import Taught, subjects_of
from khue.foundation.curriculum.tables import SUBJECTS

router = HouseRouter(tags=["curriculum"])
router.add_router("", resource_router(SUBJECTS))


class TaughtOut(Schema):
    """A subject in a grade, with its lesson periods a year and those of its topic cluster."""

    subject: str
    name: str
    assessed: str
    kind: SubjectKind
    periods: int
    topic_periods: int
    source: str


class HoursIn(Schema):
    """A correction of lesson periods, with where it is known from."""

    kind: SubjectKind
    periods: int
    topic_periods: int = 0
    valid_to: dt.date | None = None
    source: str


class HoursOut(HoursIn):
    """Lesson periods of a subject in a grade."""

    uuid: UUID
    subject: str
    grade: int
    valid_from: dt.date


@router.get("/grades/{number}/subjects", response=list[TaughtOut], operation_id="curriculum_taught")
def taught(request: HttpRequest, number: int, as_of: dt.date | None = None) -> Any:
    """What a grade is taught on a day (today)."""
    require(request.scope, "curriculum.view_hours")  # type: ignore[attr-defined]  # the middleware opens it
    if not Grade.objects.filter(number=number).exists():
        raise Http404
    return [_taught(each) for each in subjects_of(number, on=as_of)]


@router.get("/hours/{uuid}", response=HoursOut, operation_id="curriculum_hours_read")
def read_hours(request: HttpRequest, uuid: UUID) -> Any:
    """One number of periods."""
    require(request.scope, "curriculum.view_hours")  # type: ignore[attr-defined]  # as above
    return _hours(_row(uuid))


@router.put("/hours/{uuid}", response=HoursOut, operation_id="curriculum_hours_correct")
def correct_hours(request: HttpRequest, uuid: UUID, values: HoursIn) -> Any:
    """Correct a number of periods."""
    row = _row(uuid)
    require(request.scope, "curriculum.change_hours", row)  # type: ignore[attr-defined]  # as above
    return _hours(update_row(row=row, **values.dict()))


def _row(uuid: UUID) -> SubjectHours:
    row: SubjectHours | None = SubjectHours.objects.select_related("subject").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def _taught(each: Taught) -> dict[str, Any]:
    subject = each.subject
    return {
        "subject": subject.code,
        "name": subject.name,
        "assessed": subject.assessed,
        "kind": each.kind,
        "periods": each.periods,
        "topic_periods": each.topic_periods,
        "source": each.source,
    }


def _hours(row: SubjectHours) -> dict[str, Any]:
    names = ("uuid", "kind", "periods", "topic_periods", "valid_from", "valid_to", "source")
    return {name: getattr(row, name) for name in names} | {"subject": row.subject.code, "grade": row.grade_id}
