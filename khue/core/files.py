"""The content-addressed store: bytes under their SHA-256, a row for every use of them.

The row is written first, then the bytes (temporary file, fsync, rename), then the row is marked stored: a cut in
between
leaves a row that shows nothing, never a file that nobody knows. Content never changes, so nothing is ever overwritten.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from khue.core import clock
from khue.core.models.files import StoredFile
from khue.core.scope import current_scope

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be kept. Without an organisation it belongs to that of the open scope."""

    content: bytes
    name: str
    content_type: str
    organisation: int | None = None


class FileDamaged(RuntimeError):  # noqa: N818 -- reads as the fact it states
    """The bytes of a stored file are gone or are not what they were."""


def store(content: bytes, *, name: str, content_type: str, organisation: int | None = None) -> StoredFile:
    """Keep `content` and return its row, which is visible once the running transaction commits."""
    return store_many([NewFile(content, name, content_type, organisation)])[0]


def store_many(given: Sequence[NewFile]) -> list[StoredFile]:
    """Keep many files; their rows in order. Two statements, however many."""
    scope, now = current_scope(), clock.now()
    rows: list[StoredFile] = StoredFile.objects.bulk_create(
        StoredFile(
            digest=hashlib.sha256(each.content).hexdigest(),
            size=len(each.content),
            name=each.name[:255],
            content_type=each.content_type,
            organisation_id=each.organisation or scope.organisation,
            account_id=scope.account,
            created_at=now,
        )
        for each in given
    )
    for row, each in zip(rows, given, strict=True):
        put(row.digest, each.content)
        row.stored_at = now
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).update(stored_at=now)
    return rows


def put(digest: str, content: bytes) -> None:
    """Write bytes under their digest unless they are there; durable when it returns, its name in the folder too."""
    path = _path(digest)
    if path.exists():
        return
    _make_folders(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    Path(target.name).replace(path)
    _sync(path.parent)


def _make_folders(folder: Path) -> None:
    """The folder with those above it, each one's name safe in its parent."""
    if folder.exists():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut: a renamed file is only as safe as its folder's entry."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(row: StoredFile) -> bytes:
    """The bytes of a stored file, checked against the digest; raises `FileDamaged`."""
    try:
        content = _path(row.digest).read_bytes()
    except FileNotFoundError as error:
        raise FileDamaged(row.digest) from error
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise FileDamaged(row.digest)
    return content


def open_stored(row: StoredFile) -> IO[bytes]:
    """The stored file for streaming, unchecked; raises `FileDamaged` when it is gone."""
    try:
        return _path(row.digest).open("rb")
    except FileNotFoundError as error:
        raise FileDamaged(row.digest) from error


def path_of(row: StoredFile) -> Path:
    """Where the bytes lie on this machine, for libraries that read from a path."""
    return _path(row.digest)


def _path(digest: str) -> Path:
    return Path(settings.KHUE.files_dir) / digest[:2] / digest[2:4] / digest
