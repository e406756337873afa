"""Opening a school year and deciding its terms."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from khue.core import audit
from khue.foundation.calendar.models import SchoolYear, Term


@transaction.atomic
def open_year(*, number: int, starts: dt.date, ends: dt.date) -> SchoolYear:
    """Make a school year, or return the one there is."""
    year, is_new = SchoolYear.objects.get_or_create(number=number, defaults={"starts": starts, "ends": ends})
    if is_new:
        audit.record("calendar.year_opened", year, year=number)
    return year


@transaction.atomic
def decide_term(*, organisation: int, year: int, number: int, starts: dt.date, ends: dt.date) -> Term:
    """Set the days of a term for an organisation and everyone below it who has not decided otherwise."""
    term, _is_new = Term.objects.update_or_create(
        organisation_id=organisation, year_id=year, number=number, defaults={"starts": starts, "ends": ends}
    )
    audit.record("calendar.term_decided", term, starts=starts.isoformat(), ends=ends.isoformat())
    return term
