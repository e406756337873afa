"""`pages`: processor time per request and requests a second of four pages, beside known school systems.

The peers' figures stand in `docs/peers.json` with the machine they were measured on; they hold 1,000 pupils.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from khue.config.bench.figures import Figure, Limit
from khue.config.bench.servers import Server, serving
from khue.config.bench.visitors import Visitor, asking, crowd, session_of
from khue.config.environment import ROOT
from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Account
from khue.portal.demo.sizes import RUNNING
from khue.sector.classes.models import TeachingAssignment

RUNS, SECONDS, CONNECTIONS = 5, 4.0, 4
PEERS = ROOT / "docs" / "peers.json"
WARM = 30


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure: its id, the request, and what the same page costs the best peer."""

    id: str
    request: bytes


def measure(_size: str) -> list[Figure]:
    """All figures of the bench."""
    figures = []
    with serving() as server:
        for page in pages():
            figures += _measure(server, page)
    return figures


def pages() -> list[Page]:
    """The pages, as a registrar and a teacher of the demo ask for them."""
    pupils = reverse("pupils:pupil-list")
    with open_scope(system("bench")):
        registrar, teacher = session_of("giaovu"), session_of("giaovien")
        return [
            Page("login", asking(resolve_url(settings.LOGIN_URL))),
            Page("pupils_50", asking(f"{pupils}?so_dong=50", registrar)),
            Page("pupils_1000", asking(f"{pupils}?so_dong=1000", registrar)),
            Page("gradebook_40x8", asking(_grid(), teacher)),
        ]


def _grid() -> str:
    """The book of mathematics of a class of the demo's teacher, cut by nobody: about forty pupils, eight columns."""
    taught = TeachingAssignment.objects.filter(
        person__in=Account.objects.filter(username="giaovien").values("person_id"),
        subject__code="TOAN",
        school_class__year_id=RUNNING,
    )
    school_class = taught.select_related("school_class").order_by("-school_class__name")[0].school_class
    return reverse("gradebook:grid", args=[school_class.uuid, "TOAN", 1])


def _measure(server: Server, page: Page) -> list[Figure]:
    """Processor milliseconds a request (web, and with the database), requests a second, bytes."""
    visitor = Visitor(server.port)
    size = len(visitor.ask(page.request))
    for _ in range(WARM):
        visitor.ask(page.request)
    visitor.close()
    web, everything, rates = [], [], []
    for _ in range(RUNS):
        before = server.used()
        answered = crowd(server.port, page.request, connections=CONNECTIONS, seconds=SECONDS)
        used = server.used().since(before)
        web.append(used.web / answered.count * 1000)
        everything.append(used.all / answered.count * 1000)
        rates.append(answered.rate)
    peers = peer_figures(page.id)
    return [
        Figure(f"{page.id}_cpu", median(everything), "ms", "lower", RUNS, peers.get("cpu")),
        Figure(f"{page.id}_cpu_p95", max(everything), "ms", "lower", RUNS),
        Figure(f"{page.id}_cpu_web", median(web), "ms", "lower", RUNS),
        Figure(f"{page.id}_rate", median(rates), "requests/s", "higher", RUNS, peers.get("rate")),
        Figure(f"{page.id}_bytes", size, "B", "lower", 1),
    ]


def peer_figures(page: str) -> dict[str, Limit]:
    """The best peer's figures of a page: the least processor time, the most requests a second."""
    rows = json.loads(PEERS.read_text(encoding="utf-8"))["pages"]["figures"]
    found = {}
    for what, best in (("cpu", min), ("rate", max)):
        values = {
            name: figures[page][what] for name, figures in rows.items() if what in figures.get(page, {})
        }
        if values:
            name = best(values, key=lambda each: values[each])
            found[what] = Limit(name, values[name])
    return found
