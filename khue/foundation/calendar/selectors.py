"""The year, the term and the free days that hold for an organisation on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet, Value

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.calendar.formulas import Days, Week, weeks, year_of
from khue.foundation.calendar.models import Holiday, SchoolYear, Term

SHOWN_YEARS: Final = 50


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


@dataclass(frozen=True, slots=True)
class YearTerms:
    """A school year with its two terms (None where nobody decided one) and the name of who decided the nearest."""

    year: SchoolYear
    terms: tuple[Term | None, Term | None]
    decided_by: str


def terms_by_year(path: str) -> list[YearTerms]:
    """The terms that hold for the organisation at `path`, year by year, the latest first; two statements."""
    rows = Term.objects.annotate(here=Value(path)).filter(here__startswith=F("organisation__path"))
    held: dict[tuple[int, int], Term] = {}
    for term in rows.select_related("organisation").order_by("organisation__path"):
        held[term.year_id, term.number] = term
    found = []
    for year in school_years()[:SHOWN_YEARS]:
        first, second = held.get((year.number, 1)), held.get((year.number, 2))
        nearest = first or second
        found.append(YearTerms(year, (first, second), nearest.organisation.short_name if nearest else ""))
    return found


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
