"""The statements behind the figures, as values by school, class and book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from khue.core import clock
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.organisations.choices import Stage
from khue.portal.homes.figures import Completion, Levels, completion_of_class
from khue.portal.homes.periods import Running
from khue.portal.homes.statements import Ask, ask
from khue.school.gradebook.selectors.books import NoBook, expected_regular

MARKED = [Stage.LOWER_SECONDARY.value, Stage.UPPER_SECONDARY.value]
"""The stages that TT 22/2021 assesses, whose gradebook we keep."""

Ids = Sequence[int] | None


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class with what it owes."""

    organisation: int
    school_class: int
    completion: Completion


@dataclass(frozen=True, slots=True)
class BookCount:
    """A class's subject: pupils who owe marks, regular marks each owes, and what is entered."""

    organisation: int
    school_class: int
    subject: int
    pupils: int
    expected: int
    regular: int
    midterm: int
    final: int

    @property
    def owed(self) -> int:
        """All marks of the book: the regular ones, midterm and final of each pupil."""
        return self.pupils * (self.expected + 2)

    @property
    def entered(self) -> int:
        """How many of them are there."""
        return self.regular + self.midterm + self.final

    @property
    def missing(self) -> int:
        """How many are not."""
        return self.owed - self.entered

    @property
    def missing_regular(self) -> int:
        """Regular marks that are not there."""
        return self.pupils * self.expected - self.regular

    @property
    def missing_midterm(self) -> int:
        """Pupils without the midterm mark."""
        return self.pupils - self.midterm

    @property
    def missing_final(self) -> int:
        """Pupils without the final mark."""
        return self.pupils - self.final


def books(running: Running, *, organisations: Ids = None, classes: Ids = None) -> list[BookCount]:
    """The books of a term one by one; two statements."""
    return [BookCount(*row) for row in ask("books", _asked(ask, running, organisations, classes))]


def classes_of_term(running: Running, *, organisations: Ids = None, by: Ask = ask) -> list[ClassCount]:
    """The classes that owe marks in a term; two statements."""
    rows = by("completion", _asked(by, running, organisations, None))
    return [
        ClassCount(school, number, completion_of_class(owed, done)) for school, number, owed, done in rows
    ]


def by_school(classes: Iterable[ClassCount]) -> dict[int, Completion]:
    """The same, summed by school."""
    found: dict[int, Completion] = defaultdict(Completion)
    for each in classes:
        found[each.organisation] += each.completion
    return found


def levels_of(year: int, organisations: Ids, by: Ask = ask) -> dict[int, dict[int, Levels]]:
    """Learning results of a year by term (3: the whole year), then by school; one statement."""
    found: dict[int, dict[int, Levels]] = defaultdict(dict)
    for school, term, *counts in by("levels", {"year": year, "organisations": organisations}):
        found[term][school] = Levels((counts[0], counts[1], counts[2], counts[3]))
    return found


def pupils_of(organisations: Ids, by: Ask = ask) -> dict[int, tuple[int, int]]:
    """Pupils by school, today and a year ago; one statement."""
    day = clock.today()
    before = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004 -- February
    rows = by("pupils", {"day": day, "before": before, "organisations": organisations})
    return {school: (now, then) for school, now, then in rows}


def _asked(by: Ask, running: Running, organisations: Ids, classes: Ids) -> dict[str, Any]:
    """The parameters of a statement about books: what the law asks of each kind of book is computed here, once."""
    where: dict[str, Any] = {
        "year": running.year,
        "stages": MARKED,
        "organisations": organisations,
        "classes": classes,
        "everything": organisations is None and classes is None,
    }
    rows = by("kinds", where)
    kinds = [
        (grade, subject, periods, asked)
        for grade, subject, periods, assessed, _classes in rows
        if (asked := _expected(running.year, grade, periods, assessed))
    ]
    columns = [list(column) for column in zip(*kinds, strict=True)] or [[], [], [], []]
    return {
        "year": running.year,
        "term": running.term,
        "day": running.day,
        "stages": MARKED,
        "classes": None if where["everything"] else sorted({number for row in rows for number in row[4]}),
        **dict(zip(("grades", "subjects", "periods", "expected"), columns, strict=True)),
    }


def _expected(year: int, grade: int, periods: int, assessed: str) -> int:
    """How many regular marks a book asks for; 0 where no rule is in force."""
    try:
        return expected_regular(grade, year, periods, by_marks=assessed == Assessed.SCORE)
    except NoBook:
        return 0
