"""Files by content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from khue.core.ids import uuid7
from khue.core.models.scoped import ScopedModel, ScopePath


class StoredFile(ScopedModel):
    """A file of the content-addressed store. The row comes first; `stored_at` is set when the bytes are safe.

    `digest` is the SHA-256 of the content in hexadecimal. Two rows may share one content. Bytes without a row are
    swept.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(account="account_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    organisation_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
