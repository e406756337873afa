"""`khue backup`, `khue restore`: database and files, a folder a night; the keys are kept apart on purpose."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

DONE, UNUSABLE = 0, 2
DUMP, SUMS, FILES = "khue.dump", "SHA256SUMS", "files"
BLOCK = 1 << 20
_BACKUP = """\
Write a folder named after this moment into FOLDER: a dump of the database with its checksum. Files of papers and
imports go into FOLDER/files, which all backups share: content never changes under its digest. The keys (KHUE_KEYS_DIR)
are left out: they belong on another medium, in another hand.
"""
_RESTORE = """\
Restore a backup into an empty database and data folder. Stop web and worker first, and put the keys back into
KHUE_KEYS_DIR. Afterwards: khue migrate, khue audit verify, khue doctor.
"""


class NotUsable(ValueError):  # noqa: N818 - reads as the fact it states
    """The backup or the place for it cannot be used; nothing was changed."""


def register(subparsers: Any) -> None:
    """Add the two commands."""
    plain = argparse.RawDescriptionHelpFormatter
    backup = subparsers.add_parser(
        "backup", help="back up database and files", description=_BACKUP, formatter_class=plain
    )
    backup.add_argument("folder", type=Path, metavar="FOLDER")
    backup.set_defaults(run=_backup, role="owner")
    restore = subparsers.add_parser(
        "restore", help="restore a backup into an empty database", description=_RESTORE, formatter_class=plain
    )
    restore.add_argument("backup", type=Path, metavar="FOLDER/NIGHT")
    restore.set_defaults(run=_restore, role="owner")
    for parser in (backup, restore):
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def _backup(given: argparse.Namespace) -> int:
    return _answered(given, lambda: back_up(given.folder))


def _restore(given: argparse.Namespace) -> int:
    return _answered(given, lambda: restore(given.backup))


def _answered(given: argparse.Namespace, act: Any) -> int:
    started = time.monotonic()
    try:
        answer = act()
    except (NotUsable, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return UNUSABLE
    answer["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps({"schema": 1, **answer}) if given.json else answer["backup"])
    return DONE


def back_up(folder: Path) -> dict[str, Any]:
    """Back up into a new folder of `folder`, which appears whole or not at all.

    First the database, then the files: the later copy holds all that the earlier dump names. Raises `NotUsable`,
    `ProgramFailed`.
    """
    from django.conf import settings

    from khue.config import postgres
    from khue.core import clock

    os.umask(0o077)
    night = folder / clock.now().astimezone(clock.VIETNAM).strftime("%Y-%m-%d-%H%M%S")
    part = night.with_name(f"{night.name}.part")
    if night.exists():
        raise NotUsable(f"{night} is there already")
    part.mkdir(parents=True)
    try:
        postgres.run("pg_dump", "--format=custom", f"--file={part / DUMP}")
        (part / SUMS).write_text(f"{_digest(part / DUMP)}  {DUMP}\n")
        copied = _copy_missing(settings.KHUE.files_dir, folder / FILES)
        part.rename(night)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    print(f"The keys are not in it: {settings.KHUE.keys_dir}", file=sys.stderr)
    return {"backup": str(night), "bytes": (night / DUMP).stat().st_size, "files": copied}


def restore(night: Path) -> dict[str, Any]:
    """Restore a backup into an empty database. Raises `NotUsable` for one that is damaged, or no empty place."""
    from django.conf import settings
    from django.db import connection

    from khue.config import postgres

    _prove(night)
    if postgres.has_tables():
        raise NotUsable("The database is not empty. Restore into a new one: nothing is ever overwritten.")
    connection.close()
    where = os.environ.get("PGDATABASE") or _database()
    postgres.run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        f"--dbname={where}",
        str(night / DUMP),
    )
    copied = _copy_missing(night.parent / FILES, settings.KHUE.files_dir)
    if not any(settings.KHUE.keys_dir.glob("*.key")):
        print(f"Put the keys back into {settings.KHUE.keys_dir}.", file=sys.stderr)
    print("Next: khue migrate, khue audit verify, khue doctor.", file=sys.stderr)
    return {"backup": str(night), "bytes": (night / DUMP).stat().st_size, "files": copied}


def _prove(night: Path) -> None:
    """Raise `NotUsable` unless the dump is what was written that night."""
    if not (night / SUMS).is_file() or not (night / DUMP).is_file():
        raise NotUsable(f"{night} is no backup: {DUMP} and {SUMS} are missing")
    wanted = (night / SUMS).read_text().split()[0]
    if _digest(night / DUMP) != wanted:
        raise NotUsable(f"{night / DUMP} is damaged: its checksum is not the one of {SUMS}")


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _copy_missing(source: Path, target: Path) -> int:
    """Copy the files that are not there yet, each whole or not at all; answers how many."""
    copied = 0
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        place = target / path.relative_to(source)
        if path.is_file() and not path.name.startswith(".") and not place.exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = place.with_name(f".{place.name}.part")
            shutil.copy2(path, draft)
            draft.rename(place)
            copied += 1
    return copied


def _database() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])
