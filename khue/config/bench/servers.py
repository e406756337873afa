"""A web server of our own on loopback for as long as a bench runs, and the processor time it takes.

Processor time is read from /proc: of the server's processes, and of the database's that serve this database. The
kernel counts in hundredths of a second, so a figure needs a few seconds of work behind it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from khue.config import embedded
from khue.config.demo.processes import start, stop
from khue.portal.demo.days import demo_now

HOST = "127.0.0.1"
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Seconds:
    """Processor seconds of the web server and of the database."""

    web: float
    database: float

    @property
    def all(self) -> float:
        """Both together."""
        return self.web + self.database

    def since(self, before: Seconds) -> Seconds:
        """What was used between two readings."""
        return Seconds(self.web - before.web, self.database - before.database)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, and the process that leads it."""

    port: int
    leader: int

    def used(self) -> Seconds:
        """The processor time used so far."""
        return Seconds(sum(map(_seconds, _group(self.leader))), sum(map(_seconds, _backends())))


@contextmanager
def serving() -> Iterator[Server]:
    """The product's own web server with its production settings, ended with the block."""
    port = _free_port()
    now = demo_now()
    more = {"KHUE_DEBUG": "", **({"KHUE_NOW": now} if now else {})}
    command = ["serve", "--host", HOST, "--port", str(port), "--workers", str(WORKERS)]
    child = start(command, embedded.data_dir() / "bench", more)
    try:
        _await(port, child)
        yield Server(port, child.pid)
    finally:
        stop([child])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server does not start")


def _group(leader: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields and int(fields[2]) == leader:
            found.append(int(entry.name))
    return found


def _backends() -> list[int]:
    """The database's processes for this database, ours left out."""
    question = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [pid for (pid,) in cursor.fetchall()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name: state, parent, group …; none of a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _seconds(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0
