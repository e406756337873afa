"""The year, the term and the free days that hold for an organisation on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.calendar.formulas import Days, Week, weeks, year_of
from khue.foundation.calendar.models import Holiday, SchoolYear, Term, TermPolicy
from khue.foundation.organisations.choices import TEACHING, OrganisationKind
from khue.foundation.organisations.models import Organisation

SHOWN_YEARS: Final = 50
SHOWN_DECIDERS: Final = 20


def current_year() -> int:
    """The school year of today."""
    return year_of(clock.today())


def school_years() -> QuerySet[SchoolYear]:
    """All school years, the latest first."""
    return SchoolYear.objects.all()


def terms_of(path: str, year: int) -> dict[int, Term]:
    """The terms that hold for the organisation at `path`: its own, else those of the nearest above it, by number."""
    rows = _above(path).filter(year_id=year)
    return {term.number: term for term in rows.order_by("organisation__path")}


def _above(path: str) -> QuerySet[Term]:
    """The terms that the organisation at `path` and those above it decided, as far as they hold."""
    rows = Term.objects.annotate(here=Value(path)).filter(here__startswith=F("organisation__path"))
    return rows.exclude(Exists(_forbidding(OuterRef("organisation__path"), OuterRef("organisation__kind"))))


def _forbidding(path: Any, kind: Any) -> QuerySet[TermPolicy]:
    """The policies above a place that let an organisation of its kind decide nothing."""
    rows = TermPolicy.objects.annotate(
        there=ExpressionWrapper(path, CharField()), what=ExpressionWrapper(kind, CharField())
    )
    refused = Q(what=OrganisationKind.COMMUNE, communes=False) | Q(what__in=TEACHING, schools=False)
    return rows.filter(refused, there__startswith=F("organisation__path"))


def may_decide_terms(organisation: Organisation) -> bool:
    """Whether the organisation may decide terms of its own: no policy above it says otherwise."""
    return not _forbidding(Value(organisation.path), Value(organisation.kind)).exists()


def policy_of(organisation: Organisation) -> TermPolicy:
    """What an organisation lets those below it decide; one that never said lets everybody."""
    row = TermPolicy.objects.filter(organisation=organisation).first()
    return row or TermPolicy(organisation=organisation)


def own_terms(organisation: int, year: int) -> dict[int, Term]:
    """The terms that an organisation decided itself, by number, whether they hold or not."""
    rows = Term.objects.filter(organisation_id=organisation, year_id=year)
    return {term.number: term for term in rows}


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who below an organisation has terms of their own for a year: how many, and the first of them by name."""

    number: int
    names: list[str]


def deciders_below(path: str, year: int) -> Deciders:
    """Who below `path` has terms of their own for a year that hold. One statement."""
    rows = Term.objects.filter(year_id=year, organisation__path__startswith=path).exclude(
        organisation__path=path
    )
    rows = rows.exclude(Exists(_forbidding(OuterRef("organisation__path"), OuterRef("organisation__kind"))))
    names = rows.order_by("organisation__short_name").values_list("organisation__short_name", flat=True)
    found = list(names.distinct())
    return Deciders(len(found), found[:SHOWN_DECIDERS])


@dataclass(frozen=True, slots=True)
class YearTerms:
    """A school year with its two terms (None where nobody decided one) and the name of who decided the nearest.

    `is_own` when that is the organisation itself.
    """

    year: SchoolYear
    terms: tuple[Term | None, Term | None]
    decided_by: str
    is_own: bool


def terms_by_year(path: str) -> list[YearTerms]:
    """The terms that hold for the organisation at `path`, year by year, the latest first; two statements."""
    held: dict[tuple[int, int], Term] = {}
    for term in _above(path).select_related("organisation").order_by("organisation__path"):
        held[term.year_id, term.number] = term
    found = []
    for year in school_years()[:SHOWN_YEARS]:
        first, second = held.get((year.number, 1)), held.get((year.number, 2))
        nearest = first or second
        decider = nearest.organisation if nearest else None
        name, is_own = (decider.short_name, decider.path == path) if decider else ("", False)
        found.append(YearTerms(year, (first, second), name, is_own))
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
