"""What the room of classes announces. All fields are ids; days are ISO dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class PupilMoved(Event):
    """A pupil goes to another class of the same year from a day on. Marks stay with the pupil."""

    kind: ClassVar[str] = "classes.PupilMoved"

    enrolment: int
    person: int
    old_class: int
    new_class: int
    day: str


@dataclass(frozen=True)
class ClassesMerged(Event):
    """A class went into another one and is closed."""

    kind: ClassVar[str] = "classes.ClassesMerged"

    organisation: int
    closed: int
    into: int
    day: str
