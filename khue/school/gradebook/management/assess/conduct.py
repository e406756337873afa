"""Reading conduct and absences: one line per pupil."""

from __future__ import annotations

import re

from khue.school.gradebook.formulas import Conduct, Rating
from khue.school.gradebook.management.assess.console import Progress
from khue.school.gradebook.management.assess.problems import Problems
from khue.school.gradebook.management.assess.register import Register
from khue.school.gradebook.management.assess.table import TableReader

COLUMNS = ("pupil", "term1", "term2", "absences")

_RATINGS = {rating.value: rating for rating in Rating}
_COUNT = re.compile(r"[0-9]{1,6}")


class ConductReader:
    """Takes the lines of C one by one into the register; an empty cell is a missing fact."""

    def __init__(self, file: str, register: Register, problems: Problems) -> None:
        self._file, self._line = file, 0
        self._register = register
        self._problems = problems

    def read(self, progress: Progress) -> None:
        for line, cells in TableReader(self._file, self._problems, progress).rows(COLUMNS):
            self._line = line
            self._take(*cells)

    def _take(self, pupil_cell: str, term1: str, term2: str, absences: str) -> None:
        conduct = Conduct(
            self._rating("term1", term1), self._rating("term2", term2), self._absences(absences)
        )
        pupil = self._register.pupil(pupil_cell)
        if pupil is None:
            self._fault("pupil", "the pupil is missing")
        elif pupil.conduct_line:
            self._fault("pupil", f"the same pupil as on line {pupil.conduct_line}")
        else:
            pupil.conduct, pupil.conduct_line = conduct, self._line

    def _rating(self, column: str, cell: str) -> Rating | None:
        bare = cell.strip()
        if not bare:
            return None
        if bare not in _RATINGS:
            self._fault(column, f'"{cell}" is none of {", ".join(_RATINGS)}')
        return _RATINGS.get(bare)

    def _absences(self, cell: str) -> int | None:
        bare = cell.strip()
        if not bare:
            return None
        if _COUNT.fullmatch(bare) is None:
            self._fault("absences", f'"{cell}" is not a number of sessions')
            return None
        return int(bare)

    def _fault(self, column: str, text: str) -> None:
        self._problems.add(self._file, self._line, column, text)
