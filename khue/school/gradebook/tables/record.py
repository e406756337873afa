"""What the gradebook says in a pupil's record: this term beside last year, and every mark of the year.

Whoever does not lead the class and is no office sees the subjects they teach there, and no other; nor the levels, which
say how all subjects went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from khue.core import clock
from khue.core.scope import Scope, current_scope
from khue.foundation.calendar.selectors import current_year, term_on
from khue.school.gradebook.formulas import Rating
from khue.school.gradebook.models import CommentMark, Conduct, Mark, Result
from khue.school.gradebook.tables.words import DECISIONS, RATINGS, TITLES, show_stored
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_of, homerooms_of, taught_by
from khue.sector.pupils.models import Enrolment

SHOWN = 6
WHOLE_YEAR = 3
TERMS = (1, 2)
Row = dict[str, Any]


def has_marks(enrolment: Enrolment) -> bool:
    """Whether anything was written about the pupil in the year of the enrolment; two statements at most."""
    year = enrolment.year_id
    return any(
        model.objects.of(year).filter(pupil_id=enrolment.person_id).exists() for model in (Mark, CommentMark)
    )


def summary(enrolment: Enrolment) -> Mapping[str, Any] | None:
    """The running term beside last year's results, the main subjects first, and the levels of the term."""
    year, person = enrolment.year_id, enrolment.person_id
    term, school_class = _term(enrolment), class_of(enrolment.pk)
    own = _own_subjects(current_scope(), school_class)
    rows = _rows(enrolment, [term], own)
    if not rows:
        return None
    before = _values(Result.objects.of(year - 1).filter(pupil_id=person, term=WHOLE_YEAR).first())
    lines = [
        {"subject": row.subject.name, "before": before.get(row.subject_id, ""), "now": _average(row)}
        for row in rows
    ]
    return {
        "term": term,
        "last_grade": enrolment.grade_id - 1,
        "has_before": any(line["before"] for line in lines),
        "lines": lines[:SHOWN],
        "count": len(lines),
        "more": f"{enrolment.get_absolute_url()}?muc=hoc-tap",
        "levels": _levels(person, year, term) if own is None else None,
        "books": f"{reverse('gradebook:books')}?lop={school_class.uuid}&ki={term}" if school_class else "",
    }


def learning(enrolment: Enrolment) -> Mapping[str, Any] | None:
    """Every mark of the year of the enrolment, a table a term, with the levels of each term and of the year."""
    year, person = enrolment.year_id, enrolment.person_id
    own = _own_subjects(current_scope(), class_of(enrolment.pk))
    rows = _rows(enrolment, TERMS, own)
    terms = [
        {
            "term": term,
            "lines": [_line(row) for row in rows if row.term == term],
            "levels": _levels(person, year, term) if own is None else None,
        }
        for term in TERMS
    ]
    found = [each for each in terms if each["lines"]]
    year_levels = _levels(person, year, WHOLE_YEAR) if own is None else None
    return {"terms": found, "year": year_levels} if found else None


def _term(enrolment: Enrolment) -> int:
    """The running term, or the last one of a year that is over."""
    if enrolment.year_id != current_year():
        return TERMS[-1]
    term = term_on(enrolment.organisation.path, clock.today())
    return term.number if term else TERMS[0]


def _rows(enrolment: Enrolment, terms: Iterable[int], own: set[int] | None) -> list[Any]:
    """The rows of both kinds in the subjects `own`, None for all, in the order of subjects: two statements."""
    wanted = {"pupil_id": enrolment.person_id, "term__in": list(terms)}
    found: list[Any] = []
    for model in (Mark, CommentMark):
        found += model.objects.of(enrolment.year_id).filter(**wanted).select_related("subject")
    readable = [row for row in found if own is None or row.subject_id in own]
    return sorted(readable, key=lambda row: (row.subject.order, row.subject.code))


def _own_subjects(scope: Scope, school_class: SchoolClass | None) -> set[int] | None:
    """The subjects that a teacher of the class may read; None for all of them."""
    if scope.role != "teacher" or school_class is None or scope.person is None:
        return None
    if homerooms_of(scope.person).filter(school_class=school_class).exists():
        return None
    rows = taught_by(scope.person).filter(school_class=school_class)
    return set(rows.values_list("subject_id", flat=True))


def _values(result: Result | None) -> dict[int, str]:
    if result is None:
        return {}
    return {
        subject: show_stored(value) for subject, value in zip(result.subjects, result.values, strict=True)
    }


def _levels(person: int, year: int, term: int) -> Row | None:
    """Learning, conduct, absent sessions, title and decision of a term, as far as somebody said them."""
    result = Result.objects.of(year).filter(pupil_id=person, term=term).first()
    typed = Conduct.objects.filter(pupil_id=person, year_id=year, term=term).first()
    conduct = result.conduct if result else typed.rating if typed and term in TERMS else None
    absences = result.absences if result else typed.absences if typed and term in TERMS else None
    if result is None and conduct is None and absences is None:
        return None
    return {
        "learning": _rating(result.learning if result else None),
        "conduct": _rating(conduct),
        "absences": absences,
        "title": next(
            (words for title, words in TITLES.items() if result and result.title == title.number), ""
        ),
        "decision": next(
            (words for each, words in DECISIONS.items() if result and result.decision == each.number), ""
        ),
    }


def _rating(number: int | None) -> Any:
    return RATINGS[Rating.numbered(number)] if number else ""


def _line(row: Any) -> Row:
    pieces = (
        ("TX", " · ".join(show_stored(value) for value in row.regular if value is not None)),
        ("GK", show_stored(row.midterm)),
        ("CK", show_stored(row.final)),
    )
    return {
        "subject": row.subject.name,
        "phone": " · ".join(f"{name} {words}" for name, words in pieces if words),
        "regular": [show_stored(value) for value in row.regular if value is not None],
        "midterm": show_stored(row.midterm),
        "final": show_stored(row.final),
        "average": _average(row),
        "remark": row.remark,
    }


def _average(row: Any) -> str:
    return show_stored(row.average if isinstance(row, Mark) else row.passed)
