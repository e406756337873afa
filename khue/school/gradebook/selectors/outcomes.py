"""The results of a school's classes as counts, and what stands in the way before a term is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from khue.school.gradebook.formulas import Decision, Rating
from khue.school.gradebook.models import Reassessment, Result
from khue.school.gradebook.selectors.results import YEAR_TERM
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_of_year

SUMMER_DECISIONS = (Decision.RETEST.number, Decision.SUMMER_TRAINING.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOutcome:
    """The results of a class in a term: how many pupils have one, by learning level and by decision."""

    school_class: SchoolClass
    results: int
    learning: tuple[int, ...]
    decisions: tuple[int, ...]
    lacking: int
    computed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Summer:
    """Who has something to mend after the year (Điều 13 and 14), and how many of them are through with it."""

    retest: int
    training: int
    reassessed: int


def outcomes(*, organisation: int, year: int, term: int) -> list[ClassOutcome]:
    """The classes of a school with the counts of their results in a term, in class order. Two statements."""
    rows = Result.objects.of(year).filter(organisation_id=organisation, term=term).order_by()
    counts = {
        **{f"learning{each.number}": Count("pk", filter=Q(learning=each.number)) for each in Rating},
        **{f"decision{number}": Count("pk", filter=Q(decision=number)) for number in range(1, 5)},
    }
    found = {
        row["school_class_id"]: row
        for row in rows.values("school_class_id").annotate(
            results=Count("pk"), lacking=Count("pk", filter=_lacks(term)), at=Max("computed_at"), **counts
        )
    }
    return [
        ClassOutcome(
            school_class=each,
            results=row.get("results", 0),
            learning=tuple(row.get(f"learning{rating.number}", 0) for rating in Rating),
            decisions=tuple(row.get(f"decision{number}", 0) for number in range(1, 5)),
            lacking=row.get("lacking", 0),
            computed_at=row.get("at"),
        )
        for each in classes_of_year(year, organisation)
        for row in [found.get(each.pk, {})]
    ]


def _lacks(term: int) -> Q:
    """A result that cannot be said yet: a level is missing, or for a year the decision."""
    return Q(learning=None) | Q(conduct=None) if term < YEAR_TERM else Q(decision=None)


def summer_of(*, organisation: int, year: int) -> Summer:
    """How many pupils of a school the summer concerns. Two statements."""
    rows = Result.objects.of(year).filter(organisation_id=organisation, term=YEAR_TERM)
    counts = rows.aggregate(
        retest=Count("pk", filter=Q(decision=Decision.RETEST.number)),
        training=Count("pk", filter=Q(decision=Decision.SUMMER_TRAINING.number)),
    )
    again = Reassessment.objects.filter(organisation_id=organisation, year_id=year)
    return Summer(counts["retest"], counts["training"], again.values("pupil_id").distinct().count())


def has_summer(outcome: ClassOutcome) -> bool:
    """Whether anybody of a class has something to mend; of the year's counts."""
    return any(outcome.decisions[number - 1] for number in SUMMER_DECISIONS)
