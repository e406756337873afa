"""The work somebody asked for: how far it is, how it ended, and where its result is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from khue.core import clock
from khue.core.models import JobRun, JobState
from khue.core.registry import job_kinds
from khue.core.scope import Scope, current_scope

SHOWN = 50
OVER = (JobState.DONE, JobState.STOPPED, JobState.FAILED)
TONES = {JobState.DONE: "ok", JobState.FAILED: "err", JobState.STOPPED: "warn"}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own jobs, the latest first; opening the page marks the finished ones as seen."""
    account = current_scope().account
    rows = list(JobRun.objects.filter(account_id=account).order_by("-pk")[:SHOWN])
    page = render(request, "core/inbox.html", {"rows": [_row(row) for row in rows]})
    JobRun.objects.filter(account_id=account, seen_at=None, state__in=OVER).update(seen_at=clock.now())
    return page


def unseen(scope: Scope) -> int:
    """How many finished jobs somebody has not looked at."""
    if scope.account is None:
        return 0
    return JobRun.objects.filter(account_id=scope.account, seen_at=None, state__in=OVER).count()


def _row(job: JobRun) -> dict[str, Any]:
    kind = job_kinds.get(job.kind)
    return {
        "job": job,
        "title": kind.title if kind else job.kind,
        "link": kind.link(job.arguments) if kind else "",
        "tone": TONES.get(JobState(job.state), "plain"),
        "is_new": job.seen_at is None and job.is_over,
    }


app_name = "inbox"
urlpatterns = [path("", inbox, name="jobs")]
