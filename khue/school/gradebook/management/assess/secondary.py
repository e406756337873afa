"""The assessment of secondary pupils (TT 22/2021): both files in, results by pupil and by subject out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khue.core.law import RuleVersion
from khue.school.gradebook.formulas import (
    TOP,
    Assessed,
    AssessmentRules,
    CommentSubject,
    Decision,
    ScoredSubject,
    Title,
    YearResult,
    format_mark,
    year_average,
    year_result,
)
from khue.school.gradebook.management.assess.conduct import ConductReader
from khue.school.gradebook.management.assess.console import Progress
from khue.school.gradebook.management.assess.marks import MarksReader
from khue.school.gradebook.management.assess.problems import Problems
from khue.school.gradebook.management.assess.publish import Table
from khue.school.gradebook.management.assess.register import Pupil, Register

RESULT_COLUMNS = (
    "pupil",
    "learning_term1",
    "learning_term2",
    "learning_year",
    "conduct_year",
    "title",
    "decision",
)
_SCORES: Mapping[int | None, str] = {None: "", **{tenths: format_mark(tenths) for tenths in range(TOP + 1)}}
_COMMENTS: Mapping[int | None, str] = {None: "", True: "D", False: "CD"}
SUBJECT_COLUMNS = ("pupil", "subject", "term1", "term2", "year")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The two files to read, as the user named them."""

    marks: str
    conduct: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The two outputs, and the counts that sum them up."""

    results: Table
    subjects: Table
    summary: dict[str, object]


def assess_secondary(
    version: RuleVersion[AssessmentRules], inputs: Inputs, problems: Problems, progress: Progress
) -> Assessment | None:
    """Read everything, then compute everything; None when anything is wrong with the inputs."""
    register, rules = Register(), version.parameters
    MarksReader(inputs.marks, register, rules, problems).read(progress)
    ConductReader(inputs.conduct, register, problems).read(progress)
    if problems:
        return None
    results = [(pupil, _result(pupil, rules)) for pupil in register.pupils]
    return Assessment(
        results=Table(RESULT_COLUMNS, (_result_row(pupil, result) for pupil, result in results)),
        subjects=Table(SUBJECT_COLUMNS, _subject_rows(register, rules)),
        summary={
            "rules": version.name,
            "pupils": len(register.pupils),
            "subjects": len(register.entries),
            "decisions": _counts(Decision, [result.decision for _, result in results]),
            "titles": _counts(Title, [result.title for _, result in results]),
        },
    )


def _result(pupil: Pupil, rules: AssessmentRules) -> YearResult:
    entries = pupil.entries.values()
    scored = [
        ScoredSubject(entry.term1, entry.term2) for entry in entries if entry.assessed is Assessed.SCORE
    ]
    comments = [
        CommentSubject(_passed(entry.term1), _passed(entry.term2))
        for entry in entries
        if entry.assessed is Assessed.COMMENT
    ]
    return year_result(scored, comments, pupil.conduct, rules)


def _passed(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _result_row(pupil: Pupil, result: YearResult) -> tuple[str, ...]:
    return (
        pupil.name,
        result.learning_term1 or "",
        result.learning_term2 or "",
        result.learning_year or "",
        result.conduct_year or "",
        result.title or "",
        result.decision,
    )


def _subject_rows(register: Register, rules: AssessmentRules) -> Iterator[tuple[str, ...]]:
    for entry in register.entries:
        term1, term2 = entry.term1, entry.term2
        if entry.assessed is Assessed.SCORE:
            shown, year = _SCORES, year_average(term1, term2, rules)
        else:
            shown, year = _COMMENTS, term2
        yield entry.pupil.name, entry.subject, shown[term1], shown[term2], shown[year]


def _counts(kinds: type[Decision | Title], found: list[Decision] | list[Title | None]) -> dict[str, int]:
    counts = Counter(found)
    return {kind.value: counts[kind] for kind in kinds}
