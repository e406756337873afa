"""Keys, batches, signatures."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from khue.core.ids import uuid7
from khue.core.models import ScopedModel, ScopePath
from khue.core.models.jobs import JobRun
from khue.foundation.documents.models import Paper
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.signing.choices import Capacity, KeyKind, Level


class SigningKey(ScopedModel):
    """A certificate that somebody, or an organisation's seal, signs with.

    The key itself is never in the database: `locator` says where it is (a file name under the key folder, a PKCS#11
    URI, a credential id).
    """

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", person="person_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    is_seal = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=KeyKind.choices)
    locator = models.CharField(max_length=300)
    subject = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    serial = models.CharField(max_length=64)
    certificate = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.subject} ({self.serial})"

    def is_in_force(self, moment: dt.datetime) -> bool:
        """Whether the certificate is valid at `moment` and was not given up."""
        return self.retired_at is None and self.valid_from <= moment < self.valid_to


class Batch(ScopedModel):
    """Papers that one signer signs with one confirmation."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JobRun, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField()
    papers = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.capacity} {self.papers}"


class Signature(ScopedModel):
    """One signature on one paper; exists only when the signed file is stored."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", person="paper__person_id")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    serial = models.CharField(max_length=64)
    level = models.CharField(max_length=4, choices=Level.choices)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "capacity"], name="signature_once")]
        indexes = [
            models.Index(fields=["paper"], condition=models.Q(level="B-B"), name="signature_unstamped")
        ]

    def __str__(self) -> str:
        return f"{self.capacity}: {self.name}"


class PaperReport(ScopedModel):
    """What somebody outside told the school of an altered copy of one of its papers; the copy itself is not kept.

    `verdict`, `capacities` and `pages` are what our check found. `said` and `contact` are an outsider's own words.
    Stored through the door `report_paper` alone, which bounds them; ended by whoever looked into it.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12)
    capacities = models.JSONField(default=list)
    pages = models.JSONField(default=list)
    said = models.CharField(max_length=1000)
    contact = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation"], condition=models.Q(handled_at=None), name="paper_report_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.verdict}"
