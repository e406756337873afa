"""News that leaves a transaction: an outbox, at least once."""

from __future__ import annotations

from django.db import models


class OutboxEvent(models.Model):
    """One announced fact: its kind (`room.Name`), the version of its payload, and the payload."""

    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    created_at = models.DateTimeField(db_index=True)
    delivered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class EventDelivery(models.Model):
    """That one receiver has dealt with one event: makes a second delivery a no-op."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="+")
    receiver = models.CharField(max_length=120)
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.receiver} ← {self.event_id}"
