"""The summer: re-assessed subjects (Điều 14). Conduct after training (Điều 13) is the conduct book of term 3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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
from khue.school.gradebook.selectors.corrections import names_of_accounts
from khue.school.gradebook.selectors.results import YEAR_TERM, mendable
from khue.sector.classes.models import SchoolClass


@dataclass(frozen=True, slots=True)
class NewResult:
    """The result of a re-assessment as it is typed: a mark, or Đ and CĐ. `old` is what whoever typed it saw there."""

    pupil: UUID
    subject: str
    value: str
    old: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a result.

    `code` is "" for one that stands, `changed` where somebody else's stands, else why it was refused. `value` (tenths,
    or 0 and 1), `author` and `at` are of the result that stands in its place.
    """

    code: str = ""
    value: int | None = None
    author: str = ""
    at: dt.datetime | None = None


@dataclass(slots=True)
class _Typed:
    """A result that was read: of whom, in what, what stood there when it was typed (None: nothing), and now."""

    pupil: int
    subject: int
    seen: int | None
    value: int


@transaction.atomic
def save_reassessments(*, school_class: SchoolClass, results: Sequence[NewResult]) -> list[Answer]:
    """Store new results of pupils who are assessed again, each only where what was seen still stands.

    A pupil may be assessed again only with that decision and in a subject that was too low. The year's result follows
    when term 4 is closed. Raises `Forbidden`. A constant number of statements.
    """
    require(current_scope(), "gradebook.reassess", school_class.organisation)
    held = _locked(school_class)
    read = _read(school_class, results)
    made: dict[tuple[int, int], _Typed] = {}
    answers: list[Answer] = []
    for each in read:
        if isinstance(each, Answer):
            answers.append(each)
            continue
        key = (each.pupil, each.subject)
        there = made[key].value if key in made else held[key].value if key in held else None
        if there == each.value:
            answers.append(Answer())
        elif there != each.seen:
            answers.append(Answer("changed", there))
        else:
            made[key] = each
            answers.append(Answer())
    _store(school_class, list(made.values()), held)
    return _signed(read, answers, held)


def _locked(school_class: SchoolClass) -> dict[tuple[int, int], Reassessment]:
    """The results that stand, by pupil and subject. Who else saves results of the class waits."""
    SchoolClass.objects.select_for_update(of=("self",), no_key=True).get(pk=school_class.pk)
    rows = Reassessment.objects.filter(school_class=school_class)
    return {(row.pupil_id, row.subject_id): row for row in rows}


def _read(school_class: SchoolClass, results: Sequence[NewResult]) -> list[_Typed | Answer]:
    rows = {
        row.pupil.uuid: row
        for row in Result.objects.of(school_class.year_id)
        .filter(school_class=school_class, term=YEAR_TERM, decision=Decision.RETEST.number)
        .select_related("pupil")
    }
    subjects = {each.pk: each for each in Subject.objects.all()}
    codes = {each.code: each for each in subjects.values()}
    read: list[_Typed | Answer] = []
    for each in results:
        row, subject = rows.get(each.pupil), codes.get(each.subject)
        if row is None or subject is None or subject.pk not in mendable(row, subjects):
            read.append(Answer("not_reassessed"))
            continue
        cell = layout_of(subject.assessed).cell("final")
        try:
            value, seen = cell.typed(each.value), cell.typed(each.old)
        except Refused as refusal:
            read.append(Answer(refusal.code))
            continue
        if value is None:
            read.append(Answer("not_a_mark"))
        else:
            read.append(_Typed(row.pupil_id, subject.pk, None if seen is None else int(seen), int(value)))
    return read


def _store(
    school_class: SchoolClass, made: Sequence[_Typed], held: Mapping[tuple[int, int], Reassessment]
) -> None:
    """Write results over those that were seen; the audit keeps what stood there."""
    Reassessment.objects.bulk_create(
        [_row(school_class, each.pupil, each.subject, each.value) for each in made],
        update_conflicts=True,
        unique_fields=["school_class", "pupil", "subject"],
        update_fields=["value", "changed_by", "changed_at"],
    )
    mended = [
        [each.pupil, each.subject, held[each.pupil, each.subject].value, each.value]
        for each in made
        if (each.pupil, each.subject) in held
    ]
    audit.record("gradebook.reassessed", school_class, results=len(made), mended=mended)


def _signed(
    read: Sequence[_Typed | Answer],
    answers: Sequence[Answer],
    held: Mapping[tuple[int, int], Reassessment],
) -> list[Answer]:
    """The answers, those that met somebody else's result with who typed it and when."""
    met = {
        place: held[each.pupil, each.subject]
        for place, (each, answer) in enumerate(zip(read, answers, strict=True))
        if answer.code == "changed" and isinstance(each, _Typed) and (each.pupil, each.subject) in held
    }
    names = names_of_accounts(row.changed_by for row in met.values() if row.changed_by) if met else {}
    return [
        Answer(answer.code, answer.value, names.get(met[place].changed_by or 0, ""), met[place].changed_at)
        if place in met
        else answer
        for place, answer in enumerate(answers)
    ]


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
