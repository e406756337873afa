"""Making a demo province: once, whole, or not at all.

Everything goes in within one transaction, together with the audit line that says which generator made it of which seed
and size. A start that finds the line has nothing to do.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from khue.core import audit, clock
from khue.core.models.audit import AuditLine
from khue.core.scope import open_scope, system
from khue.foundation.calendar.models import Holiday
from khue.foundation.calendar.services import decide_term, open_year
from khue.foundation.curriculum.services import load_curriculum
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.services import load_units
from khue.portal.demo.accounts import PASSWORD, open_families, open_offices
from khue.portal.demo.building import build
from khue.portal.demo.days import CLOSES_AT, HOLIDAYS, TERMS, TODAY, YEARS, moment
from khue.portal.demo.everyday import do_everyday_work
from khue.portal.demo.geography import communes_of, province_of
from khue.portal.demo.planning import institutions_of
from khue.portal.demo.signing import enrol_homerooms, sign_demo_classes
from khue.portal.demo.sizes import CLOSED, GENERATOR, SEED, Size
from khue.portal.demo.tree import DEPARTMENT, build_tree
from khue.portal.demo.world import World, subjects_by_grade
from khue.school.gradebook.models import EntryWindow
from khue.school.gradebook.services.closing import close_term

ACTION, SIGNED = "demo.loaded", "demo.signed"
CLOSINGS = (1, 2, 3, 4)
"""The terms of the closed year; 3 is the year, 4 the year after the summer."""


class ProvinceThere(RuntimeError):  # noqa: N818 - reads as the fact it states
    """The database holds another province, which nobody wants to lose."""


@dataclass(frozen=True, slots=True)
class Made:
    """Which generator made what: the audit line's parameters."""

    generator: int
    seed: int
    size: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows written by COPY, and the seconds this took; nought when everything was there."""

    rows: int
    seconds: float


def made() -> Made | None:
    """What stands in the database; None for one without a demo. Needs an open scope."""
    line = AuditLine.objects.filter(action=ACTION).order_by("-id").values_list("params", flat=True).first()
    return Made(line["generator"], line["seed"], line["size"]) if line else None


def what_is_there() -> Made | None:
    """The same, from outside a scope."""
    with open_scope(system("demo")):
        return made()


def load(size: Size, seed: int = SEED, watch: Callable[[str], None] | None = None) -> Loaded:
    """Make the province unless it is there. Raises `ProvinceThere` when another one is.

    Called by the owner of the tables: row-level security refuses COPY to everybody else.
    """
    say = watch or _tell
    with clock.frozen(TODAY), open_scope(system("demo")):
        found = made()
        if found is not None and (found.seed, found.size) == (seed, size.name):
            return Loaded(0, 0.0)
        if found is not None or Organisation.objects.exists():
            raise ProvinceThere(f"{found}" if found else "")
        return _load(size, seed, say)


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


@transaction.atomic
def _load(size: Size, seed: int, say: Callable[[str], None]) -> Loaded:
    say("units and curriculum")
    load_units()
    load_curriculum()
    _open_years()
    province = province_of(size.province)
    communes = communes_of(province)
    institutions = institutions_of(size, communes, seed)
    say(f"{len(institutions)} institutions in {len(communes)} communes")
    world = World(
        size, seed, build_tree(province, communes, institutions), subjects_by_grade(), make_password(PASSWORD)
    )
    _decide_days(world.organisations[DEPARTMENT])
    started = time.monotonic()
    rows = _build(world, institutions, communes, say)
    seconds = time.monotonic() - started
    _close_year(say)
    audit.record(ACTION, **asdict(Made(GENERATOR, seed, size.name)), rows=rows)
    return Loaded(rows, seconds)


def _build(world: World, institutions: Any, communes: Any, say: Callable[[str], None]) -> int:
    shown = 0
    with world.tables.writer() as writer:
        open_offices(world, communes)
        for count in build(world, writer, institutions, communes):
            if count - shown >= len(institutions) // 10 or count == len(institutions):
                shown = count
                say(f"{count} of {len(institutions)} institutions, {writer.written} rows")
        open_families(world)
    return writer.written


def _close_year(say: Callable[[str], None]) -> None:
    """Results of the closed year as the gradebook computes them, the summer's too."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for term in CLOSINGS:
        say(f"{close_term(year=CLOSED, term=term)} results of term {term}")


def _open_years() -> None:
    for year, (starts, ends) in YEARS.items():
        open_year(number=year, starts=starts, ends=ends)


def _decide_days(department: Organisation) -> None:
    """Terms, holidays and entry windows, for the whole province."""
    for (year, number), (starts, ends) in TERMS.items():
        decide_term(organisation=department.pk, year=year, number=number, starts=starts, ends=ends)
    Holiday.objects.bulk_create(
        Holiday(organisation=department, name=name, starts=first, ends=last) for name, first, last in HOLIDAYS
    )
    EntryWindow.objects.bulk_create(
        EntryWindow(
            organisation=department, year_id=year, term=number, opens_at=moment(starts, 0),
            closes_at=moment(ends, CLOSES_AT.hour),
        )
        for (year, number), (starts, ends) in TERMS.items()
    )  # fmt: skip


def sign_when_needed(size: Size, watch: Callable[[str], None] | None = None) -> int:
    """Sign a class of each secondary school, once; returns how many papers, nought when that was done before.

    In transactions of its own, so that a cut goes on where it was.
    """
    say = watch or _tell
    with open_scope(system("demo")):
        if AuditLine.objects.filter(action=SIGNED).exists():
            return 0
    papers = sign_demo_classes(say)
    do_everyday_work(say)
    if not size.schools:
        enrol_homerooms(say)
    with clock.frozen(TODAY), open_scope(system("demo")):
        audit.record(SIGNED, papers=papers)
    return papers
