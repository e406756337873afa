"""What waits for somebody, and what is late: only what the rooms' rows say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core import clock
from khue.core.registry import paper_kinds
from khue.foundation.signing.formulas import next_capacity
from khue.portal.homes.counting import MARKED, Ids
from khue.portal.homes.statements import ask
from khue.portal.homes.wording import moment_day, number, waiting_since
from khue.school.gradebook.models import Correction
from khue.school.gradebook.models.book import CorrectionState

PATIENCE = 3
"""Days after which a correction that nobody decided is late; ours, not the law's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits for the person: what, since when, where it is done."""

    title: str
    note: str = ""
    href: str = ""
    icon: str = "circle-dot"
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Something late: how many, what, since when. `tone` is late, or warn for what is not yet."""

    count: str
    title: str
    note: str
    href: str = ""
    tone: str = "late"


@dataclass(frozen=True, slots=True)
class Asked:
    """Corrections that wait for a decision."""

    count: int
    since: dt.datetime | None

    @property
    def is_late(self) -> bool:
        """Whether the oldest waited too long."""
        return self.since is not None and (clock.now() - self.since).days >= PATIENCE


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Books of a class that nobody confirmed before the lock of their term."""

    organisation: int
    school_class: int
    term: int
    locked_at: dt.datetime
    books: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Prepared transcripts of a class, and whose turn it is."""

    organisation: int
    school_class: int
    year: int
    turn: str | None
    papers: int
    since: dt.datetime


def corrections_asked(*, for_account: int | None = None) -> Asked:
    """The corrections of the scope that wait, without those an account asked for itself; one statement."""
    rows = Correction.objects.filter(state=CorrectionState.ASKED).exclude(asked_by=for_account or 0)
    found = rows.aggregate(count=Count("pk"), since=Min("asked_at"))
    return Asked(found["count"], found["since"])


def unconfirmed(year: int, organisations: Ids) -> list[Unconfirmed]:
    """Classes with books that were not confirmed when their term was locked; one statement."""
    params = {"year": year, "now": clock.now(), "stages": MARKED, "organisations": organisations}
    return [Unconfirmed(*row) for row in ask("unconfirmed", params)]


def unsigned(organisations: Ids, classes: Ids = None) -> list[Unsigned]:
    """Transcripts on their way through the signatures; one statement."""
    order = list(paper_kinds["transcript"].roles)
    rows = ask("unsigned", {"organisations": organisations, "classes": classes})
    return [
        Unsigned(school, number, year, next_capacity(order, signed), papers, since)
        for school, number, year, signed, papers, since in rows
    ]


def late_corrections(asked: Asked, href: str) -> list[Late]:
    """Corrections as a late line."""
    if not asked.since:
        return []
    title = ngettext("correction of a mark", "corrections of marks", asked.count)
    note = _("oldest %(since)s") % {"since": waiting_since(asked.since)}
    return [
        Late(count=number(asked.count), title=title, note=note, href=href, tone=_tone(late=asked.is_late))
    ]


def late_books(rows: Sequence[Unconfirmed], href: str) -> list[Late]:
    """Classes without confirmations as a late line."""
    if not rows:
        return []
    classes = len({row.school_class for row in rows})
    title = ngettext("class without confirmed marks", "classes without confirmed marks", classes)
    note = _("locked on %(day)s") % {"day": moment_day(min(row.locked_at for row in rows))}
    return [Late(count=number(classes), title=title, note=note, href=href)]


def late_transcripts(rows: Iterable[Unsigned], href: str) -> list[Late]:
    """Transcripts without all signatures as a late line."""
    papers = list(rows)
    if not papers:
        return []
    count = sum(row.papers for row in papers)
    title = ngettext("transcript not signed by all", "transcripts not signed by all", count)
    note = _("prepared since %(day)s") % {"day": moment_day(min(row.since for row in papers))}
    return [Late(count=number(count), title=title, note=note, href=href, tone="warn")]


def _tone(*, late: bool) -> str:
    return "late" if late else "warn"
