"""Writing the outputs: complete under a temporary name first, then renamed, all of them or none.

Two renames cannot be one step. What they replace is therefore kept aside until the last has succeeded, and put back
when one fails.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NEEDS_QUOTES = frozenset('"\r\n')  # and a comma


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file to be: its header and its rows."""

    columns: Sequence[str]
    rows: Iterable[Sequence[str]]


def publish(tables: Mapping[str, Table]) -> None:
    """Write every table to its path. Raises OSError; then no path has changed."""
    targets = {Path(path).resolve(): table for path, table in tables.items()}  # a link stays a link
    with contextlib.ExitStack() as stack:
        staged = {path: stack.enter_context(_staged(path, table)) for path, table in targets.items()}
        for path, written in staged.items():
            stack.enter_context(_replaced(path, written))


@contextlib.contextmanager
def _staged(path: Path, table: Table) -> Iterator[Path]:
    """The table under a temporary name beside its path; whatever is left of it in the end is removed."""
    temporary = _beside(path, "new")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            stream.write(_line(table.columns))
            stream.writelines(map(_line, table.rows))
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _replaced(path: Path, written: Path) -> Iterator[None]:
    """The written file at its path; if anything fails later, what was there before (or nothing) again."""
    old = _set_aside(path)
    try:
        written.replace(path)
        yield
    except BaseException:
        if old is not None:
            old.replace(path)
        elif not written.exists():
            path.unlink()
        raise
    finally:
        if old is not None:
            old.unlink(missing_ok=True)


def _set_aside(path: Path) -> Path | None:
    """A second name for the file at a path, or None when there is none."""
    old = _beside(path, "old")
    try:
        old.hardlink_to(path)
    except FileNotFoundError:
        return None
    except OSError:  # a file system without hard links
        path.replace(old)
    return old


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{suffix}")


def _line(cells: Sequence[str]) -> str:
    line = ",".join(cells)
    if line.count(",") >= len(cells) or not _NEEDS_QUOTES.isdisjoint(line):
        line = ",".join(map(_quoted, cells))
    return line + "\n"


def _quoted(cell: str) -> str:
    if "," in cell or not _NEEDS_QUOTES.isdisjoint(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
