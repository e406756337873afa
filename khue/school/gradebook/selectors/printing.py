"""Everything that the official gradebook of a class prints, in a constant number of statements.

What stood in the book, who answers for it, and what was corrected after the lock. Values are those of the tables (marks
in tenths, comments as booleans, ratings 1 to 4); the layouts make words of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from khue.foundation.organisations.selectors import letterhead
from khue.foundation.people.models import Person
from khue.school.gradebook.models import (
    Conduct,
    Confirmation,
    Correction,
    CorrectionState,
    Reassessment,
    Result,
)
from khue.school.gradebook.selectors.books import CONDUCT_TERMS, TERMS, Book, BookKey, books_of
from khue.school.gradebook.selectors.corrections import CorrectionLine, correction_lines
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import RowValues, values_of_books
from khue.sector.classes.models import (
    ClassSubject,
    Exemption,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.staff.models import Post

CellKey = tuple[str, int, int, str]
"""Subject's code ("" is conduct), term, person, cell."""


@dataclass(frozen=True, slots=True)
class SchoolWords:
    """Who issues the book: the department or commune above, the school, where it lies, who leads it."""

    department: str
    school: str
    commune: str
    province: str
    head: str


@dataclass(frozen=True, slots=True)
class PrintedBook:
    """A subject of the class over the year: its books by term, its teachers in the order in which they came.

    `confirmed` are the confirmations in force: who, and when, by term. `rows` the values by term and person.
    """

    code: str
    name: str
    by_marks: bool
    books: Mapping[int, Book]
    teachers: Sequence[str]
    confirmed: Mapping[int, tuple[str, dt.datetime]]
    rows: Mapping[int, Mapping[int, RowValues]]
    exempt: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedClass:
    """The gradebook of a class (or of some of its subjects). `pupils` in list order, also those who left.

    `results` and `conduct` by person and term; `reassessed` by person and subject code; `corrections` by cell, the
    oldest first.
    """

    school_class: SchoolClass
    school: SchoolWords
    homeroom: Sequence[str]
    pupils: Sequence[BookPupil]
    persons: Mapping[int, Person]
    subjects: Sequence[PrintedBook]
    results: Mapping[tuple[int, int], Result]
    conduct: Mapping[tuple[int, int], Conduct]
    reassessed: Mapping[tuple[int, str], int]
    corrections: Mapping[CellKey, Sequence[CorrectionLine]]
    locked: frozenset[int]


def printed_class(school_class: SchoolClass, subjects: Sequence[str] | None = None) -> PrintedClass:
    """What is printed of a class of the open scope, of all its subjects or of some (by code).

    The same number of statements for one pupil and for fifty, for one subject and for all.
    """
    owned = ClassSubject.objects.filter(school_class=school_class).order_by("subject__order", "subject__code")
    if subjects is not None:
        owned = owned.filter(subject__code__in=subjects)
    codes = dict(owned.values_list("subject_id", "subject__code"))
    keys: list[BookKey] = [(school_class.uuid, code, term) for code in codes.values() for term in TERMS]
    keys += [(school_class.uuid, None, term) for term in CONDUCT_TERMS]
    books = books_of(keys)
    conduct_books = {key[2]: book for key, book in books.items() if key[1] is None}
    pupils = pupils_of(conduct_books[1]) if conduct_books else []
    results = Result.objects.of(school_class.year_id).filter(school_class=school_class)
    again = Reassessment.objects.filter(school_class=school_class, subject__in=codes)
    return PrintedClass(
        school_class=school_class,
        school=_school(school_class),
        homeroom=_names(HomeroomAssignment.objects.filter(school_class=school_class)),
        pupils=pupils,
        persons=Person.objects.in_bulk([each.person for each in pupils]),
        subjects=_subjects(school_class, codes, books),
        results={(row.pupil_id, row.term): row for row in results},
        conduct={(row.pupil_id, row.term): row for row in Conduct.objects.filter(school_class=school_class)},
        reassessed={(row.pupil_id, codes[row.subject_id]): row.value for row in again},
        corrections=_corrections(school_class, codes),
        locked=frozenset(term for term in TERMS if term in conduct_books and not conduct_books[term].is_open),
    )


def _subjects(
    school_class: SchoolClass, codes: Mapping[int, str], books: Mapping[BookKey, Book]
) -> list[PrintedBook]:
    rows = values_of_books([book for key, book in books.items() if key[1] is not None])
    teachers: dict[int, list[str]] = defaultdict(list)
    assigned = TeachingAssignment.objects.filter(_held(), school_class=school_class, subject__in=codes)
    for subject, name in assigned.order_by("valid_from", "pk").values_list("subject_id", "person__full_name"):
        if name not in teachers[subject]:
            teachers[subject].append(name)
    confirmed: dict[int, dict[int, tuple[str, dt.datetime]]] = defaultdict(dict)
    said = Confirmation.objects.filter(school_class=school_class, subject__in=codes, withdrawn_at=None)
    for subject, term, name, at in said.values_list(
        "subject_id", "term", "person__full_name", "confirmed_at"
    ):
        confirmed[subject][term] = (name, at)
    free: dict[int, set[int]] = defaultdict(set)
    exempt = Exemption.objects.filter(school_class=school_class, subject__in=codes)
    for subject, person in exempt.values_list("subject_id", "person_id"):
        free[subject].add(person)
    found = []
    for number, code in codes.items():
        own = {term: books[key] for term in TERMS if (key := (school_class.uuid, code, term)) in books}
        if own:
            first = next(iter(own.values()))
            found.append(
                PrintedBook(
                    code, first.name, first.has_marks, own, teachers[number], confirmed[number],
                    {term: rows[number, term] for term in own}, frozenset(free[number]),
                )
            )  # fmt: skip
    return found


def _corrections(school_class: SchoolClass, codes: Mapping[int, str]) -> dict[CellKey, list[CorrectionLine]]:
    rows = Correction.objects.filter(
        Q(subject__in=codes) | Q(subject=None), school_class=school_class, state=CorrectionState.DONE
    )
    found: dict[CellKey, list[CorrectionLine]] = defaultdict(list)
    for line in correction_lines(rows.select_related("subject").order_by("decided_at", "pk")):
        row = line.correction
        found[row.subject.code if row.subject else "", row.term, row.pupil_id, row.cell].append(line)
    return dict(found)


def _school(school_class: SchoolClass) -> SchoolWords:
    school = school_class.organisation
    head = letterhead(school)
    heads = Post.objects.filter(organisation=school, position="head").order_by("-valid_from")
    return SchoolWords(
        department=head.department,
        school=school.name,
        commune=head.commune,
        province=head.province,
        head=heads.values_list("person__full_name", flat=True).first() or "",
    )


def _names(rows: Any) -> list[str]:
    names: Iterable[str] = (
        rows.filter(_held()).order_by("valid_from", "pk").values_list("person__full_name", flat=True)
    )
    return list(dict.fromkeys(names))


def _held() -> Q:
    """An assignment made by mistake ends on the day it began."""
    return Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
