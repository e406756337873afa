"""Closing a term: results of every pupil by the law's formulas, set by set, in one statement a rule version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from khue.core import audit, clock
from khue.core.events import announce
from khue.core.law import NoRuleInForceError, RuleVersion
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.events import TermClosed
from khue.school.gradebook.formulas import AssessmentRules, Rating, secondary_rules
from khue.school.gradebook.selectors.days import last_day
from khue.school.gradebook.selectors.statements import statement
from khue.sector.classes.models import SchoolClass

YEAR_TERM, SUMMER_TERM = 3, 4
GRADES = range(6, 13)
WORK_MEMORY = "128MB"


class CannotClose(ValueError):  # noqa: N818 - reads as the fact it states
    """There is nothing to compute: no such term, or no rule in force in that year."""


@transaction.atomic
def close_term(*, year: int, term: int, organisations: Sequence[Organisation] = ()) -> int:
    """Compute the results of a term for some schools, or without any named for all that the scope reaches.

    `term` is 1 or 2, 3 for the year, 4 for the year after the summer. Computing again replaces what was computed.
    Answers how many results there are; announces `TermClosed` for each school. Raises `Forbidden`, `CannotClose`.
    """
    scope = current_scope()
    for organisation in organisations:
        require(scope, "gradebook.close", organisation)
    if not organisations:
        require(scope, "gradebook.close_all")
    classes = SchoolClass.objects.filter(year_id=year)
    if organisations:
        classes = classes.filter(organisation__in=organisations)
    owners = sorted(set(classes.values_list("organisation_id", flat=True)))
    numbers = list(classes.values_list("id", flat=True)) if organisations else None
    count = compute(year=year, term=term, classes=numbers)
    for owner in owners:
        announce(TermClosed(organisation=owner, year=year, term=term))
    audit.record("gradebook.close", year=year, term=term, schools=len(owners), results=count)
    return count


def compute(
    *, year: int, term: int, classes: Sequence[int] | None = None, pupils: Sequence[int] | None = None
) -> int:
    """Compute and store results, for all classes of the year, for some, or for some pupils; how many were stored."""
    if term not in range(1, SUMMER_TERM + 1):
        raise CannotClose(term)
    facts = {
        "year": year,
        "term": term,
        "day": last_day(year),
        "classes": None if classes is None else list(classes),
        "pupils": None if pupils is None else list(pupils),
        "now": clock.now(),
    }
    return sum(compute_by(version, grades, facts) for version, grades in _versions(year))


def compute_by(version: RuleVersion[AssessmentRules], grades: Sequence[int], facts: dict[str, Any]) -> int:
    """Compute the results of some grades by one rule version; how many were stored."""
    with connection.cursor() as cursor, _whole_sets(cursor):
        cursor.execute(statement("term_close"), {**facts, **numbers_of(version), "grades": list(grades)})
        return int(cursor.rowcount)


@contextmanager
def _whole_sets(cursor: CursorWrapper) -> Iterator[None]:
    """Memory for hashes, and no joins row by row: a fresh table without statistics looks small to the planner."""
    for name, value in (("work_mem", WORK_MEMORY), ("enable_nestloop", "off")):
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    yield
    for name in ("work_mem", "enable_nestloop"):
        cursor.execute(
            "SELECT set_config(name, reset_val || coalesce(nullif(unit, '8kB'), ''), true)"
            " FROM pg_settings WHERE name = %s",
            [name],
        )


def _versions(year: int) -> Iterable[tuple[RuleVersion[AssessmentRules], list[int]]]:
    """The rule versions of a year, each with its grades."""
    found: dict[str, tuple[RuleVersion[AssessmentRules], list[int]]] = {}
    for grade in GRADES:
        try:
            version = secondary_rules(grade, year)
        except NoRuleInForceError:
            continue
        found.setdefault(version.name, (version, []))[1].append(grade)
    if not found:
        raise CannotClose(year)
    return found.values()


def numbers_of(version: RuleVersion[AssessmentRules]) -> dict[str, Any]:
    """The numbers of a rule version as the statement names them.

    The statement knows three levels above Chưa đạt and two titles; what a version does not have can never be reached.
    """
    rules = version.parameters
    never = 1_000
    numbers: dict[str, Any] = {
        "rule_version": version.name,
        "weight1": rules.year_weights.term1,
        "weight2": rules.year_weights.term2,
        "raised_by": rules.adjustment.raised_by,
        "conduct_year": [rules.conduct_year[second][first].number for second in Rating for first in Rating],
        "passing": rules.passing.number,
        "absence_limit": rules.absence_limit,
    }
    levels = {level.rating.number: level for level in rules.levels}
    for place in (1, 2, 3):
        level = levels.get(place)
        numbers[f"floor{place}"] = level.floor if level else 0
        numbers[f"from{place}"] = level.counted_from if level else 0
        numbers[f"need{place}"] = level.count if level else never
        numbers[f"fails{place}"] = level.failed_comments if level else 0
        reachable = level is not None and level.rating in rules.adjustment.reachable
        numbers[f"gap{place}"] = rules.adjustment.gap if reachable else never
    titles = {title.title.number: title for title in rules.titles}
    for place in (1, 2):
        title = titles.get(place)
        numbers[f"title{place}_from"] = title.counted_from if title else 0
        numbers[f"title{place}_need"] = title.count if title else never
        numbers[f"title{place}_learning"] = title.learning.number if title else 0
        numbers[f"title{place}_conduct"] = title.conduct.number if title else 0
    return numbers
