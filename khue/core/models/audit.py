"""Flat audit lines and the segments that chain them."""

from __future__ import annotations

from django.db import models
from django.db.models import Func


class Xid8Field(models.Field[int, int]):
    """PostgreSQL's 64-bit transaction id."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class AuditSegment(models.Model):
    """A sealed run of lines: the Merkle root of their digests, chained to the segment before.

    `hash` = SHA-256(previous hash ‖ root ‖ count ‖ last line's id). The application inserts nothing here itself: the
    door `audit_seal` does.
    """

    lines = models.PositiveIntegerField()
    last_line = models.BigIntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.lines}"


class AuditLine(models.Model):
    """Who did, or read, what, in which hat. Written in the transaction of the act itself; never changed, never deleted.

    Keeps codes and parameters, no sentences: words are made when somebody reads. `person` is the one the line is about,
    so that a parent can ask who looked at their child.
    """

    xid = Xid8Field(db_default=Func(function="pg_current_xact_id"), editable=False)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    segment = models.ForeignKey(AuditSegment, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(segment=None), name="audit_unsealed"),
            models.Index(
                fields=["person_id", "-id"], condition=models.Q(person_id__isnull=False), name="audit_person"
            ),
            models.Index(fields=["kind", "object_id", "-id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.kind} {self.object_id}"
