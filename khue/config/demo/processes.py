"""The processes a demo starts, and those that a killed demo left behind.

Each child carries the demo's data folder in its environment (`KHUE_DEMO_HOME`), and so does everything it starts in
turn. Whoever carries it while no demo holds the folder's lock was left behind, and would still hold the port.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = "KHUE_DEMO_HOME"
PATIENCE = 15.0
PROC = Path("/proc")


class DemoRuns(RuntimeError):  # noqa: N818 - reads as the fact it states
    """Another demo already runs on this data folder."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel gives it back when we die. Raises `DemoRuns`."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoRuns(str(home)) from error
        yield


def start(arguments: Sequence[str], home: Path, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start one of our own commands as a child with a process group of its own."""
    environment = {**os.environ, **more, MARK: str(home)}
    return subprocess.Popen(
        [sys.executable, "-m", "khue.config.cli", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child and its group to end, then insist."""
    for child in children:
        _signal_group(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(child.pid, signal.SIGKILL)
            child.wait()


def sweep(home: Path) -> int:
    """End what a killed demo left behind; returns how many processes that were."""
    found = leftovers(home)
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while (left := leftovers(home)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(found)


def leftovers(home: Path) -> list[int]:
    """Processes that carry the folder's mark; ourselves not counted."""
    mark = f"{MARK}={home}".encode()
    return [
        int(entry.name)
        for entry in PROC.glob("[0-9]*")
        if int(entry.name) != os.getpid() and mark in _environment(entry)
    ]


def _environment(entry: Path) -> list[bytes]:
    """The environment a process was started with; nothing of a stranger's, or of one that has ended."""
    with suppress(OSError):
        return (entry / "environ").read_bytes().split(b"\0")
    return []


def _signal_group(leader: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, what)
