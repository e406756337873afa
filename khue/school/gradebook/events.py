"""What the gradebook announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class TermClosed(Event):
    """Results of a term (1, 2; 3 the year; 4 after the summer) were computed for a school's pupils."""

    kind: ClassVar[str] = "gradebook.TermClosed"

    organisation: int
    year: int
    term: int


@dataclass(frozen=True)
class MarkCorrected(Event):
    """A cell was changed after the lock, with a reason and a second person; results of the pupil follow."""

    kind: ClassVar[str] = "gradebook.MarkCorrected"

    organisation: int
    school_class: int
    pupil: int
    year: int
    term: int
    reason: str
