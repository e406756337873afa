"""Answers kept so that a request sent twice is done once."""

from __future__ import annotations

from django.db import models


class IdempotentAnswer(models.Model):
    """The answer to a write, by actor and key; written in the transaction of the write itself.

    `request_hash` tells a repetition from another request that reuses the key.
    """

    account_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="idempotent_once")]

    def __str__(self) -> str:
        return self.key
