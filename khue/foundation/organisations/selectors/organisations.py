"""Organisations as of any day: what they were called, which code they had, where they sat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat

from khue.core import clock
from khue.core.models import holds_on
from khue.core.text import fold
from khue.foundation.organisations.choices import ParentKind
from khue.foundation.organisations.formulas import Facts, State
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
    Unit,
)

SCHEME = "moet"


class Then(TypedDict):
    """What an organisation was on the day that was asked for; `unit_then` is an id."""

    name_then: str
    short_name_then: str
    folded_then: str
    code_then: str | None
    unit_then: int | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    OrganisationThen = WithAnnotations[Organisation, Then]
    Rows = QuerySet[OrganisationThen]
else:  # the annotation of django-stubs is for the type checker alone
    OrganisationThen, Rows = Organisation, QuerySet


def as_of(rows: QuerySet[Organisation], day: dt.date) -> Rows:
    """The rows that exist on a day, each with what it was on that day (`Then`)."""
    return (
        rows.filter(holds_on(day))
        .alias(
            name_row=FilteredRelation("names", condition=holds_on(day, "names__")),
            code_row=FilteredRelation("codes", condition=Q(holds_on(day, "codes__"), codes__scheme=SCHEME)),
            place_row=FilteredRelation("places", condition=holds_on(day, "places__")),
        )
        .annotate(
            name_then=Coalesce(F("name_row__name"), F("name")),
            short_name_then=Coalesce(F("name_row__short_name"), F("short_name")),
            folded_then=Coalesce(F("name_row__folded"), F("folded")),
            code_then=F("code_row__code"),
            unit_then=F("place_row__unit_id"),
        )
    )


def organisations(*, on: dt.date | None = None) -> Rows:
    """Everyone who exists on a day (today), as of that day."""
    return as_of(Organisation.objects.all(), on or clock.today())


def organisation(uuid: UUID, *, on: dt.date | None = None) -> Organisation | None:
    """One organisation as of a day, whether or not it exists on that day: it is today's name then."""
    day = on or clock.today()
    then = organisations(on=day).filter(uuid=uuid).first()
    return then if then is not None else Organisation.objects.filter(uuid=uuid).first()


def organisation_by_code(
    code: str, *, on: dt.date | None = None, scheme: str = SCHEME
) -> Organisation | None:
    """Who had a code on a day (today)."""
    return organisations_by_codes([code], on=on, scheme=scheme).get(code)


def organisations_by_codes(
    codes: Iterable[str], *, on: dt.date | None = None, scheme: str = SCHEME
) -> dict[str, Organisation]:
    """Who had which of the codes on a day, in one statement; unknown codes are left out."""
    rows = OrganisationCode.objects.filter(holds_on(on or clock.today()), scheme=scheme, code__in=list(codes))
    return {row.code: row.organisation for row in rows.select_related("organisation")}


def codes_of(numbers: Iterable[int], *, on: dt.date | None = None, scheme: str = SCHEME) -> dict[int, str]:
    """The code of each organisation on a day, in one statement."""
    rows = OrganisationCode.objects.filter(
        holds_on(on or clock.today()), scheme=scheme, organisation_id__in=list(numbers)
    )
    return dict(rows.values_list("organisation_id", "code"))


def searched(rows: Rows, words: str) -> Rows:
    """Of rows as of a day, those whose name has all the words, with or without diacritics, or whose code begins so.

    A name that begins with what was typed comes first.
    """
    folded = fold(words)
    wanted = Q()
    for word in folded.split():
        wanted &= Q(folded_then__contains=word)
    exact = ExpressionWrapper(Q(folded_then__startswith=folded), output_field=BooleanField())
    found = rows.filter(wanted | Q(code_then__startswith=words.strip())) if folded else rows
    return found.annotate(is_exact=exact).order_by(F("is_exact").desc(), "folded_then", "pk")


def schools_of(commune: Organisation, *, on: dt.date | None = None) -> Rows:
    """Who is administered by a commune on a day: its preschools, primary and lower secondary schools."""
    day = on or clock.today()
    edges = OrganisationParent.objects.filter(holds_on(day), parent=commune, kind=ParentKind.ADMINISTRATIVE)
    return organisations(on=day).filter(pk__in=edges.values("child_id")).order_by("folded_then", "pk")


def organisations_in(unit: Unit, *, on: dt.date | None = None) -> Rows:
    """Who sits in a unit on a day, whoever administers it."""
    day = on or clock.today()
    places = OrganisationPlace.objects.filter(holds_on(day), unit=unit)
    return organisations(on=day).filter(pk__in=places.values("organisation_id")).order_by("folded_then", "pk")


def listed(*, on: dt.date | None = None) -> Rows:
    """Everyone who exists on a day, with what a list shows: `parent_then`, `parent_uuid_then`, `place_then` (names)."""
    day = on or clock.today()
    edges = OrganisationParent.objects.filter(
        holds_on(day), child=OuterRef("pk"), kind=ParentKind.ADMINISTRATIVE
    ).alias(name_row=FilteredRelation("parent__names", condition=holds_on(day, "parent__names__")))
    named = edges.annotate(words=Coalesce(F("name_row__short_name"), F("parent__short_name")))
    places = OrganisationPlace.objects.filter(holds_on(day), organisation=OuterRef("pk"))
    placed = places.annotate(words=Concat("unit__prefix", Value(" "), "unit__name"))
    return organisations(on=day).annotate(
        parent_then=Subquery(named.values("words")[:1]),
        parent_uuid_then=Subquery(edges.values("parent__uuid")[:1]),
        place_then=Subquery(placed.values("words")[:1]),
    )


def facts_on(numbers: Iterable[int], day: dt.date) -> State:
    """What is true of the organisations on a day; None of those who do not exist on it. Five statements."""
    wanted = list(numbers)
    alive = {row.pk: row for row in Organisation.objects.on(day).filter(pk__in=wanted)}
    here = Q(holds_on(day), organisation_id__in=wanted)
    names = {row.organisation_id: row for row in OrganisationName.objects.filter(here)}
    codes = codes_of(wanted, on=day)
    places = dict(OrganisationPlace.objects.filter(here).values_list("organisation_id", "unit_id"))
    edges = OrganisationParent.objects.filter(holds_on(day), child_id__in=wanted)
    parents = {
        (child, kind): parent for child, kind, parent in edges.values_list("child_id", "kind", "parent_id")
    }
    return {
        number: Facts(
            name=names.get(number, alive[number]).name,
            short_name=names.get(number, alive[number]).short_name,
            code=codes.get(number, ""),
            unit=places.get(number),
            administrative=parents.get((number, ParentKind.ADMINISTRATIVE)),
            professional=parents.get((number, ParentKind.PROFESSIONAL)),
        )
        if number in alive
        else None
        for number in wanted
    }
