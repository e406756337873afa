"""The content-addressed store: bytes under their SHA-256, a row for every use of them.

The row is written first, then the bytes (temporary file, fsync, rename), then the row is marked stored: a cut in
between leaves a row that shows nothing, never a file that nobody knows. Content never changes, so nothing is ever
overwritten.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from khue.core import clock
from khue.core.models.files import StoredFile
from khue.core.scope import current_scope

BLOCK = 1 << 20
WAITERS = 4
AT_ONCE = 64


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
    put({row.digest: each.content for row, each in zip(rows, given, strict=True)})
    for row in rows:
        row.stored_at = now
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).update(stored_at=now)
    return rows


def put(contents: Mapping[str, bytes]) -> None:
    """Write bytes under their digests unless they are there; durable when it returns, their names in the folders too.

    The disk is given all files of a batch before it is waited for, from a few threads: it writes them down together,
    and a batch of papers takes a third of the processor time of one file after the other in many threads.
    """
    new = ((path, each) for digest, each in contents.items() if not (path := _path(digest)).exists())
    while batch := dict(islice(new, AT_ONCE)):
        changed = _make_folders({path.parent for path in batch})
        begun = [_begin(path, content) for path, content in batch.items()]
        with ThreadPoolExecutor(WAITERS) as hands:
            _share(hands, _finish, begun)
            for path, file in zip(batch, begun, strict=True):
                Path(file.name).replace(path)
            _share(hands, _sync, changed | {path.parent for path in batch})


def _share(hands: ThreadPoolExecutor, act: Callable[[Any], None], things: Collection[Any]) -> None:
    """Do `act` to each thing, a share of them in each thread: a thread's turn costs more than most of the acts."""

    def do(share: Sequence[Any]) -> None:
        for each in share:
            act(each)

    list(hands.map(do, [list(things)[start::WAITERS] for start in range(WAITERS)]))


def _begin(path: Path, content: bytes) -> IO[bytes]:
    """The bytes on their way to the disk, under a name of their own beside `path`."""
    file = tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False)  # noqa: SIM115 -- closed by _finish
    file.write(content)
    file.flush()
    os.posix_fadvise(
        file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED
    )  # begin to write now, so that waiting is short
    return file


def _finish(file: IO[bytes]) -> None:
    """Wait until the bytes are on the disk."""
    with file:
        os.fsync(file.fileno())


def _make_folders(folders: Collection[Path]) -> set[Path]:
    """Make the folders with those above them; answers the folders whose names are not safe yet."""
    changed = set()
    for folder in folders:
        missing = folder
        while not missing.exists():
            changed.add(missing.parent)
            missing = missing.parent
        folder.mkdir(parents=True, exist_ok=True)
    return changed


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
