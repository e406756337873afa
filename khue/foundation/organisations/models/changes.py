"""Merges, splits, renames, closings: what was decided, and who follows whom."""

from __future__ import annotations

from django.db import models

from khue.core.ids import uuid7
from khue.foundation.organisations.choices import ChangeKind
from khue.foundation.organisations.models.organisation import Organisation


class OrganisationChange(models.Model):
    """One change with its day and its decision."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    date = models.DateField()
    decision = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.date:%d/%m/%Y}"


class OrganisationSuccession(models.Model):
    """Who followed whom in a change."""

    change = models.ForeignKey(OrganisationChange, on_delete=models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
