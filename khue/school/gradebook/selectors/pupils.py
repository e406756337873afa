"""The pupils of a class in their fixed order, as a book shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from khue.core import clock
from khue.school.gradebook.selectors.books import SUMMER, Book
from khue.school.gradebook.selectors.statements import ask, statement


@dataclass(frozen=True, slots=True)
class BookPupil:
    """One line of the class list. `has_left` and `is_exempt` lines are shown and not written in."""

    person: int
    uuid: UUID
    number: int
    name: str
    has_left: bool
    is_exempt: bool


def pupils_of(book: Book) -> list[BookPupil]:
    """Everyone who is or was in the class, in the fixed order of list numbers: one statement.

    The conduct book after summer training lists only who trains (Điều 13).
    """
    params = {
        "school_class": book.school_class,
        "subject": book.subject,
        "year": book.year,
        "training": book.subject is None and book.term == SUMMER,
        "today": clock.today(),
    }
    return [BookPupil(*row) for row in ask(statement("pupils"), params)]
