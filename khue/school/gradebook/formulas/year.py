"""One pupil's whole year: from the subjects' terms, conduct and absences to results, title and decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khue.school.gradebook.formulas.averages import year_average
from khue.school.gradebook.formulas.conduct import year_conduct
from khue.school.gradebook.formulas.learning import learning_rating
from khue.school.gradebook.formulas.outcome import decide, title
from khue.school.gradebook.formulas.parameters import AssessmentRules
from khue.school.gradebook.formulas.scales import Decision, Rating, Title


@dataclass(frozen=True, slots=True)
class ScoredSubject:
    """A scored subject's two recorded term averages, in tenths."""

    term1: int | None = None
    term2: int | None = None

    def year(self, rules: AssessmentRules) -> int | None:
        return year_average(self.term1, self.term2, rules)


@dataclass(frozen=True, slots=True)
class CommentSubject:
    """A comment-only subject's two terms. Its year is term 2 alone (Điều 9 k.1 a)."""

    term1: bool | None = None
    term2: bool | None = None

    @property
    def year(self) -> bool | None:
        return self.term2


@dataclass(frozen=True, slots=True)
class Conduct:
    """The homeroom teacher's ratings of the two terms, and the absent sessions of the school year."""

    term1: Rating | None = None
    term2: Rating | None = None
    absences: int | None = None


@dataclass(frozen=True, slots=True)
class YearResult:
    """The results of one pupil and school year; None where a fact is missing (or no title is due)."""

    learning_term1: Rating | None
    learning_term2: Rating | None
    learning_year: Rating | None
    conduct_year: Rating | None
    title: Title | None
    decision: Decision


def year_result(
    scored: Sequence[ScoredSubject],
    comments: Sequence[CommentSubject],
    conduct: Conduct,
    rules: AssessmentRules,
) -> YearResult:
    """All results of the year, from every subject the pupil takes.

    A subject that is known from one term only is missing in the other: that term's learning result is None, and for a
    scored subject the year's too. `learning_year` needs the year of every scored subject and term 2 of every
    comment-only one.
    """
    years = [subject.year(rules) for subject in scored]
    learning_year = learning_rating(years, [subject.year for subject in comments], rules)
    conduct_year = year_conduct(conduct.term1, conduct.term2, rules)
    return YearResult(
        learning_term1=learning_rating(
            [subject.term1 for subject in scored], [subject.term1 for subject in comments], rules
        ),
        learning_term2=learning_rating(
            [subject.term2 for subject in scored], [subject.term2 for subject in comments], rules
        ),
        learning_year=learning_year,
        conduct_year=conduct_year,
        title=title(learning_year, conduct_year, years, rules),
        decision=decide(learning_year, conduct_year, conduct.absences, rules),
    )
