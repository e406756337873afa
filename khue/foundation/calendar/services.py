"""Opening a school year and deciding its terms.

Years open by themselves: `open_coming_years` is upkeep. Whoever decides other terms writes over those of the frame.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from khue.core import audit, clock
from khue.core.crud.services import require_organisation
from khue.core.registry import year_openers
from khue.core.rules import Forbidden, require
from khue.core.scope import current_scope
from khue.foundation.calendar.formulas import Days, frame_of, year_of
from khue.foundation.calendar.models import SchoolYear, Term, TermPolicy
from khue.foundation.calendar.selectors import may_decide_terms
from khue.foundation.organisations.choices import TOP
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import roots

BEFORE_THE_NEXT = (6, 7)


@transaction.atomic
def open_year(*, number: int, starts: dt.date, ends: dt.date) -> SchoolYear:
    """Make a school year with what the rooms open for it, or return the one there is."""
    year, is_new = SchoolYear.objects.get_or_create(number=number, defaults={"starts": starts, "ends": ends})
    if is_new:
        for opener in year_openers:
            opener(number)
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


@transaction.atomic
def decide_terms(*, organisation: Organisation, year: int, terms: Sequence[Days]) -> None:
    """Set the days of all terms of a year, in their order, for an organisation of the scope and everyone below it.

    A term that stays as it is leaves no line. Raises `Forbidden`, also where the province decides for everybody, and
    `Http404` for an organisation out of scope.
    """
    _require_deciding(organisation)
    _one_at_a_time(organisation)
    rows = Term.objects.select_for_update().filter(organisation=organisation, year_id=year)
    held = {row.number: Days(row.starts, row.ends) for row in rows}
    for number, days in enumerate(terms, 1):
        if held.get(number) != days:
            decide_term(
                organisation=organisation.pk, year=year, number=number, starts=days.first, ends=days.last
            )


@transaction.atomic
def follow_above(*, organisation: Organisation, year: int) -> None:
    """Take the terms back that an organisation decided itself: those of who stands above it hold again.

    Raises `Forbidden` also for whoever stands at the top, above whom nobody decides.
    """
    require(current_scope(), "calendar.decide_terms")
    require_organisation(organisation.pk)
    if organisation.kind in TOP:
        raise Forbidden("calendar.decide_terms")
    _one_at_a_time(organisation)
    for term in Term.objects.filter(organisation=organisation, year_id=year).order_by("number"):
        audit.record(
            "calendar.term_taken_back",
            term,
            number=term.number,
            year=year,
            starts=term.starts.isoformat(),
            ends=term.ends.isoformat(),
        )
        term.delete()


@transaction.atomic
def set_term_policy(*, organisation: Organisation, communes: bool, schools: bool) -> TermPolicy:
    """Say whether communes and schools below may decide terms of their own. Raises `Forbidden`, `Http404`."""
    require(current_scope(), "calendar.set_term_policy")
    require_organisation(organisation.pk)
    row, _is_new = TermPolicy.objects.select_for_update().get_or_create(organisation=organisation)
    old, new = [row.communes, row.schools], [communes, schools]
    if old != new:
        row.communes, row.schools = communes, schools
        row.save(update_fields=["communes", "schools"])
        audit.record("calendar.term_policy_set", row, old=old, new=new)
    return row


def _one_at_a_time(organisation: Organisation) -> None:
    """Who decides terms of an organisation waits for who takes them back: the row of a term comes and goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('khue.calendar.terms'), %s)", [organisation.pk])


def _require_deciding(organisation: Organisation) -> None:
    require(current_scope(), "calendar.decide_terms")
    require_organisation(organisation.pk)
    if not may_decide_terms(organisation):
        raise Forbidden("calendar.decide_terms")


@transaction.atomic
def open_coming_years() -> list[int]:
    """See that this school year is open and, from June on, the next; answers those that were opened.

    Their terms are those of the frame, for the organisation at the top; without one there is nobody to decide them.
    """
    top, today = roots().first(), clock.today()
    if top is None:
        return []
    running = year_of(today)
    wanted = [running, running + 1] if today.month in BEFORE_THE_NEXT else [running]
    opened = sorted(set(wanted) - set(SchoolYear.objects.values_list("number", flat=True)))
    for number in opened:
        open_year_of_frame(number, organisation=top.pk)
    return opened


@transaction.atomic
def open_year_of_frame(number: int, *, organisation: int) -> SchoolYear:
    """Open a year with the days of the frame, and give `organisation` its terms where it has decided none."""
    frame = frame_of(number)
    year = open_year(number=number, starts=frame.year.first, ends=frame.year.last)
    decided = set(
        Term.objects.filter(organisation_id=organisation, year=year).values_list("number", flat=True)
    )
    for term, days in enumerate(frame.terms, 1):
        if term not in decided:
            decide_term(
                organisation=organisation, year=number, number=term, starts=days.first, ends=days.last
            )
    return year
