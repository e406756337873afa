"""`transcripts`: signed papers a second and core, beside what rendering and signing alone allow.

A paper is rendered, stored, signed three times as PDF and as XML with time stamps of the demo's own server, and stored
again each time. The limits are measured on the same class: the same pages rendered in memory, and the same signatures
made in memory, without database and store. A core's second is processor time of this process, so that neighbours and
the disk do not count; the time on the clock stands beside it. Everything is rolled back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import transaction

from khue.config.bench.figures import Figure, Limit, spread
from khue.core import clock
from khue.core.registry import PaperKind, paper_kinds
from khue.core.scope import open_scope, system
from khue.foundation.documents.adapters.typst import render_batch
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.demo_keys import DemoTimeStamper
from khue.foundation.signing.adapters.pades import Act, prepare, sign_batch
from khue.foundation.signing.adapters.xades import sign_xml_batch
from khue.foundation.signing.choices import Capacity
from khue.foundation.signing.selectors import key_folder
from khue.portal.demo.signing import DAYS, SECONDARY, sign_class
from khue.portal.demo.sizes import CLOSED
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import SchoolClass

RUNS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One class: its papers, and the seconds of each way."""

    papers: int
    whole: float
    clock: float
    rendering: float
    signing: float


def measure(_size: str) -> list[Figure]:
    """All figures of the bench; the first class warms fonts and keys and does not count."""
    with open_scope(system("bench")):
        rows = SchoolClass.objects.filter(year_id=CLOSED, stage__in=SECONDARY)
        rows = rows.select_related("organisation", "organisation__unit", "year").order_by("pk")
        classes = list(rows[: RUNS + 1])
    runs = [_run(each) for each in classes][1:]
    rendering = median(run.papers / run.rendering for run in runs)
    signing = median(run.papers / run.signing for run in runs)
    allowed = Limit("what raw rendering and signing allow", 1 / (1 / rendering + 1 / signing))
    return [
        *spread(
            "papers_per_core_second", [run.papers / run.whole for run in runs], "papers/s", "higher", allowed
        ),
        Figure(
            "papers_per_second",
            median(run.papers / run.clock for run in runs),
            "papers/s",
            "higher",
            len(runs),
        ),
        Figure("raw_rendering", rendering, "papers/s", "higher", len(runs)),
        Figure("raw_signing", signing, "papers/s", "higher", len(runs)),
        Figure("papers", median(run.papers for run in runs), "papers", "higher", len(runs)),
    ]


def _run(school_class: SchoolClass) -> Run:
    kind = paper_kinds["transcript"]
    with transaction.atomic():
        start = time.monotonic()
        whole, papers = _timed(lambda: sign_class(school_class, threads=1))
        seconds = time.monotonic() - start
        with open_scope(system("bench")):
            made = Transcript.objects.filter(school_class=school_class)
            contents = list(made.values_list("content", flat=True))
        transaction.set_rollback(True)
    moment = clock.now()
    items = [kind.paper(content) for content in contents]
    rendering, pdfs = _timed(lambda: [each.pdf for each in render_batch(kind.template, items, moment=moment)])
    xmls = [kind.xml(content) for content in contents]
    signing, _ = _timed(lambda: _sign(kind, pdfs, xmls))
    return Run(papers, whole, seconds, rendering, signing)


def _sign(kind: PaperKind, pdfs: Iterable[bytes], xmls: Iterable[bytes]) -> None:
    """The three signatures on every paper and its twin, in memory."""
    signer = DemoAuthority.open(key_folder()).person("bench", name="Khuê Bench", organisation="Khuê")
    stamper = DemoTimeStamper(key_folder())
    papers = [prepare(pdf, kind.fields()) for pdf in pdfs]
    twins = list(xmls)
    for capacity, role in kind.roles.items():
        act = Act(role=role, moment=DAYS[Capacity(capacity)])
        papers = [each.pdf for each in sign_batch(papers, signer, act, stamper=stamper)]
        twins = [each.xml for each in sign_xml_batch(twins, signer, act, content_id=kind.content_id)]


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of an act, and its answer."""
    start = time.process_time()
    answer = act()
    return time.process_time() - start, answer
