"""Entry windows as they hold at an organisation, and whom a decision there would touch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Value

from khue.core import clock
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.models import EntryWindow
from khue.school.gradebook.selectors.books import TERMS
from khue.school.gradebook.selectors.completion import completion


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """The window of a term at an organisation: its own, else the nearest above it; all None where nobody set one."""

    term: int
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    decided_by: Organisation | None
    is_own: bool

    @property
    def state(self) -> str:
        """`unset`, `before`, `open` or `locked`, now."""
        if self.opens_at is None or self.closes_at is None:
            return "unset"
        now = clock.now()
        return "before" if now < self.opens_at else "open" if now < self.closes_at else "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Whom a window set at an organisation touches: schools that follow it, schools that decided for themselves.

    `missing` and `unconfirmed` are of the organisation's own books, where it has any: cells and books.
    """

    schools: int
    apart: int
    missing: int
    unconfirmed: int


def windows_at(*, organisation: Organisation, year: int) -> list[WindowLine]:
    """The windows of both terms that hold at the organisation. One statement."""
    rows = (
        EntryWindow.objects.filter(year_id=year, term__in=TERMS)
        .annotate(here=Value(organisation.path))
        .filter(here__startswith=F("organisation__path"))
        .select_related("organisation")
    )
    nearest: dict[int, EntryWindow] = {}
    for row in sorted(rows, key=lambda each: len(each.organisation.path)):
        nearest[row.term] = row
    return [_line(term, nearest.get(term), organisation) for term in TERMS]


def effect_of(*, organisation: Organisation, year: int, term: int) -> Effect:
    """What a window set here would touch. At most six statements."""
    if organisation.kind == OrganisationKind.SCHOOL:
        state = completion(organisation=organisation.pk, year=year, term=term)
        books = [(subject, book) for each in state.classes for subject, book in each.books.items()]
        return Effect(
            schools=1,
            apart=0,
            missing=sum(max(book.owed - book.filled, 0) for _subject, book in books),
            unconfirmed=sum(
                subject is not None and book.owed > 0 and book.confirmed_at is None for subject, book in books
            ),
        )
    below = Organisation.objects.filter(
        kind=OrganisationKind.SCHOOL, valid_to=None, path__startswith=organisation.path
    )
    deciding = EntryWindow.objects.filter(
        year_id=year, term=term, organisation__path__startswith=organisation.path
    ).exclude(organisation=organisation)
    paths = list(deciding.values_list("organisation__path", flat=True))
    apart = sum(1 for path in below.values_list("path", flat=True) if path.startswith(tuple(paths)))
    return Effect(schools=below.count() - apart, apart=apart, missing=0, unconfirmed=0)


def _line(term: int, row: EntryWindow | None, organisation: Organisation) -> WindowLine:
    return WindowLine(
        term=term,
        opens_at=row.opens_at if row else None,
        closes_at=row.closes_at if row else None,
        decided_by=row.organisation if row else None,
        is_own=row is not None and row.organisation_id == organisation.pk,
    )
