"""What the room of classes announces. All fields are ids; days are ISO dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class PupilsMoved(Event):
    """Pupils go to other classes of the same year. Marks stay with the pupils.

    `moves` are (enrolment, person, old class, new class), at most a thousand.
    """

    kind: ClassVar[str] = "classes.PupilsMoved"

    moves: list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class ClassesMerged(Event):
    """A class went into another one and is closed."""

    kind: ClassVar[str] = "classes.ClassesMerged"

    organisation: int
    closed: int
    into: int
    day: str
