"""What the house itself looks at when `khue doctor` asks: database, files, work, audit. Rooms register their own."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from khue.core import audit, clock
from khue.core.files import path_of
from khue.core.models import JobRun, StoredFile
from khue.core.models.jobs import JobState
from khue.core.registry import Finding, checkups

LATEST = 1_000
LATE = dt.timedelta(minutes=15)
LEAST_FREE = 2 << 30


def check_up() -> list[Finding]:
    """Everything that is registered, in order; needs an open system scope."""
    return [look() for look in checkups]


def register() -> None:
    """Put the house's own checkups on the board."""
    for name, look in {
        "database": database,
        "roles": roles,
        "migrations": migrations,
        "files": files,
        "disk": disk,
        "work": work,
        "audit": chain,
    }.items():
        checkups.register(f"core.{name}", look)


def database() -> Finding:
    """The server's version."""
    version = connection.pg_version // 10_000  # type: ignore[attr-defined]
    return Finding("database", version >= 15, f"PostgreSQL {version}")  # noqa: PLR2004 -- the oldest that is tried


def roles() -> Finding:
    """Web and worker must not pass row-level security by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('khue_app', 'khue_worker')"
            " AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        )
        strong = [name for (name,) in cursor.fetchall()]
    return Finding("roles", not strong, f"too many rights: {', '.join(strong)}" if strong else "")


def migrations() -> Finding:
    """The database has the shape of this version."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("migrations", not missing, f"{len(missing)} missing: khue migrate" if missing else "")


def files() -> Finding:
    """The latest stored files are there."""
    rows = list(StoredFile.objects.exclude(stored_at=None).order_by("-pk")[:LATEST])
    gone = [row.digest for row in rows if not path_of(row).exists()]
    detail = (
        f"{len(gone)} of the latest {len(rows)} are gone, first {gone[0]}"
        if gone
        else f"{len(rows)} looked at"
    )
    return Finding("files", not gone, detail)


def disk() -> Finding:
    """Room is left for files."""
    free = shutil.disk_usage(Path(settings.KHUE.data_dir)).free
    return Finding("disk", free >= LEAST_FREE, f"{free >> 30} GiB free")


def work() -> Finding:
    """The worker does what waits for it."""
    late = JobRun.objects.filter(state=JobState.WAITING, queued_at__lt=clock.now() - LATE).count()
    return Finding(
        "work",
        not late,
        f"{late} jobs wait for a quarter of an hour: is khue worker running?" if late else "",
    )


def chain() -> Finding:
    """The audit is intact."""
    verdict = audit.verify()
    return Finding("audit", verdict.intact, f"{verdict.broken or verdict.lines}")
