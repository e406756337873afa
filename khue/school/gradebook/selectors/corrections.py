"""Corrections: what was asked for, by whom, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from khue.core.rules import can
from khue.core.scope import Scope
from khue.foundation.accounts.models import Account
from khue.school.gradebook.formulas import format_mark, secondary_rules, term_average
from khue.school.gradebook.models import Correction, CorrectionState
from khue.school.gradebook.models.cells import REGULAR
from khue.school.gradebook.selectors.books import Book, book_of, conduct_book_of, layout_of
from khue.school.gradebook.selectors.values import RowValues


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """One request as the inbox shows it; `old` and `new` are texts of the wire, None for nothing."""

    correction: Correction
    old: str | None
    new: str | None
    asked_by: str
    decided_by: str
    asked_at: dt.datetime


def waiting_for(scope: Scope) -> int:
    """How many requests wait for a decision of the hat: none for who decides nothing. One statement at most."""
    if not can(scope, "gradebook.decide_correction"):
        return 0
    rows = Correction.objects.filter(state=CorrectionState.ASKED, organisation_id=scope.organisation)
    return rows.exclude(asked_by=scope.account or 0).count()


def corrections(*, waiting: bool, asked_by: int | None = None) -> QuerySet[Correction]:
    """The requests of the scope, those that wait or those that were decided, the oldest and the latest first.

    `asked_by` leaves those of one account.
    """
    rows: QuerySet[Correction] = Correction.objects.select_related("school_class", "pupil", "subject")
    if asked_by is not None:
        rows = rows.filter(asked_by=asked_by)
    if waiting:
        return rows.filter(state=CorrectionState.ASKED).order_by("asked_at")
    return rows.exclude(state=CorrectionState.ASKED).order_by("-decided_at")


def correction_lines(rows: Iterable[Correction]) -> list[CorrectionLine]:
    """The requests with the names of who asked and who decided; one statement more than the rows."""
    found = list(rows)
    numbers = {each.asked_by for each in found} | {each.decided_by for each in found if each.decided_by}
    names = names_of_accounts(numbers)
    return [
        CorrectionLine(
            correction=each,
            old=cell.from_history(each.old),
            new=cell.from_history(each.new),
            asked_by=names.get(each.asked_by, ""),
            decided_by=names.get(each.decided_by or 0, ""),
            asked_at=each.asked_at,
        )
        for each in found
        for cell in [layout_of(each.subject.assessed if each.subject else None).cell(each.cell)]
    ]


def corrections_of_cell(*, book: Book, person: int, cell: str) -> QuerySet[Correction]:
    """What was asked for in one cell, the latest first."""
    rows: QuerySet[Correction] = Correction.objects.filter(
        school_class_id=book.school_class,
        pupil_id=person,
        subject_id=book.subject,
        term=book.term,
        cell=cell,
    )
    return rows.select_related("school_class", "pupil", "subject").order_by("-asked_at")


def average_after(*, book: Book, values: RowValues | None, cell: str, new: str | None) -> str | None:
    """The term average on the wire if a cell held `new` (text of the wire); None where there is none, or no marks."""
    if not book.has_marks:
        return None
    cells = list(values.cells) if values else [kind.empty for kind in book.layout.cells]
    cells[book.layout.places[cell]] = book.layout.cell(cell).typed(new)
    regular = [mark for mark in cells[: len(REGULAR)] if mark is not None]
    rules = secondary_rules(book.grade, book.year).parameters
    midterm, final = cells[len(REGULAR)], cells[len(REGULAR) + 1]
    average = term_average(regular, midterm, final, rules, required=book.expected)
    return None if average is None else format_mark(average)


def book_of_correction(row: Correction) -> Book:
    """The book that a request speaks of; raises `NoBook`."""
    if row.subject is None:
        return conduct_book_of(class_uuid=row.school_class.uuid, term=row.term)
    return book_of(class_uuid=row.school_class.uuid, subject=row.subject.code, term=row.term)


def names_of_accounts(numbers: Iterable[int]) -> dict[int, str]:
    """The persons behind some accounts, or the login of an account without one. One statement."""
    rows = Account.objects.filter(pk__in=set(numbers)).values_list("pk", "person__full_name", "username")
    return {number: name or login for number, name, login in rows}
