"""Who and what the files speak of, in the order of first appearance.

Two spellings of one name that look the same are the same: composed and decomposed Unicode, spaces at the ends. The
outputs print the first spelling, untouched.
"""

from __future__ import annotations

import unicodedata

from khue.school.gradebook.formulas import Assessed, Conduct


def _identity(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


class Entry:
    """One subject of one pupil: how it is assessed, the two terms' values, and the lines they came from (0: none)."""

    __slots__ = ("assessed", "assessed_line", "line1", "line2", "pupil", "subject", "term1", "term2")

    def __init__(self, pupil: Pupil, subject: str) -> None:
        self.pupil = pupil
        self.subject = subject
        self.assessed: Assessed | None = None
        self.assessed_line = 0
        self.term1: int | None = None
        self.term2: int | None = None
        self.line1 = 0
        self.line2 = 0


class Pupil:
    """One pupil as first spelled, with the subjects found so far and the conduct, if there is a line of it."""

    __slots__ = ("conduct", "conduct_line", "entries", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: dict[str, Entry] = {}
        self.conduct = Conduct()
        self.conduct_line = 0


class Register:
    """All pupils and all their subjects, each in the order of first appearance."""

    def __init__(self) -> None:
        self.pupils: list[Pupil] = []
        self.entries: list[Entry] = []
        self._by_identity: dict[str, Pupil] = {}
        self._by_spelling: dict[str, Pupil] = {}
        self._subjects: dict[str, str] = {}

    def pupil(self, cell: str) -> Pupil | None:
        """The pupil a cell names; None when it names nobody."""
        pupil = self._by_spelling.get(cell)
        return pupil if pupil is not None else self._pupil_in_new_spelling(cell)

    def entry(self, pupil: Pupil, cell: str) -> Entry | None:
        """The pupil's subject that a cell names; None when it names none."""
        subject = self._subjects.get(cell)
        if subject is None:
            subject = self._subjects[cell] = _identity(cell)
        entry = pupil.entries.get(subject)
        if entry is None and subject:
            entry = pupil.entries[subject] = Entry(pupil, cell)
            self.entries.append(entry)
        return entry

    def _pupil_in_new_spelling(self, cell: str) -> Pupil | None:
        identity = _identity(cell)
        if not identity:
            return None
        pupil = self._by_identity.get(identity)
        if pupil is None:
            pupil = self._by_identity[identity] = Pupil(cell)
            self.pupils.append(pupil)
        self._by_spelling[cell] = pupil
        return pupil
