"""The versions of the rules on assessment, by circular.

A circular is a JSON file beside this one: numbers, articles and provenance, nothing that computes. TT 43/2021 on
continuing education shares the formulas and joins as a file of its own once its counts are verified; TT 27/2020 on
primary schools computes differently and needs parameters and formulas of its own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from khue.core.law import Rulebook, RuleVersion, read_version
from khue.school.gradebook.formulas.parameters import AssessmentRules

_OPENING = (
    9,
    5,
)  # the school year opens nationwide on 5 September; TT 22 counts its roll-out by school years


def _read(name: str) -> RuleVersion[AssessmentRules]:
    return read_version(Path(__file__).with_name(name).read_bytes(), AssessmentRules)


SECONDARY: Rulebook[AssessmentRules] = Rulebook(
    "assessment in secondary schools", [_read("circular_22.json")]
)


def secondary_rules(
    grade: int, opening_year: int, rulebook: Rulebook[AssessmentRules] = SECONDARY
) -> RuleVersion[AssessmentRules]:
    """The version by which a grade (6 to 12) is assessed in the school year that opens in `opening_year`.

    One version holds for the whole school year, its summer included. Raises NoRuleInForceError for years before the
    roll-out reached the grade: those results are archived as TT 58/2011 gave them and never recomputed.
    """
    return rulebook.in_force(date(opening_year, *_OPENING), str(grade))
