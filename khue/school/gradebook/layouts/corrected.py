"""Corrections after the lock as the form has them: the old value struck, the new one above it, who made and allowed it.

The form asks for red ink and the corrector's signature beside it. In an electronic book the signature is the recorded
act: who asked and who, a second person, approved, each with the moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from khue.school.gradebook.layouts.words import cell_name, form, kept_text, moment_text
from khue.school.gradebook.selectors.corrections import CorrectionLine
from khue.school.gradebook.selectors.printing import CellKey, PrintedClass


class Corrections:
    """Numbers the corrections of a print in the order of its list at the end, and answers cells with them."""

    def __init__(self, printed: PrintedClass, *, of_subject: str | None = None) -> None:
        self._printed = printed
        self._names = {each.person: each.name for each in printed.pupils}
        self._subjects = {each.code: each.name for each in printed.subjects}
        shown = {key: found for key, found in printed.corrections.items() if of_subject in {None, key[0]}}
        ordered = [(key, line) for key, found in shown.items() for line in found]
        ordered.sort(key=lambda each: (each[1].correction.decided_at, each[1].correction.pk))
        self._numbers = {line.correction.pk: str(number) for number, (_, line) in enumerate(ordered, 1)}
        self.lines = [self._line(key, line) for key, line in ordered]

    def cell(self, key: CellKey, present: str) -> dict[str, Any]:
        """A cell of the template: what stands there (`text`), and what was struck on the way to it."""
        found = self._found(key)
        struck = [kept_text(key[3], line.old) or "(trống)" for line in found]
        return {"text": present, "struck": struck, "marks": [self._number(line) for line in found]}

    def notes(self, keys: Iterable[CellKey]) -> list[str]:
        """For the note column: who corrected, and who allowed it."""
        lines = sorted(
            (line for key in keys for line in self._found(key)), key=lambda one: int(self._number(one))
        )
        return [f"({self._number(line)}) {line.asked_by}; duyệt: {line.decided_by}" for line in lines]

    def _found(self, key: CellKey) -> Sequence[CorrectionLine]:
        return self._printed.corrections.get(key, ())

    def _number(self, line: CorrectionLine) -> str:
        return self._numbers[line.correction.pk]

    def _line(self, key: CellKey, line: CorrectionLine) -> list[str]:
        subject, term, person, cell = key
        what = (self._subjects.get(subject, ""), cell_name(cell), form()["term_names"].get(str(term), ""))
        return [
            self._number(line),
            self._names.get(person, ""),
            " · ".join(filter(None, what)),
            kept_text(cell, line.old) or "(trống)",
            kept_text(cell, line.new) or "(trống)",
            line.correction.reason,
            f"{line.asked_by}, {moment_text(line.asked_at)}",
            f"{line.decided_by}, {moment_text(line.correction.decided_at)}",
        ]
