"""Who begins to learn at a school, and corrections of what was written about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit
from khue.core.crud.services import recheck, require_organisation
from khue.core.events import announce
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.models import Person
from khue.sector.pupils.choices import EnrolmentStatus, Entry
from khue.sector.pupils.events import PupilsEnrolled
from khue.sector.pupils.formulas import Span
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import Standing, standing_of
from khue.sector.pupils.services.bulk import Taking, take_over

ELSEWHERE: Final = _("%(name)s learns at %(school)s. The pupil has to be transferred from there.")
OVERLAPS: Final = _("%(name)s learns at %(school)s already on some of these days (since %(since)s).")
_CORRECTABLE: Final = frozenset({"grade_id", "site_id", "register_number", "entry"})


@transaction.atomic
def enrol(
    *,
    person: Person,
    organisation: int,
    year: int,
    grade: int,
    valid_from: dt.date,
    entry: str = "",
    site: int | None = None,
    register_number: str = "",
) -> Enrolment:
    """Say that a person learns at a school of the scope, in a grade, in a school year, from a day on.

    Enrolments of earlier years that are still open are completed on that day, at another school too: its year is over.
    `entry` is found out when it is not given. Raises `ValidationError` for somebody who learns elsewhere in that year
    or on one of these days, `Forbidden`, `Http404`.
    """
    require(current_scope(), "pupils.add")
    require_organisation(organisation)
    before = standing_of([person.pk])
    if not take_over([Taking(person.pk, organisation, valid_from)], year):
        raise _refused("enrolled_elsewhere", ELSEWHERE, person, _elsewhere(before, organisation))
    _refuse_overlaps(person, standing_of([person.pk]), Span(valid_from))
    row = Enrolment(
        organisation_id=organisation,
        person=person,
        year_id=year,
        grade_id=grade,
        site_id=site,
        valid_from=valid_from,
        entry=entry or entry_after(before, organisation, year, grade),
        register_number=register_number.strip(),
    )
    _insert(row, person)
    audit.record("pupils.enrolled", row, grade=grade, year=year, entry=row.entry)
    announce(PupilsEnrolled(organisation, year, [row.pk]))
    return row


def entry_after(before: Sequence[Standing], organisation: int, year: int, grade: int) -> str:
    """How an enrolment begins, from what came before it: new, promoted, repeated, transferred or returned."""
    if not before:
        return Entry.NEW
    last = before[-1]
    if last.organisation != organisation:
        return Entry.TRANSFERRED if last.year == year else Entry.NEW
    if last.status in {EnrolmentStatus.DROPPED, EnrolmentStatus.DEFERRED, EnrolmentStatus.MOVED}:
        return Entry.RETURNED
    return Entry.PROMOTED if grade > last.grade else Entry.REPEATED


@transaction.atomic
def correct(*, enrolment: Enrolment, **columns: Any) -> Enrolment:
    """Mend what was written wrongly from the start: grade, site, register number, how it began.

    The audit keeps old and new. A change that happens on a day is `leave`, `come_back` or `enrol` in another year.
    Raises `ValueError` for another column, `Forbidden`, `Http404`.
    """
    require(current_scope(), "pupils.change", enrolment)
    if stray := columns.keys() - _CORRECTABLE:
        raise ValueError(f"not to be corrected: {sorted(stray)}")
    changed = {
        name: [getattr(enrolment, name), value]
        for name, value in columns.items()
        if getattr(enrolment, name) != value
    }
    if not changed:
        return enrolment
    for name, (_old, new) in changed.items():
        setattr(enrolment, name, new)
    enrolment.save(update_fields=list(changed))
    recheck(enrolment)
    audit.record("pupils.corrected", enrolment, fields=changed)
    return enrolment


def change_grade(*, enrolment: Enrolment, grade: int) -> Enrolment:
    """Mend the grade of an enrolment."""
    return correct(enrolment=enrolment, grade_id=grade)


def _insert(row: Enrolment, person: Person) -> None:
    """Insert and look up again. Somebody else who enrols the same child at the same moment is faster, and named."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "enrolment_" not in str(error):
            raise
        raise _refused("overlaps", OVERLAPS, person, standing_of([person.pk])[-1:]) from None
    recheck(row)


def _refuse_overlaps(person: Person, rows: Sequence[Standing], span: Span) -> None:
    clash = [row for row in rows if row.span.overlaps(span)]
    if clash:
        raise _refused("overlaps", OVERLAPS, person, clash)


def _elsewhere(rows: Sequence[Standing], organisation: int) -> list[Standing]:
    return [row for row in rows if row.organisation != organisation]


def _refused(code: str, sentence: Any, person: Person, rows: Sequence[Standing]) -> ValidationError:
    last = rows[-1] if rows else None
    params = {
        "name": person.full_name,
        "school": last.school if last else _("another school"),
        "since": f"{last.valid_from:%d/%m/%Y}" if last else "",
    }
    return ValidationError(sentence, code=code, params=params)
