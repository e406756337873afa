"""Forming classes and giving them their subjects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud.services import recheck, require_organisation
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.text import clean
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.choices import SubjectKind
from khue.foundation.curriculum.models import Grade, SubjectHours
from khue.foundation.curriculum.selectors import is_taught
from khue.foundation.organisations.models import Organisation
from khue.sector.classes.choices import ClassKind
from khue.sector.classes.models import ClassSubject, SchoolClass
from khue.sector.classes.selectors import pupil_count

EXISTS: Final = _("There is a class %(name)s in this school year already.")
NO_GRADE: Final = _("A class has at least one grade.")
NOT_TAUGHT: Final = _("The school does not teach %(names)s. Choose among the grades of its stages.")
NOT_EMPTY: Final = _("%(count)d pupils are still in the class. Move them first.")
_CHANGEABLE: Final = frozenset({"name", "code", "site_id", "grades", "programme"})


@transaction.atomic
def create_class(
    *,
    organisation: int,
    year: int,
    name: str,
    grades: Sequence[int],
    site: int | None = None,
    code: str = "",
    programme: str = "gdpt2018",
    with_subjects: bool = True,
) -> SchoolClass:
    """Form an empty class of one grade, or of several (multigrade), with the compulsory subjects of its grades.

    Raises `ValidationError` by field, `Forbidden`, `Http404`.
    """
    require(current_scope(), "classes.add")
    require_organisation(organisation)
    if not grades:
        raise ValidationError({"grades": ValidationError(NO_GRADE, code="required")})
    row = new_class(
        organisation=organisation,
        year=year,
        name=name,
        grades=grades,
        stage=_taught_grades(organisation, sorted(set(grades)))[0].stage,
        site=site,
        code=code,
        programme=programme,
    )
    _save(row, None)
    audit.record("classes.created", row, name=row.name, grades=row.grades)
    if with_subjects:
        set_subjects(school_class=row, periods=subjects_by_curriculum(row))
    return row


@transaction.atomic
def change_class(*, school_class: SchoolClass, **columns: Any) -> SchoolClass:
    """Change name, code, site, grades or programme; the audit keeps old and new. Raises as `create_class`."""
    require(current_scope(), "classes.change", school_class)
    if set(columns.get("grades", ())) - set(school_class.grades):
        _taught_grades(school_class.organisation_id, columns["grades"])
    changed = alter(school_class, columns)
    if changed:
        _save(school_class, [*changed, "kind"])
        audit.record("classes.changed", school_class, fields=changed)
    return school_class


def new_class(
    *,
    organisation: int,
    year: int,
    name: str,
    grades: Sequence[int],
    stage: str,
    site: int | None = None,
    code: str = "",
    programme: str = "gdpt2018",
) -> SchoolClass:
    """A class that is not stored yet; `stage` is that of its lowest grade."""
    ordered = sorted(set(grades))
    return SchoolClass(
        organisation_id=organisation,
        year_id=year,
        name=clean(name),
        code=clean(code),
        grades=ordered,
        kind=_kind(ordered),
        stage=stage,
        site_id=site,
        programme=programme,
    )


def alter(school_class: SchoolClass, columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs on the row, without storing it; answers old and new by column."""
    if stray := columns.keys() - _CHANGEABLE:
        raise ValueError(f"not to be changed: {sorted(stray)}")
    changed = {
        name: [getattr(school_class, name), new]
        for name, new in columns.items()
        if getattr(school_class, name) != new
    }
    for name, (_old, new) in changed.items():
        setattr(school_class, name, new)
    school_class.kind = _kind(school_class.grades)
    return changed


@transaction.atomic
def close_class(*, school_class: SchoolClass, on: dt.date | None = None, reason: str = "") -> SchoolClass:
    """Close a class in which nobody is left. Raises `ValidationError` while somebody is."""
    require(current_scope(), "classes.change", school_class)
    left = pupil_count([school_class.pk]).get(school_class.pk, 0)
    if left:
        raise ValidationError(NOT_EMPTY, code="not_empty", params={"count": left})
    school_class.closed_on = on or clock.today()
    school_class.save(update_fields=["closed_on"])
    recheck(school_class)
    audit.record("classes.closed", school_class, reason=reason.strip())
    return school_class


def subjects_by_curriculum(school_class: SchoolClass, chosen: Sequence[int] = ()) -> dict[int, int]:
    """Subjects and lesson periods a year that the programme gives the class's grades in its year.

    The compulsory ones and the `chosen` elective ones. A multigrade class gets the most that one of its grades asks.
    """
    day = SchoolYear.objects.get(pk=school_class.year_id).starts
    hours = SubjectHours.objects.filter(
        holds_on(day), programme=school_class.programme, grade_id__in=school_class.grades
    )
    wanted = hours.filter(kind=SubjectKind.COMPULSORY) | hours.filter(subject_id__in=list(chosen))
    return dict(wanted.values_list("subject_id").annotate(Max("periods")).order_by())


@transaction.atomic
def set_subjects(*, school_class: SchoolClass, periods: Mapping[int, int]) -> None:
    """Set the subjects of a class with their lesson periods a year; subjects that are not named are taken away."""
    require(current_scope(), "classes.change", school_class)
    recheck(school_class)
    held = {row.subject_id: row for row in ClassSubject.objects.filter(school_class=school_class)}
    gone = held.keys() - periods.keys()
    new = [
        ClassSubject(
            organisation_id=school_class.organisation_id,
            school_class=school_class,
            subject_id=subject,
            periods=count,
        )
        for subject, count in periods.items()
        if subject not in held
    ]
    changed = [row for subject, row in held.items() if subject in periods and row.periods != periods[subject]]
    for row in changed:
        row.periods = periods[row.subject_id]
    ClassSubject.objects.filter(school_class=school_class, subject_id__in=gone).delete()
    ClassSubject.objects.bulk_create(new)
    ClassSubject.objects.bulk_update(changed, ["periods"])
    if gone or new or changed:
        audit.record(
            "classes.subjects_set", school_class, periods={str(key): count for key, count in periods.items()}
        )


def _kind(grades: Sequence[int]) -> ClassKind:
    return ClassKind.MULTIGRADE if len(grades) > 1 else ClassKind.SINGLE


def _taught_grades(school: int, numbers: Sequence[int]) -> list[Grade]:
    """The grades of these numbers, from the lowest. Raises `ValidationError` for one that the school does not teach."""
    stages = Organisation.objects.get(pk=school).stages
    rows = list(Grade.objects.filter(pk__in=numbers))
    known = {each.pk for each in rows}
    strange = [each.name for each in rows if not is_taught(each.stage, stages)]
    strange += [str(number) for number in numbers if number not in known]
    if strange:
        params = {"names": ", ".join(strange)}
        raise ValidationError({"grades": ValidationError(NOT_TAUGHT, code="not_taught", params=params)})
    return rows


def _save(row: SchoolClass, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        if "class_once" not in str(error):
            raise
        raise ValidationError(
            {"name": ValidationError(EXISTS, code="exists", params={"name": row.name})}
        ) from None
    recheck(row)
