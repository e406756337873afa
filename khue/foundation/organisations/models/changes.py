"""Merges, splits, renames, closings: what was decided, and who follows whom."""

from __future__ import annotations

from django.db import models

from khue.core.ids import uuid7
from khue.foundation.organisations.choices import ChangeKind
from khue.foundation.organisations.models.organisation import Organisation


class OrganisationChange(models.Model):
    """One change with its decision and the day from which it holds (`date`).

    `journal` is every row the change touched, as it was and as it became: the ground of taking it back. A change that
    was taken back stays, with who did it, when and why.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    date = models.DateField()
    decision = models.CharField(max_length=150)
    decided_on = models.DateField(null=True)
    account_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    journal = models.JSONField(default=list)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.BigIntegerField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["date"], name="organisation_change_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.date:%d/%m/%Y}"


class OrganisationSuccession(models.Model):
    """Who followed whom in a change; the same on both sides: it was touched and goes on.

    No predecessor: founded by it. No successor: closed by it without anyone following.
    """

    change = models.ForeignKey(OrganisationChange, on_delete=models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "predecessor", "successor"],
                nulls_distinct=False,
                name="organisation_succession_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
