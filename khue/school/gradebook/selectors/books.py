"""A book: one subject of one class in one term, or (without a subject) the class's conduct, and its present rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from khue.core import clock
from khue.core.law import NoRuleInForceError
from khue.foundation.curriculum.choices import Assessed
from khue.school.gradebook.formulas import (
    AssessmentRules,
    required_comments,
    required_regular,
    secondary_rules,
)
from khue.school.gradebook.models.cells import COMMENTS, CONDUCT, REGULAR, SCORES, Layout
from khue.school.gradebook.selectors.statements import ask, statement
from khue.sector.classes.models import SchoolClass

TERMS = (1, 2)
SUMMER = 3
"""The conduct book after summer training (Điều 13): of those who trained, without absences."""
CONDUCT_TERMS = (*TERMS, SUMMER)
LAST_GRADE = 12


class NoBook(LookupError):  # noqa: N818 - reads as the fact it states
    """There is no such book within the scope: no such class, subject or term, or a class that TT 22 does not reach."""


@dataclass(frozen=True, slots=True)
class Column:
    """The heading a teacher gave to a column of regular marks: what for (a name), and when (`15/10`)."""

    place: int
    name: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book as of now. `expected` regular assessments are asked for; `places` may be written in.

    `teachers` (or the homeroom teachers, of conduct) and `delegates` are persons; `writers` both. No window up the tree
    means that nobody has set one yet: the book is open.
    """

    year: int
    term: int
    school_class: int
    class_uuid: UUID
    class_name: str
    grade: int
    organisation: int
    school: str
    subject: int | None
    code: str
    name: str
    layout: Layout
    expected: int
    columns: tuple[Column, ...]
    teachers: frozenset[int]
    homeroom: frozenset[int]
    delegates: frozenset[int]
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    confirmed_by: int | None

    @property
    def writers(self) -> frozenset[int]:
        """Who may write today."""
        return self.teachers | self.delegates

    @property
    def places(self) -> int:
        """How many columns of regular marks there are."""
        return max([self.expected, *(column.place for column in self.columns)], default=0)

    @property
    def is_open(self) -> bool:
        """Whether the entry window is open now."""
        now = clock.now()
        return (self.opens_at is None or self.opens_at <= now) and (
            self.closes_at is None or now < self.closes_at
        )

    @property
    def has_marks(self) -> bool:
        """Whether it is assessed by marks (not by comments alone, not conduct)."""
        return self.layout is SCORES

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of its cells, in the order of its columns."""
        return tuple(
            cell.name
            for cell in self.layout.cells
            if (cell.name not in REGULAR or REGULAR.index(cell.name) < self.places)
            and not (cell.name == "absences" and self.term == SUMMER)
        )


BookKey = tuple[UUID, str | None, int]
"""A class's UUID, a subject's code (None: conduct) and a term."""


def book_of(*, class_uuid: UUID, subject: str, term: int) -> Book:
    """The book of a subject (by its code) in a class of the open scope; raises `NoBook`."""
    if term not in TERMS:
        raise NoBook
    return _one((class_uuid, subject, term))


def conduct_book_of(*, class_uuid: UUID, term: int) -> Book:
    """The conduct book of a class of the open scope (term 3: after summer training); raises `NoBook`."""
    if term not in CONDUCT_TERMS:
        raise NoBook
    return _one((class_uuid, None, term))


def books_of(keys: Sequence[BookKey]) -> dict[BookKey, Book]:
    """Many books of the open scope at once, in two statements; those that do not exist are not there."""
    fields = ("uuid", "id", "organisation_id", "organisation__short_name", "year_id", "name", "grades")
    wanted = {uuid for uuid, _, _ in keys}
    classes = {
        row[0]: _Class(*row) for row in SchoolClass.objects.filter(uuid__in=wanted).values_list(*fields)
    }
    known = [key for key in keys if key[0] in classes]
    params = {
        "school_class": [classes[uuid].number for uuid, _, _ in known],
        "subject": [subject for _, subject, _ in known],
        "term": [term for _, _, term in known],
        "today": clock.today(),
    }
    books = {}
    for row in ask(statement("books"), params):
        key = known[row[0] - 1]
        book = _book(classes[key[0]], key[2], row[1:])
        if book is not None:
            books[key] = book
    return books


@dataclass(frozen=True, slots=True)
class _Class:
    """What a book knows of its class."""

    uuid: UUID
    number: int
    organisation: int
    school: str
    year: int
    name: str
    grades: list[int]


def _one(key: BookKey) -> Book:
    book = books_of([key]).get(key)
    if book is None:
        raise NoBook
    return book


def _book(school_class: _Class, term: int, row: Sequence[Any]) -> Book | None:
    (
        number,
        code,
        name,
        assessed,
        periods,
        teachers,
        homeroom,
        delegates,
        opens_at,
        closes_at,
        columns,
        *rest,
    ) = row
    layout, grade = layout_of(assessed), min(school_class.grades, default=0)
    try:
        expected = expected_regular(grade, school_class.year, periods or 1, by_marks=layout is SCORES)
    except NoBook:
        return None
    return Book(
        year=school_class.year,
        term=term,
        school_class=school_class.number,
        class_uuid=school_class.uuid,
        class_name=school_class.name,
        grade=grade,
        organisation=school_class.organisation,
        school=school_class.school,
        subject=number,
        code=code or "",
        name=name or "",
        layout=layout,
        expected=expected if number is not None else 0,
        columns=tuple(_column(text) for text in columns or ()),
        teachers=frozenset((homeroom if number is None else teachers) or ()),
        homeroom=frozenset(homeroom or ()),
        delegates=frozenset(delegates or ()),
        opens_at=opens_at, closes_at=closes_at,
        confirmed_at=rest[0], confirmed_by=rest[1],
    )  # fmt: skip


def layout_of(assessed: str | None) -> Layout:
    """The cells of a subject that is assessed so; of conduct without one."""
    return CONDUCT if assessed is None else SCORES if assessed == Assessed.SCORE else COMMENTS


def _column(text: str) -> Column:
    day, place, name = text.split("|", 2)
    return Column(int(place), name, day)


def expected_regular(grade: int, year: int, periods: int, *, by_marks: bool) -> int:
    """How many regular assessments a term asks of a subject (Điều 6 k.2); raises `NoBook` where no rule is in force."""
    rules = _rules(grade, year)
    return required_regular(periods, rules) if by_marks else required_comments(rules)


def grades_with_books(year: int) -> list[int]:
    """The grades whose classes have books of this circular in a school year."""
    return [grade for grade in range(1, LAST_GRADE + 1) if _has_rules(grade, year)]


def _has_rules(grade: int, year: int) -> bool:
    try:
        _rules(grade, year)
    except NoBook:
        return False
    return True


@lru_cache(maxsize=256)
def _rules(grade: int, year: int) -> AssessmentRules:
    try:
        return secondary_rules(grade, year).parameters
    except NoRuleInForceError as error:
        raise NoBook from error
