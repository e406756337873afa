"""Running a demo: the web and the worker as children, kept alive until somebody says stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from khue.config import embedded
from khue.config import processes as servers
from khue.config.demo.processes import start, stop

HOST = "127.0.0.1"
PORT = 8000
READY_SECONDS = 90.0
STATE = "demo.json"
TIME_STAMPS = "/dau-thoi-gian/"


class PortTaken(RuntimeError):  # noqa: N818 - reads as the fact it states
    """Another program listens there."""


class NotReady(RuntimeError):  # noqa: N818 - reads as the fact it states
    """The web server does not answer."""


def wanted_port() -> int:
    """`KHUE_DEMO_PORT`, else 8000."""
    return int(os.environ.get("KHUE_DEMO_PORT") or PORT)


def base_url(home: Path) -> str:
    """Where the demo of a data folder is: the running one's address, else the one it would have."""
    with suppress(OSError, ValueError, KeyError):
        return str(json.loads((home / STATE).read_text())["url"])
    return f"http://{HOST}:{wanted_port()}"


def require_free(port: int) -> None:
    """Raise `PortTaken` while somebody listens on a port; one that has just ended is given a moment."""
    for _ in range(50):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                time.sleep(0.1)
            else:
                return
    raise PortTaken(str(port))


class Demo:
    """The children of a running demo."""

    def __init__(self, home: Path, port: int, now: str) -> None:
        self.home = home
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._more = {
            "KHUE_DEMO": "1",
            "KHUE_PUBLIC_URL": self.url,
            "KHUE_TSA_URL": f"{self.url}{TIME_STAMPS}",
            **({"KHUE_NOW": now} if now else {}),
        }
        self._commands = {"web": ["serve", "--host", HOST, "--port", str(port)], "worker": ["worker"]}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._over = threading.Event()

    def run(self, tell: Callable[[], None]) -> None:
        """Start everything, call `tell` when it answers, and keep it alive until SIGTERM, SIGINT or SIGHUP."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        try:
            for name in self._commands:
                self._start(name)
            self._await_answer()
            if not self._over.is_set():
                (self.home / STATE).write_text(json.dumps({"url": self.url}))
                tell()
            while not self._over.wait(1):
                self._keep_alive()
        finally:
            (self.home / STATE).unlink(missing_ok=True)
            stop(list(self._children.values()))

    def _stop_soon(self, _number: int, _frame: object) -> None:
        self._over.set()

    def _start(self, name: str) -> None:
        self._children[name] = start(self._commands[name], self.home, self._more)

    def _keep_alive(self) -> None:
        """Start again whatever was killed: the database, the web, the worker."""
        if (
            not os.environ.get("DATABASE_URL")
            and servers.postmaster(embedded.locate(self.home).cluster) is None
        ):
            sys.stderr.write("The database had ended; it is started again.\n")
            embedded.ready()
        for name, child in self._children.items():
            if child.poll() is not None:
                sys.stderr.write(f"The {name} process had ended ({child.returncode}); it is started again.\n")
                stop([child])
                self._start(name)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._over.is_set() and not self._answers():
            web = self._children["web"]
            if web.poll() is not None or time.monotonic() > deadline:
                raise NotReady(self.url)
            self._over.wait(0.1)

    def _answers(self) -> bool:
        with suppress(OSError, HTTPException), closing(HTTPConnection(HOST, self.port, timeout=5)) as web:
            web.request("GET", "/readyz")
            return web.getresponse().status == HTTPStatus.OK
        return False
