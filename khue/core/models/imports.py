"""What came in by workbook, and how it was before: the ground of reconciliation, resuming and undo."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models.files import StoredFile
from khue.core.models.jobs import JobRun
from khue.core.models.scoped import ScopedModel, ScopePath

UNDO_DAYS: Final = 7
ROWS_DAYS: Final = 30
"""How long an import can be taken back, and how long its single rows are kept: names of people, for no other use."""


class ImportState(models.TextChoices):
    """Where an import stands."""

    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Waiting for your go-ahead")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNUSABLE = "unusable", _("The file could not be used")
    UNDONE = "undone", _("Undone")


class ImportRun(ScopedModel):
    """One workbook going into one sheet. `read = created + updated + unchanged + rejected`, always.

    `next_row` is where a run that was cut goes on: it moves in the transaction of each chunk.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(account="account_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    sheet = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    rejected_file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JobRun, null=True, on_delete=models.SET_NULL, related_name="+")
    account_id = models.BigIntegerField(null=True, db_index=True)
    membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    next_row = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    unusable = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.sheet} {self.read}"

    @property
    def undo_until(self) -> dt.datetime | None:
        """The last moment at which the run can be taken back; None while it is not finished."""
        return self.finished_at + dt.timedelta(days=UNDO_DAYS) if self.finished_at else None


class ImportRejection(ScopedModel):
    """A row that stayed out: where it stands, and its problems (codes and parameters)."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="run__organisation_id", account="run__account_id"
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="import_rejection_once")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number}"


class ImportLine(ScopedModel):
    """What became of one row of a file: where it stands, what it calls itself, its record (0: none).

    It is written with the row's chunk, so the lines of a fate are as many as the run counts.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="run__organisation_id", account="run__account_id"
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines", db_index=False)
    fate = models.CharField(max_length=9)
    row = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    record = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["run", "fate", "row"], name="import_line_fate")]

    def __str__(self) -> str:
        return f"{self.number} {self.fate}"


class ImportImage(ScopedModel):
    """How one row was before an import changed it (`before` is null for a row that it created), and after.

    `undone` means that the undo has looked at it, `stayed` that it left the row, because somebody changed it since.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="run__organisation_id", account="run__account_id"
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()
    undone = models.BooleanField(default=False)
    stayed = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="import_image_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
