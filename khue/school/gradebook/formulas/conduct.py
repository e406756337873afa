"""The conduct result (kết quả rèn luyện) of the year, from the two terms (Điều 8)."""

from __future__ import annotations

from khue.school.gradebook.formulas.parameters import AssessmentRules
from khue.school.gradebook.formulas.scales import Rating


def year_conduct(term1: Rating | None, term2: Rating | None, rules: AssessmentRules) -> Rating | None:
    """The year's conduct by the circular's table; None while a term is missing, though term 2 weighs more.

    After summer training (Điều 13) the head's new rating takes the place of this value; it is not computed.
    """
    if term1 is None or term2 is None:
        return None
    return rules.conduct_year[term2][term1]
