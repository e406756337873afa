"""News that travels upwards: a frozen dataclass, announced in the transaction, delivered after it, at least once.

    @dataclass(frozen=True)
    class TermClosed(Event):
        kind = "gradebook.TermClosed"
        organisation: int
        term: int

    announce(TermClosed(organisation=7, term=2))

A room above registers `receives(TermClosed.kind, "transcripts.prepare", function)` from its `apps.py`. Receivers get
the
payload as it was announced, in a system scope of their own, and must bear a second delivery.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.db import transaction

from khue.core import clock
from khue.core.models.outbox import EventDelivery, OutboxEvent
from khue.core.registry import receivers
from khue.core.scope import open_scope, system

REST_SECONDS = 60
log = logging.getLogger(__name__)
_resting: dict[int, float] = {}


@dataclass(frozen=True)
class Event:
    """A fact that has happened. Fields are JSON values; `version` grows when they change their meaning."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who wants to hear of a kind of event, and what to call: `function(payload, version)`."""

    kind: str
    name: str
    function: Callable[[dict[str, Any], int], None]


def receives(kind: str, name: str, function: Callable[[dict[str, Any], int], None]) -> None:
    """Register a receiver; `name` is unique and stable, since deliveries are remembered by it."""
    receivers.register(name, Receiver(kind, name, function))


def announce(event: Event) -> OutboxEvent:
    """Put `event` into the outbox, in the running transaction."""
    return OutboxEvent.objects.create(
        kind=event.kind, version=event.version, payload=asdict(event), created_at=clock.now()
    )


def deliver_pending(limit: int = 500) -> int:
    """Deliver what waits, oldest first; returns how many events were finished. Several workers may run it at once.

    An event whose receiver fails is logged and rests for a minute: it holds up no other news.
    """
    finished, now = 0, time.monotonic()
    resting = [number for number, until in _resting.items() if until > now]
    waiting = OutboxEvent.objects.filter(delivered_at=None).exclude(pk__in=resting).order_by("id")
    for number in list(waiting.values_list("id", flat=True)[:limit]):
        try:
            finished += _deliver(number)
        except Exception:
            log.exception("event %s was not taken by everyone who waits for it", number)
            _resting[number] = now + REST_SECONDS
        else:
            _resting.pop(number, None)
    return finished


def _deliver(number: int) -> int:
    with open_scope(system("events")):
        event = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(pk=number, delivered_at=None)
            .first()
        )
        if event is None:
            return 0
        heard = set(EventDelivery.objects.filter(event=event).values_list("receiver", flat=True))
        for receiver in receivers:
            if receiver.kind == event.kind and receiver.name not in heard:
                with transaction.atomic():
                    receiver.function(event.payload, event.version)
                    EventDelivery.objects.create(
                        event=event, receiver=receiver.name, delivered_at=clock.now()
                    )
        event.delivered_at = clock.now()
        event.save(update_fields=["delivered_at"])
    return 1
