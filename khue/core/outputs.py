"""Where commands write: asked before the work, so that a path that cannot be written to leaves nothing half done."""

from __future__ import annotations

import tempfile
from pathlib import Path


class NotWritable(ValueError):  # noqa: N818 -- reads as the fact it states
    """The place for an output cannot be written to."""


def require_file(path: Path) -> None:
    """Raise `NotWritable` unless a file may be written to `path`: its folder is there and it is no folder itself."""
    if path.is_dir():
        raise NotWritable(f"{path}: this is a folder; name a file in it")
    if not path.parent.is_dir():
        raise NotWritable(f"{path}: there is no folder {path.parent}; make it first or name another")
    _try(path.parent)


def require_folder(path: Path) -> None:
    """Make the folder `path` with those above it; raise `NotWritable` when that, or writing into it, fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(f"{path}: the folder cannot be made ({error.strerror}); name another") from error
    _try(path)


def _try(folder: Path) -> None:
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise NotWritable(
            f"{folder}: cannot be written to ({error.strerror}); name another folder"
        ) from error
