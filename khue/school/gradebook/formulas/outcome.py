"""What a year leads to: a title (Điều 15), a decision (Điều 12), and what the summer can mend (Điều 13 and 14).

Re-assessment needs no formula of its own. The new result of a subject *replaces* its year result, and
`learning_rating` over all the subjects then gives the new learning result, its adjustment included; likewise the
rating after summer training replaces the year's conduct. `decide_after_summer` ends the year with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from khue.school.gradebook.formulas.parameters import AssessmentRules
from khue.school.gradebook.formulas.scales import Decision, Rating, Title

S = TypeVar("S")


def title(
    learning: Rating | None,
    conduct: Rating | None,
    year_averages: Sequence[int | None],
    rules: AssessmentRules,
) -> Title | None:
    """The title of the year by learning, conduct and the scored subjects' averages, whatever the decision says."""
    if learning is None or conduct is None:
        return None
    for rule in rules.titles:
        counted = sum(average is not None and average >= rule.counted_from for average in year_averages)
        if learning >= rule.learning and conduct >= rule.conduct and counted >= rule.count:
            return rule.title
    return None


def decide(
    learning: Rating | None, conduct: Rating | None, absences: int | None, rules: AssessmentRules
) -> Decision:
    """The decision at the end of the year (Điều 12), the first that fits.

    Too many absent sessions settle it before anything else; then nothing is decided on missing facts; failing both
    learning and conduct leaves nothing to mend.
    """
    if absences is not None and absences > rules.absence_limit:
        return Decision.RETAINED
    if learning is None or conduct is None or absences is None:
        return Decision.INCOMPLETE
    learned, behaved = learning >= rules.passing, conduct >= rules.passing
    if learned and behaved:
        return Decision.PROMOTED
    if learned:
        return Decision.SUMMER_TRAINING
    return Decision.RETEST if behaved else Decision.RETAINED


def decide_after_summer(
    learning: Rating | None, conduct: Rating | None, absences: int | None, rules: AssessmentRules
) -> Decision:
    """The same with the results after re-assessment or summer training.

    There is no further chance, so whoever still fails is RETAINED.
    """
    decision = decide(learning, conduct, absences, rules)
    return decision if decision in (Decision.PROMOTED, Decision.INCOMPLETE) else Decision.RETAINED


def reassessable(averages: Mapping[S, int], comments: Mapping[S, bool], rules: AssessmentRules) -> list[S]:
    """The subjects of which a pupil with RETEST may choose (Điều 14): a year average too low, or Chưa đạt."""
    low = [subject for subject, average in averages.items() if average < rules.reassessed_below]
    return low + [subject for subject, passed in comments.items() if not passed]
