"""What the numbers of a home page are, and how they add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from khue.portal.homes.wording import NOTHING, number, percent, points, tenths_of, whole_percent, width


@dataclass(frozen=True, slots=True)
class Levels:
    """How many pupils stand at Tốt, Khá, Đạt, Chưa đạt."""

    counts: tuple[int, int, int, int] = (0, 0, 0, 0)

    def __add__(self, other: Levels) -> Levels:
        mine, theirs = self.counts, other.counts
        return Levels((mine[0] + theirs[0], mine[1] + theirs[1], mine[2] + theirs[2], mine[3] + theirs[3]))

    @property
    def total(self) -> int:
        """Everybody who has a rating."""
        return sum(self.counts)

    @property
    def good(self) -> int:
        """Who is at Tốt or Khá."""
        return self.counts[0] + self.counts[1]

    @property
    def failed(self) -> int:
        """Who is at Chưa đạt."""
        return self.counts[3]

    @property
    def good_share(self) -> str:
        """The share of Tốt and Khá: `47%`."""
        return whole_percent(self.good, self.total)

    @property
    def failed_share(self) -> str:
        """The share of Chưa đạt: `8%`."""
        return whole_percent(self.failed, self.total)


@dataclass(frozen=True, slots=True)
class Completion:
    """Marks owed and entered in a term; classes that owe any, and how many of them still lack some."""

    owed: int = 0
    entered: int = 0
    classes: int = 0
    lacking: int = 0

    def __add__(self, other: Completion) -> Completion:
        return Completion(
            self.owed + other.owed,
            self.entered + other.entered,
            self.classes + other.classes,
            self.lacking + other.lacking,
        )

    @property
    def missing(self) -> int:
        """Marks that are not there yet."""
        return self.owed - self.entered

    @property
    def is_whole(self) -> bool:
        """Whether marks are owed and none is missing."""
        return self.classes > 0 and self.lacking == 0

    @property
    def share(self) -> str:
        """`91,2%`, a dash where nothing is owed."""
        return percent(self.entered, self.owed)

    @property
    def width(self) -> str:
        """The same for a bar."""
        return width(self.entered, self.owed)


def completion_of_class(owed: int, entered: int) -> Completion:
    """What one class adds."""
    return Completion(owed, entered, 1 if owed else 0, 1 if entered < owed else 0)


@dataclass(slots=True)
class Line:
    """One line of the table: a commune with its schools, or a school. `thing` is the organisation; None: the rest."""

    thing: Any = None
    schools: int = 0
    marking: int = 0
    whole: int = 0
    pupils: int = 0
    pupils_before: int = 0
    completion: Completion = field(default_factory=Completion)
    levels: Levels = field(default_factory=Levels)
    before: Levels = field(default_factory=Levels)

    def add(self, school: Line) -> None:
        """Take a school's line in."""
        self.schools += 1
        self.marking += 1 if school.completion.classes else 0
        self.whole += 1 if school.completion.is_whole else 0
        self.pupils += school.pupils
        self.pupils_before += school.pupils_before
        self.completion += school.completion
        self.levels += school.levels
        self.before += school.before

    @property
    def change(self) -> int | None:
        """Tenths of a percent by which the share of Tốt and Khá moved; None without both terms."""
        if not self.levels.total or not self.before.total:
            return None
        now = tenths_of(self.levels.good, self.levels.total)
        return now - tenths_of(self.before.good, self.before.total)

    @property
    def change_words(self) -> str:
        """The change without its sign: `3,1`."""
        return NOTHING if self.change is None else points(self.change)

    @property
    def growth(self) -> int:
        """Pupils more (or fewer) than a year ago."""
        return self.pupils - self.pupils_before

    @property
    def growth_words(self) -> str:
        """The growth without its sign."""
        return number(abs(self.growth))


def weakest_first(lines: Iterable[Line]) -> list[Line]:
    """Where to look first: the highest share of Chưa đạt, then the fewest at Tốt or Khá, then the fewest marks.

    Who has no results yet comes after who has, and where nothing is owed at the end, by name.
    """

    def worry(line: Line) -> tuple[Any, ...]:
        rated, owed = line.levels.total, line.completion.owed
        return (
            not rated,
            -line.levels.failed / rated if rated else 0,
            line.levels.good / rated if rated else 0,
            not owed,
            line.completion.entered / owed if owed else 0,
            line.thing.folded if line.thing else "~",
        )

    return sorted(lines, key=worry)
