"""What the register of pupils announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class PupilEnrolled(Event):
    """Somebody learns at a school from a day on. Ids; `valid_from` as an ISO date."""

    kind: ClassVar[str] = "pupils.PupilEnrolled"

    enrolment: int
    person: int
    organisation: int
    year: int
    grade: int
    valid_from: str


@dataclass(frozen=True)
class PupilLeft(Event):
    """An enrolment ended: `status` says how, `valid_to` is the first day without it."""

    kind: ClassVar[str] = "pupils.PupilLeft"

    enrolment: int
    person: int
    organisation: int
    status: str
    valid_to: str
