"""Two classes become one."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud.services import recheck
from khue.core.events import announce
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.sector.classes.events import ClassesMerged
from khue.sector.classes.models import ClassPlacement, SchoolClass
from khue.sector.classes.services.forming import change_class
from khue.sector.classes.services.placing import put_into_class
from khue.sector.classes.services.teaching import end_teaching_in
from khue.sector.pupils.models import Enrolment

NOT_TOGETHER: Final = _("Only two open classes of one school and one year can be merged.")


@transaction.atomic
def merge_classes(*, source: SchoolClass, target: SchoolClass, reason: str, on: dt.date | None = None) -> int:
    """Move everyone from `source` to the end of `target`'s list and close `source`; returns how many moved.

    Grades of `source` that `target` does not have make it a multigrade class. Assignments of `source` end, marks stay
    with the pupils. Raises `ValidationError` for classes that do not belong together.
    """
    require(current_scope(), "classes.change", source)
    for each in (source, target):
        recheck(each)
    day = on or clock.today()
    same = (source.organisation_id, source.year_id) == (target.organisation_id, target.year_id)
    if not same or source.pk == target.pk or source.closed_on or target.closed_on:
        raise ValidationError(NOT_TOGETHER, code="not_together")
    _widen(target, source)
    places = ClassPlacement.objects.filter(holds_on(day), school_class=source).values("enrolment_id")
    moved = put_into_class(
        enrolments=list(Enrolment.objects.filter(pk__in=places).select_related("person")),
        school_class=target,
        on=day,
    )
    end_teaching_in(source, day)
    source.closed_on = day
    source.save(update_fields=["closed_on"])
    audit.record(
        "classes.merged", source, into=target.pk, name=target.name, moved=moved, reason=reason.strip()
    )
    announce(ClassesMerged(source.organisation_id, source.pk, target.pk, day.isoformat()))
    return moved


def _widen(target: SchoolClass, source: SchoolClass) -> None:
    grades = sorted({*target.grades, *source.grades})
    if grades != target.grades:
        change_class(school_class=target, grades=grades)
