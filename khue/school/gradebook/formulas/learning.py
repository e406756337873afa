"""The learning result (kết quả học tập) of a term or a year: Điều 9 k.2, and the adjustment of k.3.

Both need only counts. For each level: how many averages lie below its floor, how many reach the mark that is counted,
how many comment-only subjects are Chưa đạt. Replacing one subject by a perfect result changes these counts in a known
way, so that k.3 needs no trying of subjects, and the same counting can be said in SQL.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from khue.school.gradebook.formulas.parameters import AssessmentRules, LevelRule
from khue.school.gradebook.formulas.scales import Rating


def learning_rating(
    averages: Sequence[int | None], comments: Sequence[bool | None], rules: AssessmentRules
) -> Rating | None:
    """The learning result over all subjects of one pupil in one term, or in the year.

    `averages`: one value in tenths for each scored subject; `comments`: one for each comment-only subject. A subject
    the pupil is exempt from is not passed at all. A result exists only when every subject has its value: None if one
    is missing, and None for a pupil without subjects. Fewer scored subjects than a level counts can never reach that
    level, however good they are: the law knows no smaller number, a rule version may.
    """
    if not averages and not comments:
        return None
    known = sorted(average for average in averages if average is not None)
    settled = [comment for comment in comments if comment is not None]
    if len(known) < len(averages) or len(settled) < len(comments):
        return None
    failed = settled.count(False)
    raw = _raw(known, failed, rules)
    return raw.raised(rules.adjustment.raised_by) if _held_back_by_one(known, failed, raw, rules) else raw


def raw_learning_rating(averages: Sequence[int], comments: Sequence[bool], rules: AssessmentRules) -> Rating:
    """The result by Điều 9 k.2 alone, before the adjustment; nothing may be missing."""
    return _raw(sorted(averages), comments.count(False), rules)


def _raw(rising: list[int], failed_comments: int, rules: AssessmentRules) -> Rating:
    for level in rules.levels:
        low, good = _low_and_good(rising, level)
        if low == 0 and good >= level.count and failed_comments <= level.failed_comments:
            return level.rating
    return Rating.CHUA_DAT


def _held_back_by_one(rising: list[int], failed_comments: int, raw: Rating, rules: AssessmentRules) -> bool:
    """Điều 9 k.3: whether one subject alone, were it perfect, would lift the pupil far above the raw rating."""
    adjustment = rules.adjustment
    return any(
        level.rating in adjustment.reachable
        and level.rating.levels_above(raw) >= adjustment.gap
        and _within_one_subject(rising, failed_comments, level)
        for level in rules.levels
    )


def _within_one_subject(rising: list[int], failed_comments: int, level: LevelRule) -> bool:
    """Whether the level is met once one subject is replaced by a perfect result (replaced: it still counts as one)."""
    low, good = _low_and_good(rising, level)
    by_score = (
        low <= 1 and good + (good < len(rising)) >= level.count and failed_comments <= level.failed_comments
    )
    by_comment = low == 0 and good >= level.count and failed_comments == level.failed_comments + 1
    return by_score or by_comment


def _low_and_good(rising: list[int], level: LevelRule) -> tuple[int, int]:
    """How many averages lie below the level's floor, and how many reach what it counts."""
    return bisect_left(rising, level.floor), len(rising) - bisect_left(rising, level.counted_from)
