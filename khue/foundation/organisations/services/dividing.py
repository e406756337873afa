"""Who goes where when a school is split and ends: the officer chooses by grade or class, rooms above know the people.

A room registers a `Divider` from its `apps.py`. Teachers and families follow the classes, so that nobody has to be
moved by hand afterwards; what nobody chose goes on at the first part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from khue.core.registry import Registry
from khue.foundation.organisations.models import Organisation

Parts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Divisible:
    """A class that may be given to a part: its address, its number, its name, the grade it is counted with."""

    uuid: str
    number: int
    name: str
    grade: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part receives which classes and grades, in pairs. A class's own choice counts before that of its grade."""

    classes: tuple[tuple[int, int], ...] = ()
    grades: tuple[tuple[int, int], ...] = ()

    def part_of(self, school_class: int | None, grade: int, first: int) -> int:
        """The part of a class, or of somebody without one in a grade."""
        by_grade = dict(self.grades).get(grade, first)
        return dict(self.classes).get(school_class or 0, by_grade)


@dataclass(frozen=True, slots=True)
class Division:
    """Where everything goes on, by number: classes and pupils at one part, teachers and families at each of theirs.

    `names` are the names of the classes.
    """

    classes: Mapping[int, int] = field(default_factory=dict)
    pupils: Mapping[int, int] = field(default_factory=dict)
    teachers: Mapping[int, Parts] = field(default_factory=dict)
    families: Mapping[int, Parts] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)

    def at(self, numbers: Mapping[int, int]) -> Division:
        """The same once the parts have their numbers."""
        return Division(
            {each: numbers[part] for each, part in self.classes.items()},
            {each: numbers[part] for each, part in self.pupils.items()},
            {each: tuple(numbers[part] for part in parts) for each, parts in self.teachers.items()},
            {each: tuple(numbers[part] for part in parts) for each, parts in self.families.items()},
            self.names,
        )


@dataclass(frozen=True, slots=True)
class Divider:
    """A room's part: what of an organisation can be divided, and where everybody goes by a choice.

    `divide` is given the organisation, the day, the choice and the first part; a constant number of statements.
    """

    offer: Callable[[Organisation], Sequence[Divisible]]
    divide: Callable[[int, dt.date, Choice, int], Division]


organisation_dividers: Registry[Divider] = Registry("who divides an organisation that is split")


def divisible(organisation: Organisation) -> list[Divisible]:
    """What of an organisation can be given to its parts one by one."""
    return [each for divider in organisation_dividers for each in divider.offer(organisation)]


def divided(organisation: int, day: dt.date, choice: Choice, first: int) -> Division | None:
    """Where everybody goes; None where no room knows anybody."""
    for divider in organisation_dividers:
        return divider.divide(organisation, day, choice, first)
    return None
