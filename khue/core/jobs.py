"""Work in the background: enqueued in the transaction of the fact that causes it, shown with its progress.

A room registers a kind of job from its `tasks.py`:

    @job("pupils.import", _("Import of pupils"))
    def import_pupils(run: Progress, *, import_run: int) -> dict[str, Any]: …

and starts it with `enqueue("pupils.import", total=1200, import_run=7)`. The worker reopens the scope from the asker's
membership **as it is on that day**, so a right that ended while the job waited is gone.

The queue's own book-keeping (how far a job is, how it ended) is done in a scope of the system: it belongs to nobody's
hat. A job that is cut short goes on as often as it gets on; one that starts `ATTEMPTS` times without getting on ends.

A job opens its own transactions (`with run.scope():` around each chunk), because progress shows only after a commit and
a long transaction would hold the audit sealer up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F
from django.utils.functional import Promise
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job as QueuedJob

from khue.core import clock
from khue.core.models.jobs import JobRun, JobState
from khue.core.registry import JobKind, job_kinds
from khue.core.scope import NOBODY, Scope, current_scope, open_scope, system

ATTEMPTS = 4
WAITS = (5, 25, 125)
log = logging.getLogger(__name__)
Job = TypeVar("Job", bound=Callable[..., dict[str, Any]])

# Answers today's scope of a membership id; accounts registers itself here.
_reopen: list[Callable[[int], Scope | None]] = []


class Stopped(Exception):  # noqa: N818 -- raised to leave a job that the asker stopped; no error
    """The person who asked for the job stopped it."""


class JobFailed(Exception):  # noqa: N818 -- carries a code for the screen
    """A job ends without its result, with a code and parameters that a person can read."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Progress:
    """The running job: its scope, its counts, and whether it should stop."""

    def __init__(self, row: JobRun, scope: Scope, is_leaving: Callable[[], bool] = lambda: False) -> None:
        self.row = row
        self._scope = scope
        self._is_leaving = is_leaving

    @contextmanager
    def scope(self) -> Iterator[Scope]:
        """One chunk: a transaction in the asker's scope."""
        with open_scope(self._scope) as scope:
            yield scope

    def total(self, total: int) -> None:
        """Say how much there is to do."""
        with _book():
            JobRun.objects.filter(pk=self.row.pk).update(total=total)

    def advance(self, done: int, refused: int = 0) -> None:
        """Say how far it is (absolute counts); raises `Stopped` when the asker pressed stop.

        Raises `JobAborted` when the worker has to go: the queue gives the job to the next one.
        """
        with _book():
            mine = JobRun.objects.filter(pk=self.row.pk)
            mine.filter(furthest__lt=done).update(furthest=done, starts=1)
            mine.update(done=done, refused=refused)
            is_stopped = mine.filter(stop_asked=True).exists()
        if is_stopped:
            raise Stopped
        if self._is_leaving():
            raise JobAborted


def job(
    kind: str, title: str | Promise, link: Callable[[Mapping[str, Any]], str] = lambda _arguments: ""
) -> Callable[[Job], Job]:
    """Register a function as a kind of job; `link` answers where the result of one with these arguments is."""

    def keep(function: Job) -> Job:
        job_kinds.register(kind, JobKind(function, title, link))
        return function

    return keep


def reopens_scopes(function: Callable[[int], Scope | None]) -> None:
    """Register how a membership id becomes today's scope."""
    _reopen.append(function)


def enqueue(kind: str, *, total: int = 0, wait: int = 0, **arguments: Any) -> JobRun:
    """Start a job of `kind` when the running transaction commits, `wait` seconds later; returns its row."""
    scope = current_scope()
    row: JobRun = JobRun.objects.create(
        kind=kind,
        account_id=scope.account,
        membership_id=scope.membership,
        organisation_id=scope.organisation,
        reason=scope.reason,
        arguments=arguments,
        total=total,
        queued_at=clock.now(),
    )
    run_job.configure(schedule_in={"seconds": wait}).defer(job_run=row.pk)
    return row


class _Retries(BaseRetryStrategy):
    """A job whose worker had to go is taken up at once; one that failed waits longer each time, until it is over."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """Always again: the row of the job knows whether it is over, and then the next run has nothing to do."""
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        return RetryDecision(retry_in={"seconds": WAITS[min(job.attempts, len(WAITS) - 1)]})


@queue.task(name="khue.run", retry=_Retries(), pass_context=True)
def run_job(context: JobContext, job_run: int) -> None:
    """The one task of the queue: run a registered job and write down how it ended."""
    with _book():
        row = JobRun.objects.filter(pk=job_run).first()
    if row is None or row.is_over:
        return
    if row.starts >= ATTEMPTS:  # it took its worker with it each time
        _finish(row, JobState.FAILED, problem={"code": "unexpected", "params": {}})
    else:
        perform(row, last_attempt=row.starts + 1 >= ATTEMPTS, is_leaving=context.should_abort)


def perform(
    row: JobRun, *, last_attempt: bool = True, is_leaving: Callable[[], bool] = lambda: False
) -> None:
    """Run the job of `row` here and now. What it did not expect is raised again, for the queue to retry."""
    _update(row, state=JobState.RUNNING, started_at=clock.now(), starts=F("starts") + 1)
    try:
        progress = Progress(row, scope_of(row), is_leaving)
        result = job_kinds[row.kind].function(progress, **row.arguments)
    except Stopped:
        _finish(row, JobState.STOPPED)
    except JobFailed as failure:
        _finish(row, JobState.FAILED, problem={"code": failure.code, "params": failure.params})
    except JobAborted:
        _update(row, starts=F("starts") - 1)
        raise
    except Exception:
        log.exception("job %s of kind %s failed", row.pk, row.kind)
        if last_attempt:
            _finish(row, JobState.FAILED, problem={"code": "unexpected", "params": {}})
        raise
    else:
        _finish(row, JobState.DONE, result=result)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def scope_of(row: JobRun) -> Scope:
    """The scope the job may use today: its membership's, or the system's for work that the system asked for."""
    if row.membership_id is None:
        return system(row.reason or row.kind) if row.reason or row.account_id is None else NOBODY
    return next((scope for opener in _reopen if (scope := opener(row.membership_id))), NOBODY)


def _book() -> AbstractContextManager[Scope]:
    return open_scope(system("queue"))


def _update(row: JobRun, **fields: Any) -> None:
    with _book():
        JobRun.objects.filter(pk=row.pk).update(**fields)


def _finish(row: JobRun, state: JobState, **fields: Any) -> None:
    _update(row, state=state, finished_at=clock.now(), **fields)
