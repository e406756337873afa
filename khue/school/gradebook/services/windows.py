"""When marks may be entered: windows by term down the tree, the nearest wins."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.models import EntryWindow
from khue.school.gradebook.selectors.books import TERMS


class BadWindow(ValueError):  # noqa: N818 - reads as the fact it states
    """The window has no such term, or closes before it opens."""


@transaction.atomic
def set_window(
    *, organisation: Organisation, year: int, term: int, opens_at: dt.datetime, closes_at: dt.datetime
) -> EntryWindow:
    """Decide when marks of a term may be entered, for the organisation and everyone below who has not decided.

    Raises `Forbidden`, `BadWindow`.
    """
    require(current_scope(), "gradebook.windows", organisation)
    if term not in TERMS or closes_at <= opens_at:
        raise BadWindow
    row, is_new = EntryWindow.objects.update_or_create(
        organisation=organisation,
        year_id=year,
        term=term,
        defaults={"opens_at": opens_at, "closes_at": closes_at},
    )
    _record("gradebook.window_set" if is_new else "gradebook.window_moved", row)
    return row


def lock_now(*, organisation: Organisation, year: int, term: int) -> EntryWindow:
    """Lock a term at this moment: from now on a mark changes by correction only. Raises as `set_window`."""
    there = EntryWindow.objects.filter(organisation=organisation, year_id=year, term=term).first()
    now = clock.now()
    opened = there.opens_at if there and there.opens_at < now else now - dt.timedelta(minutes=1)
    return set_window(organisation=organisation, year=year, term=term, opens_at=opened, closes_at=now)


def _record(action: str, row: EntryWindow) -> None:
    audit.record(
        action,
        row,
        year=row.year_id,
        term=row.term,
        opens_at=row.opens_at.isoformat(),
        closes_at=row.closes_at.isoformat(),
    )
