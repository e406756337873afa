"""The grid as a plain form, where there is no script: the same compare-and-set, with the answers at the cells.

The page says in one field what it showed (`seen`). What was not touched is left alone; what a colleague changed
meanwhile is refused, and the page comes back with their value, who wrote it, and what was typed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core import clock
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import BookPupil
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome, sentence
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tables import Problem, cell_name, show


class Seen(msgspec.Struct):
    """What the page showed: the names of its cells, and their texts of the wire by pupil."""

    cells: list[str]
    rows: dict[UUID, list[str | None]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell of the form, with what became of it."""

    answer: CellAnswer
    pupil: str
    typed: str

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return self.answer.outcome

    @property
    def key(self) -> tuple[UUID, str]:
        """Which cell it is."""
        return self.answer.pupil, self.answer.cell

    @property
    def anchor(self) -> str:
        """The id of its field."""
        return f"o-{self.answer.pupil}-{self.answer.cell}"

    @property
    def cell(self) -> str:
        """The head of its column."""
        return cell_name(self.answer.cell)

    @property
    def words(self) -> str:
        """Why it was not saved, what stands there, and what to do."""
        answer, stands = self.answer, show(self.answer.cell, self.answer.value) or _("nothing")
        if answer.outcome is Outcome.CHANGED:
            at = clock.local(answer.at).strftime("%-H:%M %d/%m/%Y") if answer.at else ""
            words = _(
                "%(author)s changed it to %(value)s at %(at)s. You typed %(typed)s: type it again to put it."
            )
            typed = self.typed or _("nothing")
            return words % {"author": answer.author or "?", "value": stands, "at": at, "typed": typed}
        why = sentence(answer.code, answer.params)
        return _("Could not save “%(typed)s”. %(why)s What stood there is safe: %(value)s.") % {
            "typed": self.typed,
            "why": why,
            "value": stands,
        }

    @property
    def problem(self) -> Problem:
        """How its field comes back: a wrong value stays to be mended, a colleague's value stands."""
        refused = self.answer.outcome is Outcome.REFUSED
        return Problem(
            state="refused" if refused else "changed",
            shown=self.typed if refused else show(self.answer.cell, self.answer.value),
            text=self.words,
        )


def save_form(request: HttpRequest, book: Book, pupils: Sequence[BookPupil]) -> list[Kept] | None:
    """Save the cells that were touched, each with its answer; None when the form does not say what it showed."""
    try:
        shown = msgspec.json.decode(request.POST.get("seen", ""), type=Seen)
    except msgspec.DecodeError:
        return None
    names = {pupil.uuid: pupil.name for pupil in pupils}
    typed: list[str] = []
    changes: list[CellChange] = []
    for pupil, texts in shown.rows.items():
        for cell, old in zip(shown.cells, texts, strict=False):
            new = request.POST.get(f"{pupil}.{cell}")
            if new is not None and new.strip() != show(cell, old):
                changes.append(CellChange(pupil, cell, old, new.strip() or None))
                typed.append(new.strip())
    answers = save_cells(book=book, changes=changes)
    return [Kept(each, names.get(each.pupil, ""), words) for each, words in zip(answers, typed, strict=True)]


def saved_words(count: int) -> str:
    """How many cells were saved."""
    return ngettext("%(count)s cell saved.", "%(count)s cells saved.", count) % {"count": count}
