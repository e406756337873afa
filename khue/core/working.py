"""The worker: runs the queue, seals the audit each second, delivers news, sweeps what a cut left behind."""

from __future__ import annotations

import asyncio
import threading
import time

from django.db import DatabaseError, connection
from procrastinate.contrib.django import app as queue

from khue.core.audit import seal
from khue.core.events import deliver_pending
from khue.core.jobs import perform
from khue.core.models.jobs import JobRun, JobState
from khue.core.scope import open_scope, system
from khue.core.upkeep import keep_up

STALLED_SECONDS = 60
HOUR = 3600


def work(concurrency: int = 1) -> None:
    """Work until SIGTERM or SIGINT; a running job is given the time to end its chunk."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stop,), name="keeper", daemon=True)
    keeper.start()
    try:
        asyncio.run(_run(concurrency))
    finally:
        stop.set()
        keeper.join(timeout=5)


async def _run(concurrency: int) -> None:
    worker_app = queue.with_connector(queue.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        await _retry_stalled(worker_app)
        await worker_app.run_worker_async(
            concurrency=concurrency, delete_jobs="successful", fetch_job_polling_interval=1
        )


async def _retry_stalled(worker_app: object) -> None:
    """Jobs of a worker that was killed go back to the queue."""
    manager = worker_app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)


def _keep(stop: threading.Event) -> None:
    """Once a second: seal and deliver; once an hour: upkeep. A database that is away for a moment is asked again."""
    next_upkeep = time.monotonic()
    while not stop.wait(1):
        try:
            with open_scope(system("sealer")):
                seal()
            deliver_pending()
            if time.monotonic() >= next_upkeep:
                next_upkeep = time.monotonic() + HOUR
                keep_up()
        except DatabaseError:
            connection.close()
            time.sleep(2)
    connection.close()


def drain() -> int:
    """Do everything that waits, here and now, for tests and for loading a demo; returns how many jobs were done."""
    done = 0
    while rows := list(JobRun.objects.filter(state=JobState.WAITING).order_by("pk")[:100]):
        for row in rows:
            perform(row)
            done += 1
    deliver_pending()
    return done
