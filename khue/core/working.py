"""The worker: runs the queue, seals the audit each second, delivers news, sweeps what a cut left behind."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import ConnectorException

from khue.core.audit import seal
from khue.core.events import deliver_pending
from khue.core.jobs import perform
from khue.core.models.jobs import JobRun, JobState
from khue.core.scope import open_scope, system
from khue.core.upkeep import keep_up

STALLED_SECONDS = 30
RESCUE_SECONDS = 5
HOUR = 3600
log = logging.getLogger(__name__)


def work(concurrency: int = 1) -> None:
    """Work until SIGTERM or SIGINT; a running job ends its chunk and goes back to the queue."""
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
        rescuer = asyncio.create_task(_rescue(worker_app), name="rescuer")
        try:
            await worker_app.run_worker_async(
                concurrency=concurrency,
                delete_jobs="successful",
                fetch_job_polling_interval=1,
                shutdown_graceful_timeout=1,
            )
        finally:
            rescuer.cancel()


async def _rescue(worker_app: App) -> None:
    """Jobs of a worker that was killed go back to the queue, as long as another one lives to see it.

    Not only at the start: a worker that is started again at once finds the dead one's heartbeat still fresh.
    """
    while True:
        try:
            for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                await worker_app.job_manager.retry_job(job)
        except ConnectorException:
            log.warning("stalled jobs could not be looked for")
        await asyncio.sleep(RESCUE_SECONDS)


def _keep(stop: threading.Event) -> None:
    """Once a second: seal and deliver; once an hour: upkeep. What fails is logged and asked again."""
    next_upkeep = time.monotonic()
    while not stop.wait(1):
        for work_of_a_second in (_seal, deliver_pending):
            _try(work_of_a_second)
        if time.monotonic() >= next_upkeep:
            next_upkeep = time.monotonic() + HOUR
            _try(keep_up)
    connection.close()


def _seal() -> None:
    with open_scope(system("sealer")):
        seal()


def _try(work_to_do: Callable[[], object]) -> None:
    """A receiver's mistake, or a database that is away for a moment, must not end the sealing of the audit."""
    try:
        work_to_do()
    except Exception:
        log.exception("upkeep of the worker failed")
        connection.close()
        time.sleep(2)


def drain() -> int:
    """Do everything that waits, here and now, for tests and for loading a demo; returns how many jobs were done."""
    done = 0
    while rows := _waiting():
        for row in rows:
            perform(row)
            done += 1
    deliver_pending()
    return done


def _waiting() -> list[JobRun]:
    with open_scope(system("drain")):
        return list(JobRun.objects.filter(state=JobState.WAITING).order_by("pk")[:100])
