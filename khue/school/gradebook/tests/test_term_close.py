"""The SQL twin computes exactly what the formulas compute, for many random pupils and for every rule version.

`KHUE_RANDOM_PUPILS` says how many (20,000 unless it is set; the bench proves it on 100,000).
"""

from __future__ import annotations

import dataclasses
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from khue.core import clock
from khue.core.law import RuleVersion
from khue.core.scope import open_scope, system
from khue.school.gradebook.formulas import (
    SECONDARY,
    AssessmentRules,
    Decision,
    Rating,
    Title,
    comment_term,
    decide,
    decide_after_summer,
    learning_rating,
    term_average,
    title,
    year_average,
    year_conduct,
)
from khue.school.gradebook.selectors.days import last_day
from khue.school.gradebook.services.closing import compute_by
from khue.school.gradebook.tests.factories import YEAR
from khue.school.gradebook.tests.random_province import GRADES, fill

pytestmark = pytest.mark.django_db

PUPILS = int(os.environ.get("KHUE_RANDOM_PUPILS", "20000"))
STRICTER = dataclasses.replace(
    SECONDARY.latest(),
    code="stricter",
    parameters=dataclasses.replace(
        SECONDARY.latest().parameters,
        year_weights=dataclasses.replace(SECONDARY.latest().parameters.year_weights, term1=2, term2=3),
        levels=tuple(
            dataclasses.replace(level, floor=level.floor + 3, count=level.count - 1)
            for level in SECONDARY.latest().parameters.levels
        ),
        adjustment=dataclasses.replace(
            SECONDARY.latest().parameters.adjustment, reachable=tuple(Rating)[:3], gap=1
        ),
        absence_limit=20,
    ),
)
VERSIONS = [*SECONDARY.versions, STRICTER]


@dataclass
class Facts:
    """What is known of one pupil: values by subject and term, conduct and absences by term."""

    grade: int
    scored: dict[int, dict[int, int | None]] = field(default_factory=lambda: defaultdict(dict))
    comments: dict[int, dict[int, bool | None]] = field(default_factory=lambda: defaultdict(dict))
    conduct: dict[int, Rating | None] = field(default_factory=dict)
    absences: dict[int, int | None] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)


def rows(text: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _facts() -> dict[int, Facts]:
    listed = rows(
        "SELECT p.person_id, e.grade_id, array_agg(cs.subject_id) FILTER (WHERE s.assessed = 'score'),"
        " array_agg(cs.subject_id) FILTER (WHERE s.assessed = 'comment')"
        " FROM classes_classplacement p JOIN pupils_enrolment e ON e.id = p.enrolment_id"
        " JOIN classes_classsubject cs ON cs.school_class_id = p.school_class_id"
        " JOIN curriculum_subject s ON s.id = cs.subject_id"
        " LEFT JOIN classes_exemption x ON x.person_id = p.person_id AND x.subject_id = cs.subject_id"
        " WHERE p.valid_to IS NULL AND x.id IS NULL GROUP BY p.person_id, e.grade_id"
    )
    facts = {pupil: Facts(grade) for pupil, grade, _, _ in listed}
    for pupil, _, scored, comments in listed:
        facts[pupil].scored.update({subject: {} for subject in scored or ()})
        facts[pupil].comments.update({subject: {} for subject in comments or ()})
    _read_marks(facts)
    for pupil, term, rating, absences in rows(
        "SELECT pupil_id, term, rating, absences FROM gradebook_conduct"
    ):
        if pupil in facts:
            facts[pupil].conduct[term] = rating and Rating.numbered(rating)
            facts[pupil].absences[term] = absences
    for pupil, subject, value in rows("SELECT pupil_id, subject_id, value FROM gradebook_reassessment"):
        if pupil in facts:
            facts[pupil].again[subject] = value
    return facts


def _read_marks(facts: Mapping[int, Facts]) -> None:
    rules = SECONDARY.latest().parameters
    scores = "SELECT pupil_id, subject_id, term, expected, regular, midterm, final FROM marks"
    comments = "SELECT pupil_id, subject_id, term, expected, regular, midterm, final FROM comment_marks"
    for pupil, subject, term, expected, regular, midterm, final in rows(scores):
        if pupil in facts and subject in facts[pupil].scored:
            given = [mark for mark in regular if mark is not None]
            value = term_average(given, midterm, final, rules, required=expected)
            facts[pupil].scored[subject][term] = value
    for pupil, subject, term, expected, results, midterm, final in rows(comments):
        if pupil in facts and subject in facts[pupil].comments:
            known = [result for result in results if result is not None]
            facts[pupil].comments[subject][term] = comment_term(known, midterm, final, required=expected)


def by_formulas(facts: Facts, term: int, rules: AssessmentRules) -> tuple[Any, ...] | None:
    """What the formulas say of a pupil: values by subject, learning, conduct, absences, title, decision."""
    if term <= 2:
        scored = {subject: terms.get(term) for subject, terms in facts.scored.items()}
        comments = {subject: terms.get(term) for subject, terms in facts.comments.items()}
        learning = learning_rating([*scored.values()], [*comments.values()], rules)
        return (
            {**scored, **comments},
            learning,
            facts.conduct.get(term),
            facts.absences.get(term),
            None,
            None,
        )
    year = _year(facts, rules, after_summer=False)
    if term == 3:
        return year
    mended = (year[5] is Decision.RETEST and facts.again) or (
        year[5] is Decision.SUMMER_TRAINING and 3 in facts.conduct
    )
    return _year(facts, rules, after_summer=True) if mended else None


def _year(facts: Facts, rules: AssessmentRules, *, after_summer: bool) -> tuple[Any, ...]:
    again = facts.again if after_summer else {}
    scored = {
        subject: again.get(subject, year_average(terms.get(1), terms.get(2), rules)) if 2 in terms else None
        for subject, terms in facts.scored.items()
    }
    comments = {
        subject: (bool(again[subject]) if subject in again else terms.get(2)) if 2 in terms else None
        for subject, terms in facts.comments.items()
    }
    learning = learning_rating([*scored.values()], [*comments.values()], rules)
    conduct = year_conduct(facts.conduct.get(1), facts.conduct.get(2), rules)
    if after_summer and 2 in facts.conduct:
        conduct = facts.conduct.get(3) or conduct
    sessions = [facts.absences.get(1), facts.absences.get(2)]
    absences = None if None in sessions else sum(each or 0 for each in sessions)
    decision = (decide_after_summer if after_summer else decide)(learning, conduct, absences, rules)
    earned = None if after_summer else title(learning, conduct, [*scored.values()], rules)
    return ({**scored, **comments}, learning, conduct, absences, earned, decision)


def in_the_database(term: int, version: str) -> dict[int, tuple[Any, ...]]:
    """What the statement stored, in the formulas' own types."""
    found = {}
    for pupil, subjects, values, learning, conduct, absences, earned, decision in rows(
        'SELECT pupil_id, subjects, "values", learning, conduct, absences, title, decision FROM results'
        " WHERE term = %s AND rule_version = %s",
        term,
        version,
    ):
        found[pupil] = (
            dict(zip(subjects, values, strict=True)),
            learning and Rating.numbered(learning),
            conduct and Rating.numbered(conduct),
            absences,
            earned and Title.numbered(earned),
            (Decision.numbered(decision) if decision else Decision.INCOMPLETE) if term >= 3 else None,
        )
    return found


def test_the_statement_equals_the_formulas_under_every_rule_version() -> None:
    with open_scope(system("test")):
        fill(PUPILS)
        province = _facts()
        for version in VERSIONS:
            for term in (1, 2, 3, 4):
                _compare(province, version, term)
        _require_every_corner(province)


def _compare(province: Mapping[int, Facts], version: RuleVersion[AssessmentRules], term: int) -> None:
    facts = {
        "year": YEAR,
        "term": term,
        "day": last_day(YEAR),
        "classes": None,
        "pupils": None,
        "now": clock.now(),
    }
    compute_by(version, GRADES, facts)
    stored = in_the_database(term, version.name)
    wanted = {
        pupil: result
        for pupil, each in province.items()
        if (result := by_formulas(each, term, version.parameters)) is not None
    }
    assert stored.keys() == wanted.keys()
    for pupil, result in wanted.items():
        assert _tidy(stored[pupil]) == _tidy(result), (term, pupil, province[pupil])


def _tidy(result: tuple[Any, ...]) -> tuple[Any, ...]:
    """A subject that has no row and one whose value is missing say the same."""
    values, *rest = result
    return ({subject: value for subject, value in values.items() if value is not None}, *rest)


def _require_every_corner(province: Mapping[int, Facts]) -> None:
    rules = SECONDARY.latest().parameters
    years = [by_formulas(facts, 3, rules) for facts in province.values()]
    summers = [result for facts in province.values() if (result := by_formulas(facts, 4, rules))]
    assert {year[1] for year in years if year} == {*Rating, None}
    assert {year[2] for year in years if year} == {*Rating, None}
    assert {year[4] for year in years if year} == {*Title, None}
    assert {year[5] for year in years if year} == {*Decision}
    assert {summer[5] for summer in summers} >= {Decision.PROMOTED, Decision.RETAINED}
