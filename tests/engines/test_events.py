"""News is delivered at least once, and one receiver's mistake holds up nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from khue.core import events
from khue.core.events import Event, Receiver, announce, deliver_pending
from khue.core.models import OutboxEvent
from khue.core.registry import Registry
from khue.core.scope import open_scope, system

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Told(Event):
    kind: ClassVar[str] = "test.Told"
    number: int


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A receiver that cannot bear the number 1."""
    numbers: list[int] = []

    def hear(payload: dict[str, Any], version: int) -> None:
        if payload["number"] == 1:
            raise KeyError(1)
        numbers.append(payload["number"])

    board: Registry[Any] = Registry("test")
    board.register("test.hear", Receiver(Told.kind, "test.hear", hear))
    monkeypatch.setattr(events, "receivers", board)
    monkeypatch.setattr(events, "_resting", {})
    return numbers


def test_a_receiver_that_fails_keeps_its_event_waiting_and_no_other(heard: list[int]) -> None:
    with open_scope(system("test")):
        first, _second = announce(Told(1)), announce(Told(2))
    assert (deliver_pending(), deliver_pending()) == (1, 0)
    assert heard == [2]
    assert list(OutboxEvent.objects.filter(delivered_at=None)) == [first]
