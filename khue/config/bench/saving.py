"""`gradebook`: opening a class's book, and fifty teachers who type at once.

The load is open: every teacher saves one cell each two seconds, whether or not the last answer has come, and a save is
timed from the moment it was due. Statements are counted in the process itself, through the same view.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khue.config.bench.figures import Figure, Limit, percentile, spread
from khue.config.bench.servers import HOST, Server, serving
from khue.config.bench.visitors import Visitor, asking, sending, session_of
from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Account
from khue.foundation.curriculum.choices import Assessed
from khue.portal.demo.sizes import RUNNING
from khue.sector.classes.models import ClassPlacement, SchoolClass, TeachingAssignment

TEACHERS, EVERY, SECONDS = 50, 2.0, 60.0
OPENINGS = 60
AIM = Limit("the aim: 100 ms", 100.0)
CELLS = ("final", "midterm")


@dataclass(frozen=True, slots=True)
class Typist:
    """A teacher with one book: where it is saved, who sits in it."""

    login: str
    cookies: str
    open_path: str
    save_path: str
    pupils: Sequence[str]

    def message(self, turn: int) -> bytes:
        """The save of a turn: the next pupil's final mark appears, and on the way back it goes."""
        there, place = divmod(turn, len(self.pupils))
        old, new = (None, "7.5") if there % 2 == 0 else ("7.5", None)
        cell = {"pupil": self.pupils[place], "cell": CELLS[0], "old": old, "new": new}
        return msgspec.json.encode({"cells": [cell]})


def measure(_size: str) -> list[Figure]:
    """All figures of the bench."""
    with open_scope(system("bench")):
        typists = _typists()
    figures = _statements(typists[0])
    with serving() as server:
        figures += _openings(server, typists[0])
        figures += _saves(server, typists)
    return figures


def _typists() -> list[Typist]:
    """Fifty teachers (or all there are), each with a class of her own; the first has the largest class."""
    rows = TeachingAssignment.objects.filter(school_class__year_id=RUNNING, subject__assessed=Assessed.SCORE)
    rows = rows.filter(
        school_class__grades__0__gte=6, school_class__stage__in=("lower_secondary", "upper_secondary")
    )
    chosen = {row.person_id: row for row in rows.select_related("school_class", "subject").order_by("-pk")}
    logins = dict(Account.objects.filter(person_id__in=list(chosen)).values_list("person_id", "username"))
    seats = _seats({row.school_class_id for row in chosen.values()})
    ordered = sorted(chosen.values(), key=lambda row: (-len(seats[row.school_class_id]), row.pk))[:TEACHERS]
    return [_typist(row, logins[row.person_id], seats[row.school_class_id]) for row in ordered]


def _seats(classes: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = ClassPlacement.objects.filter(school_class_id__in=classes, valid_to=None).order_by("list_number")
    for school_class, uuid in rows.values_list("school_class_id", "person__uuid"):
        found.setdefault(school_class, []).append(str(uuid))
    return found


def _typist(row: TeachingAssignment, login: str, pupils: Sequence[str]) -> Typist:
    school_class: SchoolClass = row.school_class
    where = [school_class.uuid, row.subject.code, 1]
    return Typist(
        login,
        session_of(login),
        reverse("gradebook:grid", args=where),
        reverse("gradebook:save", args=where),
        pupils,
    )


def _openings(server: Server, typist: Typist) -> list[Figure]:
    """One teacher opens the book, again and again."""
    request, times, size = asking(typist.open_path, typist.cookies), [], 0
    with closing(Visitor(server.port)) as visitor:
        for turn in range(OPENINGS + 10):
            start = time.monotonic()
            size = len(visitor.ask(request))
            if turn >= 10:  # noqa: PLR2004 -- the first ones warm templates and connections
                times.append((time.monotonic() - start) * 1000)
    return [
        *spread("open_ms", times, "ms", "lower"),
        Figure("open_pupils", len(typist.pupils), "pupils", "higher", 1),
        Figure("open_bytes", size, "B", "lower", 1),
    ]


def _saves(server: Server, typists: Sequence[Typist]) -> list[Figure]:
    """Everybody types for a minute."""
    times: list[float] = []
    sizes: list[int] = []
    lock = threading.Lock()
    before = server.used()
    start = time.monotonic() + 0.5
    with ThreadPoolExecutor(max_workers=len(typists) * 2) as hands, _lines(server, len(typists) * 2) as free:

        def save(typist: Typist, turn: int, due: float) -> None:
            body = typist.message(turn)
            visitor = free.pop(0)  # in turn, since the server closes a connection that rests for long
            answer = visitor.ask(sending(typist.save_path, typist.cookies, body))
            seconds = time.monotonic() - due
            free.append(visitor)
            with lock:
                times.append(seconds * 1000)
                sizes.append(len(body) + len(answer))

        waiting = []
        for typist, turn, due in _plan(typists, start):
            time.sleep(max(0.0, due - time.monotonic()))
            waiting.append(hands.submit(save, typist, turn, due))
        for each in waiting:
            each.result()
    used = server.used().since(before)
    return [
        Figure("save_p50", percentile(times, 0.5), "ms", "lower", len(times)),
        Figure("save_p95", percentile(times, 0.95), "ms", "lower", len(times), AIM),
        Figure("save_cpu", used.all / len(times) * 1000, "ms", "lower", len(times)),
        Figure("save_bytes", percentile(sizes, 0.5), "B", "lower", len(sizes)),
    ]


def _plan(typists: Sequence[Typist], start: float) -> Iterator[tuple[Typist, int, float]]:
    """Who saves what when: evenly spread, each teacher once every two seconds."""
    for turn in range(int(SECONDS / EVERY)):
        for place, typist in enumerate(typists):
            yield typist, turn, start + turn * EVERY + place * EVERY / len(typists)


@contextmanager
def _lines(server: Server, count: int) -> Iterator[list[Visitor]]:
    """Connections that are there before the minute begins."""
    visitors = [Visitor(server.port) for _ in range(count)]
    try:
        yield visitors
    finally:
        for visitor in visitors:
            visitor.close()


def _statements(typist: Typist) -> list[Figure]:
    """How many statements an opening and a save take, and whether a save of many cells takes more."""
    settings.ALLOWED_HOSTS = [HOST]
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE khue_app")
    client = Client(HTTP_HOST=HOST)
    with open_scope(system("bench")):
        client.force_login(Account.objects.get(username=typist.login), settings.AUTHENTICATION_BACKENDS[0])
    counts = {"open": _count(client, typist.open_path, None)}
    for cells in (1, len(typist.pupils)):
        counts[f"save_{'one' if cells == 1 else 'class'}"] = _count(
            client, typist.save_path, _many(typist, cells)
        )
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    return [Figure(f"{name}_statements", count, "statements", "lower", 1) for name, count in counts.items()]


def _many(typist: Typist, count: int) -> bytes:
    cells = [{"pupil": pupil, "cell": CELLS[0], "old": None, "new": "6"} for pupil in typist.pupils[:count]]
    return msgspec.json.encode({"cells": cells})


def _count(client: Client, path: str, body: bytes | None) -> int:
    """Statements of one request, after one that warmed the caches; what it wrote is taken back."""

    def ask() -> None:
        answer = (
            client.get(path) if body is None else client.post(path, body, content_type="application/json")
        )
        if answer.status_code != 200:  # noqa: PLR2004 -- OK
            raise RuntimeError(f"{answer.status_code} for {path}")

    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)
