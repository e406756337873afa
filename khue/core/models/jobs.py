"""Work in the background, as the person who asked for it sees it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models.scoped import ScopedModel, ScopePath


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


class JobRun(ScopedModel):
    """One job: who asked, in which hat, how far it is, and how it ended.

    `arguments`, `result` and `problem` hold codes and ids, never sentences. `refused` counts what was looked at and not
    done. `membership_id` is reopened as it is on the day the work runs. `starts` counts how often it was begun since it
    last got further than ever (`furthest`): a job that was cut short goes on, one that kills each worker ends.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(account="account_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    account_id = models.BigIntegerField(null=True, db_index=True)
    membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    furthest = models.PositiveIntegerField(default=0)
    starts = models.PositiveSmallIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.STOPPED, JobState.FAILED}
