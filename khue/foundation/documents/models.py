"""Issued papers, of any kind: what a QR code on paper leads to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from khue.core.ids import uuid7
from khue.core.models import ScopedModel, ScopePath, StoredFile
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import show_code
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person


class Paper(ScopedModel):
    """One version of one paper about one person, issued by an organisation.

    `code` is printed with the QR code and fixed before the first signature: `7K4M2QXD9HTP`, twelve letters of
    Crockford's alphabet from a cryptographic source. `facts` are the few lines that the public check shows
    (`[{"label": code, "value": text}]`), the least that proves the paper. `digest` is the SHA-256 of the content that
    was signed. A paper shows only when the bytes of its files are stored and the digest of the file row is committed.
    `earlier_pdf` is the issued file as it was before a time stamp was added: copies of it stay copies of this paper.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", person="person_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=PaperState.choices, default=PaperState.PREPARED)
    facts = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    pdf = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    xml = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    earlier_pdf = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "kind", "state"], name="paper_organisation"),
            models.Index(fields=["person", "kind"], name="paper_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} v{self.version}"

    def get_absolute_url(self) -> str:
        """The public check of its code."""
        return f"/kiem-tra/{show_code(self.code)}/"
