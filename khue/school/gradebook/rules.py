"""Who may read and write marks.

A book of marks is a class's subject in a term; the conduct book of a class belongs to its homeroom teacher. Only who
teaches the subject there today, or was given the book by the head, writes in it: an office reads, it does not type.
"""

from __future__ import annotations

from typing import Protocol

from khue.core.rules import add_rule, is_system, predicate
from khue.core.scope import Reach, Scope
from khue.foundation.accounts.rules import (
    is_commune,
    is_department,
    is_head,
    is_registrar,
    is_school_office,
    is_teacher,
)


class Book(Protocol):
    """What the rules ask of a book: the persons who may write in it today, and who may read all of its class."""

    @property
    def writers(self) -> frozenset[int]: ...
    @property
    def homeroom(self) -> frozenset[int]: ...


class Placed(Protocol):
    """An organisation, as far as its place in the tree."""

    path: str


class Asked(Protocol):
    """A request for a correction, as far as who asked."""

    asked_by: int


@predicate
def writes_book(scope: Scope, book: Book | None) -> bool:
    """The hat's person teaches this, or the head gave it to them."""
    return book is not None and scope.person is not None and scope.person in book.writers


@predicate
def leads_class(scope: Scope, book: Book | None) -> bool:
    """The hat's person is the homeroom teacher of the class."""
    return book is not None and scope.person is not None and scope.person in book.homeroom


@predicate
def is_above(scope: Scope, organisation: Placed | None) -> bool:
    """The organisation lies in the hat's subtree."""
    if organisation is None:
        return False
    return scope.reach is Reach.ALL or organisation.path.startswith(scope.roots or ("!",))


@predicate
def is_second_person(scope: Scope, correction: Asked | None) -> bool:
    """Whoever decides is not who asked."""
    return correction is None or scope.account is None or correction.asked_by != scope.account


is_overseer = is_department | is_commune

add_rule("gradebook.mine", is_teacher | is_school_office)
add_rule("gradebook.read", is_school_office | is_overseer | writes_book | leads_class)
add_rule("gradebook.type", is_system | writes_book)
add_rule("gradebook.confirm", writes_book)
add_rule("gradebook.delegate", is_head | is_system)
add_rule("gradebook.windows", (is_head | is_overseer) & is_above)
add_rule("gradebook.see_windows", is_school_office | is_teacher | is_overseer)
add_rule("gradebook.ask_correction", writes_book)
add_rule("gradebook.see_corrections", is_school_office | is_teacher)
add_rule("gradebook.decide_correction", is_head & is_second_person)
add_rule("gradebook.oversee", is_overseer)
add_rule("gradebook.completion", is_school_office | is_overseer)
add_rule("gradebook.see_completion", is_school_office | is_overseer | is_teacher)
add_rule("gradebook.results", is_school_office | is_overseer | leads_class)
add_rule("gradebook.see_results", is_school_office | is_overseer | is_teacher)
add_rule("gradebook.close", (is_head | is_department) & is_above)
add_rule("gradebook.close_all", is_department)
add_rule("gradebook.reassess", is_head | is_registrar | is_system)
add_rule("gradebook.print_class", is_school_office | is_overseer | leads_class)
add_rule("gradebook.import", is_school_office | is_teacher | is_system)
