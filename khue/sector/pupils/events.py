"""What the register of pupils announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class PupilsEnrolled(Event):
    """Somebody, or a whole list, learns at a school from now on. `enrolments` are at most a thousand ids."""

    kind: ClassVar[str] = "pupils.PupilsEnrolled"

    organisation: int
    year: int
    enrolments: list[int]


@dataclass(frozen=True)
class PupilLeft(Event):
    """An enrolment ended: `status` says how, `valid_to` is the first day without it."""

    kind: ClassVar[str] = "pupils.PupilLeft"

    enrolment: int
    person: int
    organisation: int
    status: str
    valid_to: str
