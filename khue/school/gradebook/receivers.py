"""What the gradebook does when it hears of something."""

from __future__ import annotations

from typing import Any

from khue.core.events import receives
from khue.school.gradebook.services.moving import take_along
from khue.sector.classes.events import PupilsMoved


def listen() -> None:
    """Register with the events of other rooms."""
    receives(PupilsMoved.kind, "gradebook.take_along", pupils_moved)


def pupils_moved(payload: dict[str, Any], version: int) -> None:
    """Pupils sit in another class: their marks go with them."""
    take_along(moves=[(person, old, new) for _enrolment, person, old, new in payload["moves"]])
