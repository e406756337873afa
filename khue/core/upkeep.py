"""What the house does by itself every hour: sweeps what a cut left behind, and what the rooms registered."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from khue.core import clock
from khue.core.models import (
    IdempotentAnswer,
    ImportImage,
    ImportLine,
    ImportRejection,
    ImportRun,
    OutboxEvent,
    StoredFile,
)
from khue.core.models.imports import ROWS_DAYS
from khue.core.registry import upkeep
from khue.core.scope import open_scope, system

ANSWERS_KEPT = dt.timedelta(days=3)
EVENTS_KEPT = dt.timedelta(days=30)
GRACE = dt.timedelta(days=1)
log = logging.getLogger(__name__)


def keep_up() -> None:
    """Run every registered piece of upkeep; one that fails is logged and does not stop the others."""
    for name, work in upkeep.items():
        try:
            with open_scope(system(f"upkeep: {name}")):
                work()
        except DatabaseError:
            log.exception("upkeep %s failed", name)


def sweep_answers() -> None:
    """Forget kept answers and delivered news that nobody can ask for any more."""
    now = clock.now()
    IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    OutboxEvent.objects.filter(delivered_at__lt=now - EVENTS_KEPT).delete()


def sweep_imports() -> None:
    """Forget the single rows of imports, and how they were before, when nobody can take the import back any more."""
    old = ImportRun.objects.filter(finished_at__lt=clock.now() - dt.timedelta(days=ROWS_DAYS))
    for model in (ImportLine, ImportImage, ImportRejection):
        model.objects.filter(run__in=old).delete()


def sweep_files() -> None:
    """Remove rows whose bytes never arrived, and bytes that no row knows, both older than a day."""
    StoredFile.objects.filter(stored_at=None, created_at__lt=clock.now() - GRACE).delete()
    oldest = (clock.now() - GRACE).timestamp()
    for folder in sorted(Path(settings.KHUE.files_dir).glob("??/??")):
        old = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < oldest}
        known = set(StoredFile.objects.filter(digest__in=old).values_list("digest", flat=True))
        for name in old.keys() - known:
            old[name].unlink(missing_ok=True)
