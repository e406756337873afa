"""Changing a cell after the lock: who teaches asks with a reason, a second person decides, an approval applies it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from khue.core import audit, clock
from khue.core.events import announce
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.events import MarkCorrected
from khue.school.gradebook.models import Correction, CorrectionState, Result
from khue.school.gradebook.models.cells import Refused
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.corrections import book_of_correction
from khue.school.gradebook.selectors.pupils import pupils_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome
from khue.school.gradebook.services.closing import SUMMER_TERM, YEAR_TERM, compute
from khue.school.gradebook.services.saving import write_past_the_lock


class CannotCorrect(ValueError):  # noqa: N818 - reads as the fact it states
    """A correction that cannot be asked for or decided: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_correction(*, book: Book, pupil: UUID, cell: str, new: str | None, reason: str) -> Correction:
    """Ask for a change of one cell of a locked book.

    Raises `Forbidden`; `Refused` for a value that cannot stand there; `CannotCorrect` while the book is open
    (`still_open`), without a reason (`no_reason`), for a pupil of another class (`unknown_pupil`), when nothing would
    change (`same_value`), when somebody asked already (`asked_already`).
    """
    scope = current_scope()
    require(scope, "gradebook.ask_correction", book)
    person = next((each.person for each in pupils_of(book) if each.uuid == pupil), None)
    if cell not in book.cells:
        raise Refused("no_such_cell", cell=cell[:40])
    wanted, place = book.layout.cell(cell), book.layout.places[cell]
    value = wanted.typed(new)
    values = values_of(book, [person]).get(person) if person is not None else None
    present = values.cells[place] if values is not None else wanted.empty
    open_ones = Correction.objects.filter(
        school_class_id=book.school_class,
        pupil_id=person,
        subject_id=book.subject,
        term=book.term,
        cell=cell,
        state=CorrectionState.ASKED,
    )
    for is_wrong, code in (
        (book.is_open, "still_open"),
        (not reason.strip(), "no_reason"),
        (person is None, "unknown_pupil"),
        (value == present, "same_value"),
        (open_ones.exists(), "asked_already"),
    ):
        if is_wrong:
            raise CannotCorrect(code)
    row: Correction = Correction.objects.create(
        organisation_id=book.organisation,
        school_class_id=book.school_class,
        pupil_id=person,
        subject_id=book.subject,
        term=book.term,
        cell=cell,
        old=wanted.to_history(present),
        new=wanted.to_history(value),
        reason=reason.strip(),
        asked_by=scope.account or 0, asked_at=clock.now(),
    )  # fmt: skip
    audit.record("gradebook.correction_asked", row, person=person, cell=cell)
    return row


@transaction.atomic
def approve(*, correction: Correction, answer: str = "") -> CellAnswer:
    """Decide for the change and make it; results of the pupil that are computed already are computed again.

    Raises `Forbidden` (also for who asked); `CannotCorrect` when it was decided already (`decided`), or when the cell
    no longer holds what the asker saw (`changed_since`), which leaves it open.
    """
    row = _decided(correction, CorrectionState.DONE, answer)
    book = book_of_correction(row)
    cell = book.layout.cell(row.cell)
    change = CellChange(row.pupil.uuid, row.cell, cell.from_history(row.old), cell.from_history(row.new))
    made = write_past_the_lock(book=book, change=change)
    if made.outcome is not Outcome.SAVED:
        raise CannotCorrect("changed_since")
    _compute_again(book, row)
    announce(
        MarkCorrected(
            organisation=row.organisation_id,
            school_class=row.school_class_id,
            pupil=row.pupil_id,
            year=book.year,
            term=row.term,
            reason=row.reason,
        )
    )
    return made


@transaction.atomic
def refuse(*, correction: Correction, answer: str) -> None:
    """Decide against the change, with an answer. Raises `Forbidden`, `CannotCorrect` (`decided`, `no_reason`)."""
    if not answer.strip():
        raise CannotCorrect("no_reason")
    _decided(correction, CorrectionState.REFUSED, answer)


@transaction.atomic
def withdraw_correction(*, correction: Correction) -> None:
    """Take one's own request back. Raises `CannotCorrect`: of somebody else (`not_yours`), or decided already."""
    scope = current_scope()
    row = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if row.asked_by != scope.account:
        raise CannotCorrect("not_yours")
    if row.state != CorrectionState.ASKED:
        raise CannotCorrect("decided")
    row.state, row.decided_at = CorrectionState.WITHDRAWN, clock.now()
    row.save(update_fields=["state", "decided_at"])
    audit.record("gradebook.correction_withdrawn", row, person=row.pupil_id)


def _decided(correction: Correction, state: CorrectionState, answer: str) -> Correction:
    scope = current_scope()
    rows = Correction.objects.select_for_update(of=("self",)).select_related(
        "pupil", "school_class", "subject"
    )
    row: Correction = rows.get(pk=correction.pk)
    require(scope, "gradebook.decide_correction", row)
    if row.state != CorrectionState.ASKED:
        raise CannotCorrect("decided")
    row.state, row.answer = state, answer.strip()
    row.decided_by, row.decided_at = scope.account, clock.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(f"gradebook.correction_{state.value}", row, person=row.pupil_id, cell=row.cell)
    return row


def _compute_again(book: Book, row: Correction) -> None:
    """Results that exist follow the corrected mark: its term, the year, the summer."""
    there = (
        Result.objects.of(book.year)
        .filter(school_class_id=book.school_class, pupil_id=row.pupil_id)
        .values_list("term", flat=True)
    )
    for term in sorted(set(there) & {min(book.term, YEAR_TERM), YEAR_TERM, SUMMER_TERM}):
        compute(year=book.year, term=term, classes=[book.school_class], pupils=[row.pupil_id])
