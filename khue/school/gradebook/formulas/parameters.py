"""The numbers that a circular on assessment fixes, as one typed value.

TT 22/2021 and TT 43/2021 share the architecture and differ in some of the numbers, so every formula takes these rules
as an argument. Marks are integer tenths. Tables that cannot be meant are refused when they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from khue.school.gradebook.formulas.scales import TOP, Rating, Title


@dataclass(frozen=True, slots=True)
class RegularBand:
    """Subjects of at most `lessons` periods a year (None: of any number) have `marks` regular marks a term."""

    lessons: int | None
    marks: int


@dataclass(frozen=True, slots=True)
class TermWeights:
    """Weights of one regular mark, the midterm and the final mark in the term average."""

    regular: int
    midterm: int
    final: int

    def __post_init__(self) -> None:
        if min(self.regular, self.midterm, self.final) < 1:
            raise ValueError("a weight is a positive whole number")


@dataclass(frozen=True, slots=True)
class YearWeights:
    """Weights of the two term averages in the year average."""

    term1: int
    term2: int

    def __post_init__(self) -> None:
        if min(self.term1, self.term2) < 1:
            raise ValueError("a weight is a positive whole number")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a level of learning asks of a pupil's subjects (Điều 9 k.2).

    Every average at least `floor`, at least `count` of them at least `counted_from`, and at most `failed_comments`
    comment-only subjects Chưa đạt.
    """

    rating: Rating
    floor: int
    counted_from: int
    count: int
    failed_comments: int

    def __post_init__(self) -> None:
        if not 0 <= self.floor <= self.counted_from <= TOP:
            raise ValueError(f"{self.rating}: 0 <= floor <= counted_from <= {TOP} does not hold")


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    """Raise by `raised_by` when one subject alone keeps a pupil `gap` or more levels below a `reachable` one."""

    reachable: tuple[Rating, ...]
    gap: int
    raised_by: int


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A title asks this conduct and this learning of the year, and `count` year averages of at least `counted_from`."""

    title: Title
    conduct: Rating
    learning: Rating
    counted_from: int
    count: int


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """Everything the formulas need to know of the law.

    `levels` and `titles` run from the best down; what fits no level is Chưa đạt. `conduct_year` is read
    `[term 2][term 1]`. `reassessed_below` bounds the year averages that may be assessed again.
    """

    regular_marks: tuple[RegularBand, ...]
    regular_comments: int
    term_weights: TermWeights
    year_weights: YearWeights
    levels: tuple[LevelRule, ...]
    adjustment: AdjustmentRule
    conduct_year: Mapping[Rating, Mapping[Rating, Rating]]
    passing: Rating
    absence_limit: int
    reassessed_below: int
    titles: tuple[TitleRule, ...]

    def __post_init__(self) -> None:
        _require_rising_bands(self.regular_marks)
        _require_nested_levels(self.levels)
        if any(set(row) != set(Rating) for row in (self.conduct_year, *self.conduct_year.values())):
            raise ValueError("conduct_year does not answer every pair of ratings")


def _require_rising_bands(bands: tuple[RegularBand, ...]) -> None:
    limits = [band.lessons for band in bands if band.lessons is not None]
    if (
        not bands
        or bands[-1].lessons is not None
        or len(limits) != len(bands) - 1
        or limits != sorted(set(limits))
    ):
        raise ValueError("regular_marks runs by rising numbers of lessons and ends with an open band")


def _require_nested_levels(levels: tuple[LevelRule, ...]) -> None:
    """The formulas count instead of trying every subject, which is right only if a better level implies a worse one."""
    ratings = [level.rating for level in levels]
    if ratings != sorted(set(ratings), reverse=True) or Rating.CHUA_DAT in ratings:
        raise ValueError("levels runs from the best down, without Chưa đạt")
    for better, worse in pairwise(levels):
        if any(ours < theirs for ours, theirs in zip(_demands(better), _demands(worse), strict=True)):
            raise ValueError(f"{better.rating} asks less than {worse.rating}")


def _demands(level: LevelRule) -> tuple[int, int, int, int]:
    return level.floor, level.counted_from, level.count, -level.failed_comments
