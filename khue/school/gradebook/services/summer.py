"""The summer: re-assessed subjects (Điều 14). Conduct after training (Điều 13) is the conduct book of term 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.formulas import Decision
from khue.school.gradebook.models import Reassessment, Result
from khue.school.gradebook.models.cells import Refused
from khue.school.gradebook.selectors.books import layout_of
from khue.school.gradebook.selectors.results import YEAR_TERM, mendable
from khue.sector.classes.models import SchoolClass


@dataclass(frozen=True, slots=True)
class NewResult:
    """The result of a re-assessment as it is typed: a mark, or Đ and CĐ."""

    pupil: UUID
    subject: str
    value: str


@transaction.atomic
def save_reassessments(*, school_class: SchoolClass, results: Sequence[NewResult]) -> list[str]:
    """Store new results of pupils who are assessed again; answers "" for each that was stored, else a code.

    A pupil may be assessed again only with that decision and in a subject that was too low. The year's result follows
    when term 4 is closed. Raises `Forbidden`. A constant number of statements.
    """
    scope = current_scope()
    require(scope, "gradebook.reassess", school_class.organisation)
    rows = {
        row.pupil.uuid: row
        for row in Result.objects.of(school_class.year_id)
        .filter(school_class=school_class, term=YEAR_TERM, decision=Decision.RETEST.number)
        .select_related("pupil")
    }
    subjects = {each.pk: each for each in Subject.objects.all()}
    codes = {each.code: each for each in subjects.values()}
    made, answers = [], []
    for each in results:
        row, subject = rows.get(each.pupil), codes.get(each.subject)
        if row is None or subject is None or subject.pk not in mendable(row, subjects):
            answers.append("not_reassessed")
            continue
        try:
            value = layout_of(subject.assessed).cell("final").typed(each.value)
        except Refused as refusal:
            answers.append(refusal.code)
            continue
        answers.append("" if value is not None else "not_a_mark")
        if value is not None:
            made.append(_row(school_class, row.pupil_id, subject.pk, int(value)))
    Reassessment.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["school_class", "pupil", "subject"],
        update_fields=["value", "changed_by", "changed_at"],
    )
    audit.record("gradebook.reassessed", school_class, results=len(made))
    return answers


def _row(school_class: SchoolClass, pupil: int, subject: int, value: int) -> Reassessment:
    return Reassessment(
        organisation_id=school_class.organisation_id,
        school_class=school_class,
        pupil_id=pupil,
        year_id=school_class.year_id,
        subject_id=subject,
        value=value,
        changed_by=current_scope().account,
        changed_at=clock.now(),
    )
