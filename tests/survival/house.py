"""A whole Khuê of its own for tests that pull plugs: database, web and worker as real processes on a real disk."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from khue.config import embedded, processes
from khue.config.demo.processes import start, stop
from khue.config.environment import ROOT

HOST = "127.0.0.1"
TOKEN = "a" * 32
PATIENCE = 240.0
FILTERED = ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_WORKER_URL", "KHUE_ROLE", "KHUE_TEST_DATABASE")

SEED = """
from khue.config.cli import prepare
prepare("owner")
from tests.survival.seed import main
main()
"""


class House:
    """The running product on the data folder `home`. `known` is what the seed told: sessions, the class."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.known: dict[str, Any] = {}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._more = {"KHUE_DATA_DIR": str(home), "KHUE_DURABLE": "1", "PYTHONPATH": str(ROOT)}

    def build(self) -> None:
        """Make the database and its people."""
        self._run("-m", "khue.config.cli", "migrate")
        told = self._run("-c", SEED)
        self.known = json.loads(told.strip().splitlines()[-1])

    def up(self, name: str) -> None:
        """Start `web` or `worker` unless it lives; the database, if it was killed, first."""
        embedded.ensure(self.home)
        child = self._children.get(name)
        if child is None or child.poll() is not None:
            arguments = {"web": ["serve", "--port", str(self.port), "--workers", "1"], "worker": ["worker"]}
            with _plain_environment():
                self._children[name] = start(arguments[name], self.home, self._more)

    def kill(self, name: str) -> None:
        """`kill -9` of the web or the worker with everything it started, or of the database."""
        if name == "database":
            cluster = embedded.locate(self.home).cluster
            master = processes.postmaster(cluster)
            assert master is not None
            os.kill(master.pid, signal.SIGKILL)
            while processes.postmaster(cluster) is not None:
                time.sleep(0.01)
            return
        child = self._children[name]
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def down(self) -> None:
        """End everything."""
        stop(list(self._children.values()))
        embedded.discard(self.home)

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database as its owner sees them."""
        with psycopg.connect(embedded.database_urls(self.home).owner) as line:
            return line.execute(query.encode(), values).fetchall()

    def until(self, query: str, is_so: Callable[[Any], bool]) -> Any:
        """The first value of `query` once `is_so` of it holds; fails when patience ends."""
        deadline = time.monotonic() + PATIENCE
        value = None
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                value = self.ask(query)[0][0]
                if is_so(value):
                    return value
            time.sleep(0.02)
        raise AssertionError(f"{query}: still {value}")

    def get(self, who: str, path: str) -> str:
        """The page that one of the seeded people gets, asked for until the web answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError, HTTPException):
                status, page = self._send("GET", who, path, b"", {})
                if status == 200:
                    return page
            time.sleep(0.2)
        raise AssertionError(f"{path} is not answered")

    def post(self, who: str, path: str, form: Mapping[str, str]) -> int:
        """The status of a form that one of the seeded people sends; raises when the line breaks."""
        body = urlencode(form).encode()
        return self._send("POST", who, path, body, {"Content-Type": "application/x-www-form-urlencoded"})[0]

    def upload(self, who: str, path: str, name: str, content: bytes) -> str:
        """Where sending a file leads to."""
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + content + b"\r\n--x--\r\n"
        status, place = self._send(
            "POST", who, path, body, {"Content-Type": "multipart/form-data; boundary=x"}
        )
        assert status == 302, status
        return place

    def _send(
        self, method: str, who: str, path: str, body: bytes, more: Mapping[str, str]
    ) -> tuple[int, str]:
        line = HTTPConnection(HOST, self.port, timeout=60)
        cookies = f"sessionid={self.known['sessions'][who]}; csrftoken={TOKEN}"
        line.request(method, path, body, {"Cookie": cookies, "X-CSRFToken": TOKEN, **more})
        answer = line.getresponse()
        page = answer.read().decode()
        line.close()
        return answer.status, answer.headers.get("Location", "") if answer.status == 302 else page

    def _run(self, *arguments: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in FILTERED}
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**environment, **self._more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@contextmanager
def _plain_environment() -> Iterator[None]:
    """The environment without what a test run set for itself, for as long as a child is started."""
    kept = {name: os.environ.pop(name) for name in FILTERED if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
