"""What a grade is taught, as of a day, and which subject a word means."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.core.text import fold
from khue.foundation.curriculum.choices import SubjectKind
from khue.foundation.curriculum.models import Grade, Subject, SubjectHours

PROGRAMME = "gdpt2018"
# Continuing education teaches the programmes of these stages to those who did not finish them at a school.
_CONTINUED = frozenset({"lower_secondary", "upper_secondary"})


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject in a grade: how it stands, its lesson periods a year and those of its topic cluster, and the source."""

    subject: Subject
    grade: int
    kind: SubjectKind
    periods: int
    topic_periods: int
    source: str


def grades(stage: str = "") -> QuerySet[Grade]:
    """The grades (of an education stage), from the lowest."""
    rows = Grade.objects.all()
    return rows.filter(stage=stage) if stage else rows


def is_taught(stage: str, stages: Collection[str]) -> bool:
    """Whether an institution of `stages` teaches grades of `stage`; one whose stages are not known may teach any."""
    return not stages or stage in stages or ("continuing" in stages and stage in _CONTINUED)


def grades_taught(stages: Collection[str]) -> list[Grade]:
    """The grades that an institution of these stages teaches, from the lowest: one statement."""
    return [each for each in Grade.objects.all() if is_taught(each.stage, stages)]


def subjects_of(grade: int, *, on: dt.date | None = None, programme: str = PROGRAMME) -> list[Taught]:
    """What a grade is taught on a day (today), in the order of lists."""
    return subjects_of_grades([grade], on=on, programme=programme)[grade]


def subjects_of_grades(
    numbers: Iterable[int], *, on: dt.date | None = None, programme: str = PROGRAMME
) -> dict[int, list[Taught]]:
    """What several grades are taught on a day, in one statement; a grade without subjects has an empty list."""
    day, wanted = on or clock.today(), list(numbers)
    rows = SubjectHours.objects.filter(
        holds_on(day), holds_on(day, "subject__"), programme=programme, grade_id__in=wanted
    )
    found: dict[int, list[Taught]] = {number: [] for number in wanted}
    for row in rows.select_related("subject").order_by("subject__order", "subject__code"):
        found[row.grade_id].append(
            Taught(
                row.subject, row.grade_id, SubjectKind(row.kind), row.periods, row.topic_periods, row.source
            )
        )
    return found


def subjects_by_code() -> dict[str, Subject]:
    """All subjects by their code."""
    return {subject.code: subject for subject in Subject.objects.all()}


def subject_words(grade: int | None = None, *, on: dt.date | None = None) -> dict[str, Subject]:
    """Which subject a folded word means: its code, its names, what else people write for it.

    In a grade, a subject it is taught wins over another of the same words ("Hoạt động trải nghiệm" in grade 6).
    """
    meanings: dict[str, list[Subject]] = defaultdict(list)
    for subject in Subject.objects.filter(holds_on(on or clock.today())):
        for words in (subject.code, subject.name, subject.short_name, *subject.aliases):
            meanings[fold(words)].append(subject)
    taught = {each.subject.pk for each in subjects_of(grade, on=on)} if grade is not None else set()
    found = {word: max(each, key=lambda subject: subject.pk in taught) for word, each in meanings.items()}
    return found | _meant_in_grade(meanings, taught)


def subject_named(words: str, *, grade: int | None = None, on: dt.date | None = None) -> Subject | None:
    """The subject that `words` mean, in any spelling; None when there is none."""
    return subject_words(grade, on=on).get(fold(words))


def _meant_in_grade(meanings: dict[str, list[Subject]], taught: set[int]) -> dict[str, Subject]:
    """Words of a subject that the grade is not taught, where one it is taught has all of them and more."""
    here = {word: subject for word, each in meanings.items() for subject in each if subject.pk in taught}
    return {
        word: longer[0]
        for word, each in meanings.items()
        if len(word.split()) > 1
        and not any(subject.pk in taught for subject in each)
        and len(longer := [subject for known, subject in here.items() if known.startswith(f"{word} ")]) == 1
    }
