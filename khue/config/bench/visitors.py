"""Whoever asks the server during a bench: small, so that the client does not take the processor from what is measured.

A visitor keeps one connection, sends bytes that were made before, and reads to the end of the answer.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from khue.config.bench.servers import HOST
from khue.foundation.accounts.models import Account

TOKEN = "b" * 32
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
OK = 200


class WrongAnswer(RuntimeError):  # noqa: N818 - reads as the fact it states
    """The server answered something else than the page that is measured."""


def session_of(login: str) -> str:
    """The cookies of a browser in which an account is signed in."""
    account = Account.objects.get(username=login)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def asking(path: str, cookies: str = "") -> bytes:
    """The bytes of a GET."""
    return _request("GET", path, cookies, ())


def sending(path: str, cookies: str, body: bytes) -> bytes:
    """The bytes of a POST of JSON."""
    more = ("Content-Type: application/json", f"Content-Length: {len(body)}", f"X-CSRFToken: {TOKEN}")
    return _request("POST", path, cookies, more) + body


def _request(method: str, path: str, cookies: str, more: Sequence[str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept-Language: vi", *more]
    lines += [f"Cookie: {cookies}"] if cookies else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Visitor:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises `WrongAnswer` for anything but success."""
        self._socket.sendall(request)
        head = self._until_head_ends()
        status = int(head[9:12])
        if status != OK:
            raise WrongAnswer(f"{status} for {request.split(b' ', 2)[1].decode()}")
        length = int(head.lower().partition(LENGTH)[2].partition(b"\r\n")[0])
        while len(self._rest) < length:
            self._rest += self._received()
        body, self._rest = self._rest[:length], self._rest[length:]
        return body

    def _until_head_ends(self) -> bytes:
        while HEAD_END not in self._rest:
            self._rest += self._received()
        head, _, self._rest = self._rest.partition(HEAD_END)
        return head

    def _received(self) -> bytes:
        got = self._socket.recv(262_144)
        if not got:
            raise WrongAnswer("the connection was closed")
        return got

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


@dataclass(slots=True)
class Crowd:
    """What some visitors at once were answered: how many requests in how many seconds."""

    seconds: float
    count: int = 0
    failures: list[Exception] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.count / self.seconds


def crowd(port: int, request: bytes, *, connections: int, seconds: float) -> Crowd:
    """`connections` visitors ask the same for some seconds, each as soon as it has its answer."""
    found = Crowd(seconds)
    counts = [0] * connections
    deadline = time.monotonic() + seconds

    def visit(place: int) -> None:
        try:
            with closing(Visitor(port)) as visitor:
                while time.monotonic() < deadline:
                    visitor.ask(request)
                    counts[place] += 1
        except (OSError, WrongAnswer) as error:
            found.failures.append(error)

    threads = [threading.Thread(target=visit, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if found.failures:
        raise found.failures[0]
    found.count = sum(counts)
    return found
