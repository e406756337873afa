"""The year, the term and the free days that hold for an organisation on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet, Value

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.calendar.formulas import Days, Week, weeks, year_of
from khue.foundation.calendar.models import Holiday, SchoolYear, Term


def current_year() -> int:
    """The school year of today."""
    return year_of(clock.today())


def school_years() -> QuerySet[SchoolYear]:
    """All school years, the latest first."""
    return SchoolYear.objects.all()


def terms_of(path: str, year: int) -> dict[int, Term]:
    """The terms that hold for the organisation at `path`: its own, else those of the nearest above it, by number."""
    rows = (
        Term.objects.filter(year_id=year)
        .annotate(here=Value(path))
        .filter(here__startswith=F("organisation__path"))
    )
    return {term.number: term for term in rows.order_by("organisation__path")}


def term_on(path: str, day: dt.date) -> Term | None:
    """The term in which `day` lies for the organisation at `path`."""
    terms = terms_of(path, year_of(day))
    return next((term for term in terms.values() if term.starts <= day <= term.ends), None)


def holidays_of(path: str, first: dt.date, last: dt.date) -> list[Days]:
    """The free days between two days at `path`, from whoever above it decided them. They are public."""
    with open_scope(system("holidays")):
        rows = (
            Holiday.objects.annotate(here=Value(path))
            .filter(Q(starts__lte=last) & Q(ends__gte=first), here__startswith=F("organisation__path"))
            .values_list("starts", "ends")
        )
        return [Days(starts, ends) for starts, ends in rows]


def weeks_of(path: str, year: int) -> list[Week]:
    """The numbered weeks of a school year at `path`."""
    terms = terms_of(path, year)
    if not terms:
        return []
    first, last = min(term.starts for term in terms.values()), max(term.ends for term in terms.values())
    spans = [(number, Days(term.starts, term.ends)) for number, term in sorted(terms.items())]
    return weeks(spans, holidays_of(path, first, last))
