"""Who leads a class and who teaches what in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud import Together
from khue.core.crud.services import recheck
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    Exemption,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.pupils.models import HOLDS
from khue.sector.staff.models import Post

NO_POST: Final = _("Only somebody who works at the school can be given a class.")
NO_SUBJECT: Final = _("The class does not have this subject.")
NOT_HERE: Final = _("This pupil is not in the class.")


@transaction.atomic
def set_homeroom(*, school_class: SchoolClass, persons: Sequence[int], on: dt.date | None = None) -> None:
    """Say who leads a class from a day on (today): one, or several as equals. Others' leading ends.

    Raises `ValidationError` for somebody without a post at the school.
    """
    require(current_scope(), "classes.assign", school_class)
    recheck(school_class)
    day = on or clock.today()
    _refuse_strangers(school_class, persons, day)
    old, new = _set(
        HomeroomAssignment, {"school_class": school_class}, school_class.organisation_id, persons, day
    )
    if old != new:
        audit.record("classes.homeroom_set", school_class, old=old, new=new, day=day.isoformat())


@transaction.atomic
def set_teachers(
    *, school_class: SchoolClass, subject: int, persons: Sequence[int], on: dt.date | None = None
) -> None:
    """Say who teaches a subject in a class from a day on (today): nobody, one, or several. Others' teaching ends.

    Raises `ValidationError` for a subject that the class does not have, or somebody without a post at the school.
    """
    require(current_scope(), "classes.assign", school_class)
    recheck(school_class)
    day = on or clock.today()
    if not ClassSubject.objects.filter(school_class=school_class, subject_id=subject).exists():
        raise ValidationError(NO_SUBJECT, code="no_subject")
    _refuse_strangers(school_class, persons, day)
    where = {"school_class": school_class, "subject_id": subject}
    old, new = _set(TeachingAssignment, where, school_class.organisation_id, persons, day)
    if old != new:
        audit.record(
            "classes.teachers_set", school_class, subject=subject, old=old, new=new, day=day.isoformat()
        )


def end_teaching_in(school_class: SchoolClass, day: dt.date) -> None:
    """End everyone's work in a class that closes."""
    for model in (HomeroomAssignment, TeachingAssignment):
        _end(model.objects.filter(school_class=school_class, valid_to=None), day)


def end_all_of(posts: Sequence[Post]) -> None:
    """End what teachers do in classes when their last post at the school ends: registered with the room of staff."""
    organisations, persons = {post.organisation_id for post in posts}, {post.person_id for post in posts}
    where = {"person_id__in": persons, "organisation_id__in": organisations}
    held = list(Post.objects.filter(**where).values_list("pk", "person_id", "valid_from", "valid_to"))
    last_days = {}
    for post in posts:
        day = post.valid_to or clock.today()
        if not any(
            person == post.person_id and pk != post.pk and first <= day and (last is None or last > day)
            for pk, person, first, last in held
        ):
            last_days[post.person_id] = day
    writes = Together()
    for model in (HomeroomAssignment, TeachingAssignment):
        for row in model.objects.select_for_update(of=("self",)).filter(**where, valid_to=None):
            if row.person_id in last_days:
                row.valid_to = max(row.valid_from, last_days[row.person_id])
                writes.change(row, ["valid_to"])
    writes.write()


@transaction.atomic
def exempt(*, school_class: SchoolClass, person: int, subject: int, reason: str) -> Exemption:
    """Say that a pupil is not assessed in a subject of the class, by a decision with its reason."""
    require(current_scope(), "classes.change", school_class)
    recheck(school_class)
    if not ClassPlacement.objects.filter(HOLDS, school_class=school_class, person_id=person).exists():
        raise ValidationError(NOT_HERE, code="not_here")
    row: Exemption
    row, is_new = Exemption.objects.get_or_create(
        school_class=school_class,
        person_id=person,
        subject_id=subject,
        defaults={"organisation_id": school_class.organisation_id, "reason": reason.strip()},
    )
    if is_new:
        audit.record("classes.exempted", row, subject=subject, reason=reason.strip())
    return row


def _refuse_strangers(school_class: SchoolClass, persons: Sequence[int], day: dt.date) -> None:
    posts = Post.objects.filter(
        holds_on(day), organisation_id=school_class.organisation_id, person_id__in=list(persons)
    )
    if set(persons) - set(posts.values_list("person_id", flat=True)):
        raise ValidationError(NO_POST, code="no_post")


def _set(
    model: Any, where: dict[str, Any], organisation: int, persons: Sequence[int], day: dt.date
) -> tuple[list[int], list[int]]:
    """Let exactly `persons` hold from `day` on; answers who did before and who does now."""
    open_rows = model.objects.filter(**where, valid_to=None)
    held = set(open_rows.values_list("person_id", flat=True))
    wanted = set(persons)
    _end(open_rows.filter(person_id__in=held - wanted), day)
    for person in sorted(wanted - held):
        model.objects.update_or_create(
            **where,
            person_id=person,
            valid_from=day,
            defaults={"organisation_id": organisation, "valid_to": None},
        )
    return sorted(held), sorted(wanted)


def _end(rows: Any, day: dt.date) -> None:
    """End assignments on a day; one that has not begun by then never held."""
    numbers = list(rows.values_list("pk", flat=True))
    ending = rows.model.objects.filter(pk__in=numbers)
    ending.filter(valid_from__gte=day).update(valid_to=F("valid_from"))
    ending.filter(valid_from__lt=day).update(valid_to=day)
