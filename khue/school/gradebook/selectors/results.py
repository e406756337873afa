"""What term close computed for a class, and what is still missing before it can say something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khue.core.models import holds_on
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.models import Subject
from khue.foundation.people.models import Person
from khue.school.gradebook.formulas import SECONDARY, Decision, Rating, Title, reassessable
from khue.school.gradebook.models import Conduct, Reassessment, Result
from khue.school.gradebook.selectors.days import last_day
from khue.sector.classes.models import ClassPlacement, ClassSubject, Exemption, SchoolClass

YEAR_TERM, SUMMER_TERM = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A pupil's results of a term in a class: values by subject id (tenths, or True and False), None while missing.

    `record` is the address of the pupil's record. `is_computed` is false while the term was not closed for this pupil:
    then nothing is missing, because nothing was asked yet.
    """

    person: Person
    record: str
    number: int
    values: Mapping[int, int | bool | None]
    missing: tuple[str, ...]
    learning: Rating | None
    conduct: Rating | None
    absences: int | None
    title: Title | None
    decision: Decision | None
    after: Decision | None
    is_computed: bool


@dataclass(frozen=True, slots=True)
class ClassResults:
    """A class's results of a term (3: the year); `is_closed` when any were computed."""

    subjects: list[Subject]
    lines: list[ResultLine]
    is_closed: bool

    def counts(self) -> list[int]:
        """How many have each learning result: Tốt, Khá, Đạt, Chưa đạt."""
        return [sum(line.learning is rating for line in self.lines) for rating in Rating]


def results_of_class(*, school_class: SchoolClass, term: int) -> ClassResults:
    """The results of a class in list order; five statements for one pupil and for fifty."""
    owned = ClassSubject.objects.filter(school_class=school_class).select_related("subject")
    subjects = [row.subject for row in owned.order_by("subject__order", "subject__code")]
    rows = {
        (row.pupil_id, row.term): row
        for row in Result.objects.of(school_class.year_id).filter(school_class=school_class)
    }
    free = set(Exemption.objects.filter(school_class=school_class).values_list("person_id", "subject_id"))
    day = last_day(school_class.year_id)
    places = ClassPlacement.objects.filter(school_class=school_class).select_related(
        "person", "enrolment__person"
    )
    lines = []
    for place in places.filter(holds_on(day)).order_by("list_number"):
        owed = [each for each in subjects if (place.person_id, each.pk) not in free]
        after = rows.get((place.person_id, SUMMER_TERM)) if term >= YEAR_TERM else None
        lines.append(_line(place, rows.get((place.person_id, term)), after, owed))
    return ClassResults(subjects, lines, any(number == term for _, number in rows))


def _line(place: ClassPlacement, row: Result | None, after: Result | None, owed: list[Subject]) -> ResultLine:
    stored = dict(zip(row.subjects, row.values, strict=True)) if row else {}
    return ResultLine(
        person=place.person,
        record=place.enrolment.get_absolute_url(),
        number=place.list_number,
        values={each.pk: of_subject(each, stored.get(each.pk)) for each in owed},
        missing=tuple(each.short_name for each in owed if stored.get(each.pk) is None) if row else (),
        learning=Rating.numbered(row.learning) if row and row.learning else None,
        conduct=Rating.numbered(row.conduct) if row and row.conduct else None,
        absences=row.absences if row else None,
        title=Title.numbered(row.title) if row and row.title else None,
        decision=Decision.numbered(row.decision) if row and row.decision else None,
        after=Decision.numbered(after.decision) if after and after.decision else None,
        is_computed=row is not None,
    )


def of_subject(subject: Subject, stored: Any) -> int | bool | None:
    """A stored value as the subject is assessed: tenths, or True and False."""
    return stored if stored is None or subject.assessed == Assessed.SCORE else bool(stored)


@dataclass(frozen=True, slots=True)
class Mending:
    """What one pupil may mend in the summer: subjects with the value of the year and the new one, or conduct."""

    person: Person
    record: str
    number: int
    decision: Decision
    subjects: list[tuple[Subject, int | bool | None, int | bool | None]]
    conduct: Rating | None


def to_mend(*, school_class: SchoolClass) -> list[Mending]:
    """The pupils of a class who are assessed again or train in the summer (Điều 13 and 14), in list order."""
    rows = Result.objects.of(school_class.year_id).filter(
        school_class=school_class,
        term=YEAR_TERM,
        decision__in=(Decision.RETEST.number, Decision.SUMMER_TRAINING.number),
    )
    subjects = {each.pk: each for each in Subject.objects.all()}
    again = {
        (pupil, subject): value
        for pupil, subject, value in Reassessment.objects.filter(school_class=school_class).values_list(
            "pupil_id", "subject_id", "value"
        )
    }
    trained = dict(
        Conduct.objects.filter(school_class=school_class, term=YEAR_TERM).values_list("pupil_id", "rating")
    )
    places = {
        place.person_id: place
        for place in ClassPlacement.objects.filter(school_class=school_class).select_related(
            "person", "enrolment__person"
        )
    }
    found = [
        _mending(row, places[row.pupil_id], subjects, again, trained)
        for row in rows
        if row.pupil_id in places
    ]
    return sorted(found, key=lambda each: each.number)


def _mending(
    row: Result,
    place: ClassPlacement,
    subjects: Mapping[int, Subject],
    again: Mapping[tuple[int, int], int],
    trained: Mapping[int, int | None],
) -> Mending:
    rating = trained.get(row.pupil_id)
    values = dict(zip(row.subjects, row.values, strict=True))
    low = [
        (
            subjects[number],
            of_subject(subjects[number], values[number]),
            of_subject(subjects[number], again.get((row.pupil_id, number))),
        )
        for number in sorted(mendable(row, subjects), key=lambda number: subjects[number].order)
    ]
    return Mending(
        place.person,
        place.enrolment.get_absolute_url(),
        place.list_number,
        Decision.numbered(row.decision or 0),
        low,
        Rating.numbered(rating) if rating else None,
    )


def mendable(row: Result, subjects: Mapping[int, Subject]) -> list[int]:
    """The subjects of a year result that may be assessed again, by the rules it was computed with (Điều 14)."""
    if row.decision != Decision.RETEST.number:
        return []
    values = {
        number: value for number, value in zip(row.subjects, row.values, strict=True) if value is not None
    }
    scored = {
        number: value for number, value in values.items() if subjects[number].assessed == Assessed.SCORE
    }
    comments = {number: bool(value) for number, value in values.items() if number not in scored}
    return reassessable(scored, comments, SECONDARY.named(row.rule_version).parameters)
