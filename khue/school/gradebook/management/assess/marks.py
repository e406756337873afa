"""Reading the marks: one line per pupil, subject and term.

A line is reduced to its term value at once; the marks themselves are not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Generic, TypeVar

from khue.school.gradebook.formulas import (
    Assessed,
    AssessmentRules,
    MarkError,
    comment_term,
    parse_comment,
    parse_mark,
    term_average,
)
from khue.school.gradebook.management.assess.console import Progress
from khue.school.gradebook.management.assess.problems import Problems
from khue.school.gradebook.management.assess.register import Entry, Register
from khue.school.gradebook.management.assess.table import TableReader

COLUMNS = ("pupil", "subject", "assessed", "term", "regular", "midterm", "final")

T = TypeVar("T", bound=int)  # tenths, or a bool


class _Kind(Generic[T]):
    """A way of assessing: how one cell is read, and how a term follows from the cells."""

    def __init__(
        self,
        assessed: Assessed,
        read: Callable[[str], T],
        close: Callable[[Sequence[T], T | None, T | None], T | None],
    ) -> None:
        self.assessed = assessed
        self.read: Callable[[str], T] = lru_cache(maxsize=1024)(read)
        self._close: Callable[[Sequence[T], T | None, T | None], T | None] = close

    def term(self, regular: str, midterm: str, final: str) -> T | None:
        """The term's value, None while an assessment is missing. Raises MarkError, also for a cell of spaces."""
        read = self.read
        return self._close(
            [read(item) for item in regular.split(";")] if regular else [],
            read(midterm) if midterm else None,
            read(final) if final else None,
        )


class MarksReader:
    """Takes the lines of M one by one into the register."""

    def __init__(self, file: str, register: Register, rules: AssessmentRules, problems: Problems) -> None:
        self._file, self._line = file, 0
        self._register = register
        self._problems = problems
        score = _Kind(Assessed.SCORE, parse_mark, partial(term_average, rules=rules))
        comment = _Kind(Assessed.COMMENT, parse_comment, comment_term)
        self._kinds: dict[str, _Kind[int] | _Kind[bool]] = {"score": score, "comment": comment}

    def read(self, progress: Progress) -> None:
        for line, cells in TableReader(self._file, self._problems, progress).rows(COLUMNS):
            self._line = line
            self._take(cells)

    def _take(self, cells: tuple[str, ...]) -> None:
        pupil, subject, assessed, term, regular, midterm, final = cells
        entry = self._entry(pupil, subject)
        kind = self._kinds.get(assessed) or self._kinds.get(assessed.strip())
        value = None
        if kind is None:
            self._fault("assessed", f'"{assessed}" is neither score nor comment')
        else:
            try:
                value = kind.term(regular, midterm, final)
            except MarkError:
                self._fault_cells(kind.read, regular, midterm, final)
        if entry is not None:
            if kind is not None and kind.assessed is not entry.assessed:
                self._settle(entry, kind.assessed)
            self._store(entry, term, value)
        elif term.strip() not in ("1", "2"):
            self._fault_term(term)

    def _entry(self, pupil_cell: str, subject_cell: str) -> Entry | None:
        pupil = self._register.pupil(pupil_cell)
        if pupil is None:
            self._fault("pupil", "the pupil is missing")
            if not subject_cell.strip():
                self._fault("subject", "the subject is missing")
            return None
        entry = self._register.entry(pupil, subject_cell)
        if entry is None:
            self._fault("subject", "the subject is missing")
        return entry

    def _settle(self, entry: Entry, assessed: Assessed) -> None:
        if entry.assessed is None:
            entry.assessed, entry.assessed_line = assessed, self._line
        else:
            self._fault(
                "assessed", f'"{assessed}" here, but "{entry.assessed}" on line {entry.assessed_line}'
            )

    def _store(self, entry: Entry, term: str, value: int | None) -> None:
        bare = term.strip()
        if bare == "1":
            earlier = entry.line1
            if not earlier:
                entry.term1, entry.line1 = value, self._line
        elif bare == "2":
            earlier = entry.line2
            if not earlier:
                entry.term2, entry.line2 = value, self._line
        else:
            self._fault_term(term)
            return
        if earlier:
            self._fault("pupil", f"the same pupil, subject and term as on line {earlier}")

    def _fault_cells(self, read: Callable[[str], int], regular: str, midterm: str, final: str) -> None:
        """Name every wrong cell of the line, and every wrong item of the regular marks; only spaces are no fault."""
        items = regular.split(";") if regular.strip() else []
        for number, item in enumerate(items, 1):
            if item.strip():
                self._try("regular", read, item, f"item {number}: ")
            else:
                self._fault("regular", f"item {number} of {len(items)} is empty")
        for column, cell in (("midterm", midterm), ("final", final)):
            if cell.strip():
                self._try(column, read, cell)

    def _try(self, column: str, read: Callable[[str], int], text: str, where: str = "") -> None:
        try:
            read(text)
        except MarkError as error:
            self._fault(column, f"{where}{error}")

    def _fault_term(self, term: str) -> None:
        self._fault("term", f'"{term}" is neither 1 nor 2')

    def _fault(self, column: str, text: str) -> None:
        self._problems.add(self._file, self._line, column, text)
