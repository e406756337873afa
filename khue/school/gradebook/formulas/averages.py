"""One subject of one pupil: its term, and its year (Điều 6 and Điều 9 k.1).

A float or Python's `round` would get 8,25 wrong; everything here is integer arithmetic on tenths.
"""

from __future__ import annotations

from collections.abc import Sequence

from khue.school.gradebook.formulas.parameters import AssessmentRules


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative whole numbers, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def required_regular(lessons_per_year: int, rules: AssessmentRules) -> int:
    """Regular marks a term that a scored subject of so many lesson periods a year must have (Điều 6 k.2 b)."""
    if lessons_per_year < 1:
        raise ValueError(f"a subject has at least one lesson a year, not {lessons_per_year}")
    return next(
        band.marks for band in rules.regular_marks if band.lessons is None or lessons_per_year <= band.lessons
    )


def required_comments(rules: AssessmentRules) -> int:
    """Regular assessments a term that a comment-only subject must have (Điều 6 k.2 a)."""
    return rules.regular_comments


def term_average(
    regular: Sequence[int],
    midterm: int | None,
    final: int | None,
    rules: AssessmentRules,
    *,
    required: int = 1,
) -> int | None:
    """ĐTBmhk in tenths (Điều 9 k.1 b): every regular mark once, midterm twice, final three times, rounded half up.

    None while the midterm, the final or one of the `required` regular marks is missing. More regular marks than
    required all count: a topic cluster's result is one of them.
    """
    if midterm is None or final is None or len(regular) < max(required, 1):
        return None
    weights = rules.term_weights
    return half_up(
        weights.regular * sum(regular) + weights.midterm * midterm + weights.final * final,
        weights.regular * len(regular) + weights.midterm + weights.final,
    )


def year_average(term1: int | None, term2: int | None, rules: AssessmentRules) -> int | None:
    """ĐTBmcn in tenths (Điều 9 k.1 b) from the two recorded, already rounded term averages; None if one is missing."""
    if term1 is None or term2 is None:
        return None
    weights = rules.year_weights
    return half_up(weights.term1 * term1 + weights.term2 * term2, weights.term1 + weights.term2)


def comment_term(
    regular: Sequence[bool],
    midterm: bool | None,  # noqa: FBT001 - an assessment, not a switch
    final: bool | None,  # noqa: FBT001 - as above
    *,
    required: int = 1,
) -> bool | None:
    """A comment-only subject's term (Điều 9 k.1 a): Đạt only when every assessment is Đạt.

    None while an assessment is missing, even if a Chưa đạt among the others already settles it: the term is not over.
    The year of such a subject is its term 2 alone.
    """
    if midterm is None or final is None or len(regular) < max(required, 1):
        return None
    return midterm and final and all(regular)
