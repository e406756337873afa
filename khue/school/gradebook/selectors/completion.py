"""How far the books of a school are: class by class, subject by subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.selectors.books import NoBook, expected_regular
from khue.school.gradebook.selectors.days import last_day
from khue.school.gradebook.selectors.statements import ask, statement
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_of_year

PERIODIC = 2
CONDUCT_CELLS = 2


@dataclass(frozen=True, slots=True)
class BookState:
    """One book: cells filled of cells owed, and when it was confirmed."""

    filled: int
    owed: int
    confirmed_at: dt.datetime | None

    @property
    def is_full(self) -> bool:
        """Nothing is missing."""
        return self.filled >= self.owed

    @property
    def percent(self) -> int:
        """Filled of owed, rounded down, so that only a full book says 100."""
        return 100 if self.is_full else 100 * self.filled // self.owed


@dataclass(frozen=True, slots=True)
class ClassState:
    """The books of a class by subject id; None is conduct."""

    school_class: SchoolClass
    books: dict[int | None, BookState]

    @property
    def total(self) -> BookState:
        """All of them together."""
        return _sum(self.books.values())


@dataclass(frozen=True, slots=True)
class Completion:
    """A school's books of a term: classes in the order of their lists, the subjects that any of them has."""

    classes: list[ClassState]
    subjects: list[Subject]

    @property
    def total(self) -> BookState:
        """All books together."""
        return _sum(each.total for each in self.classes)

    @property
    def unconfirmed(self) -> int:
        """How many books nobody confirmed."""
        return sum(book.confirmed_at is None for each in self.classes for book in each.books.values())


def completion(*, organisation: int, year: int, term: int) -> Completion:
    """The state of every book of a school's secondary classes in a term. Four statements."""
    classes = [each for each in classes_of_year(year, organisation) if _has_books(each)]
    by_number = {each.pk: each for each in classes}
    books: dict[int, dict[int | None, BookState]] = {number: {} for number in by_number}
    subjects = {each.pk: each for each in Subject.objects.order_by("order", "code")}
    params = {"classes": list(by_number), "year": year, "term": term, "day": last_day(year)}
    for number, subject, periods, pupils, filled, confirmed_at in ask(statement("completion"), params):
        each = _cells_each(by_number[number], subjects[subject].assessed if subject else None, periods)
        books[number][subject] = BookState(int(filled), pupils * each, confirmed_at)
    taught = {subject for owned in books.values() for subject in owned if subject is not None}
    return Completion(
        [ClassState(each, books[each.pk]) for each in classes],
        [subject for number, subject in subjects.items() if number in taught],
    )


def _has_books(school_class: SchoolClass) -> bool:
    try:
        expected_regular(min(school_class.grades, default=0), school_class.year_id, 1, by_marks=True)
    except NoBook:
        return False
    return True


def _cells_each(school_class: SchoolClass, assessed: str | None, periods: int | None) -> int:
    """How many cells one pupil owes in a book."""
    if assessed is None:
        return CONDUCT_CELLS
    grade = min(school_class.grades, default=0)
    by_marks = assessed == Assessed.SCORE
    return PERIODIC + expected_regular(grade, school_class.year_id, periods or 1, by_marks=by_marks)


def _sum(books: Iterable[BookState]) -> BookState:
    filled = owed = 0
    for book in books:
        filled, owed = filled + book.filled, owed + book.owed
    return BookState(filled, owed, None)
