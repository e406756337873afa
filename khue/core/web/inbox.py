"""What waits for the hat, room by room; and the work it asked for: how far it is, how it ended, where its result is.

The bar of every page shows how many things wait. The number is remembered for a moment in each web process, so that
turning pages does not count again; whatever the hat changes makes it forget.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from khue.core import clock
from khue.core.models import JobRun, JobState
from khue.core.registry import inbox_parts, job_kinds
from khue.core.rules import can
from khue.core.scope import Scope, current_scope

SHOWN = 50
MEMORY = "memory"
REMEMBERED_SECONDS = 20
OVER = (JobState.DONE, JobState.STOPPED, JobState.FAILED)
TONES = {JobState.DONE: "ok", JobState.FAILED: "err", JobState.STOPPED: "warn"}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The things that wait, then one's own jobs, the latest first; opening the page marks the finished ones as seen."""
    scope = current_scope()
    forget(scope)
    rows = list(JobRun.objects.filter(account_id=scope.account).order_by("-pk")[:SHOWN])
    parts = [
        {"title": part.title, "icon": part.icon, "lines": lines, "count": part.count(scope)}
        for part in sorted(inbox_parts, key=lambda each: each.weight)
        if can(scope, part.rule) and (lines := part.lines(scope))
    ]
    page = render(request, "core/inbox.html", {"rows": [_row(row) for row in rows], "parts": parts})
    JobRun.objects.filter(account_id=scope.account, seen_at=None, state__in=OVER).update(seen_at=clock.now())
    return page


def waiting(scope: Scope) -> int:
    """How many things wait for a hat, its finished and unseen jobs among them: one cheap statement a part."""
    key = _key(scope)
    known: int | None = caches[MEMORY].get(key)
    if known is None:
        known = unseen(scope) + sum(part.count(scope) for part in inbox_parts if can(scope, part.rule))
        caches[MEMORY].set(key, known, REMEMBERED_SECONDS)
    return known


def forget(scope: Scope) -> None:
    """Count again at the next page: the hat changed something."""
    caches[MEMORY].delete(_key(scope))


def unseen(scope: Scope) -> int:
    """How many finished jobs somebody has not looked at."""
    if scope.account is None:
        return 0
    return JobRun.objects.filter(account_id=scope.account, seen_at=None, state__in=OVER).count()


def _key(scope: Scope) -> str:
    return f"inbox.{scope.account}.{scope.membership}"


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
