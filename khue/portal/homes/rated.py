"""The pupils behind a share of results: by school, class and name, never by result (TT 15/2026 Điều 22.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.tables import Filter, Option, Table, choice, linked, text
from khue.core.tables.filters import by_field
from khue.core.tables.table import page_of
from khue.foundation.calendar.selectors import current_year
from khue.portal.homes import doors
from khue.portal.homes.head import crumbs
from khue.portal.homes.places import Place, places_of
from khue.portal.homes.wording import LEVELS, period_name
from khue.school.gradebook.models import Result

TERMS = {"1", "2", "3"}
FEW = 40
TITLE = _("Pupils by learning result")
ORDER = ("organisation__folded", "grade", "class_length", "school_class__name", "pupil__sort_key")


@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    """Pupils with their results of a term (`nam`, `ki`), filtered by commune, school and level."""
    scope = current_scope()
    require(scope, "homes.results")
    year, term = _period(request)
    places = places_of(scope)
    rows = Result.objects.of(year).filter(term=term, learning__isnull=False)
    table = _table(places, _offered(places, request))
    page = page_of(table, rows.annotate(class_length=Length("school_class__name")), scope, request.GET)
    context = {
        "page": page,
        "crumbs": crumbs(TITLE),
        "period": period_name(year, term),
        "kept": [(key, request.GET[key]) for key in ("nam", "ki") if key in request.GET],
    }
    return render(request, "portal/figures/pupils.html", context)


def _period(request: HttpRequest) -> tuple[int, int]:
    """The year and term of the address; raises `Http404` for one that cannot be."""
    year, term = request.GET.get("nam", str(current_year())), request.GET.get("ki", "3")
    if not year.isascii() or not year.isdigit() or len(year) != len("2026") or term not in TERMS:
        raise Http404
    return int(year), int(term)


def _offered(places: list[Place], request: HttpRequest) -> list[Place]:
    """The schools to choose from: those of the chosen communes, and the chosen ones; all while they are few."""
    areas, schools = request.GET.getlist("xa"), request.GET.getlist("truong")
    if len(places) <= FEW:
        return places
    return [
        place
        for place in places
        if (place.area and str(place.area.uuid) in areas) or str(place.school.uuid) in schools
    ]


def _table(places: list[Place], offered: list[Place]) -> Table:
    """Columns that cannot be sorted by result."""
    return Table(
        name="pupil__uuid",
        columns=(
            linked(
                "name",
                pgettext_lazy("person", "Full name"),
                doors.pupil_pattern(),
                "pupil__full_name",
                by="pupil__uuid",
                sort=("pupil__sort_key",),
                on_phone="lead",
            ),
            text(
                "class",
                _("Class"),
                "school_class__name",
                sort=("grade", "class_length", "school_class__name"),
                on_phone="second",
            ),
            text(
                "school",
                _("School"),
                "organisation__short_name",
                sort=("organisation__folded",),
                on_phone="wide",
            ),
            choice("learning", _("Learning"), LEVELS, sort=(), on_phone="trail"),
            choice("conduct", _("Conduct"), LEVELS, sort=(), on_phone="wide"),
        ),
        filters=_filters(places, offered),
        order=ORDER,
    )


def _filters(places: list[Place], offered: list[Place]) -> tuple[Filter, ...]:
    return (
        Filter(key="xa", title=_("Commune"), apply=_in_areas(places), options=lambda: _areas(places)),
        Filter(
            key="truong",
            title=_("School"),
            apply=by_field("organisation__uuid"),
            options=lambda: _schools(offered),
        ),
        Filter(key="muc", title=_("Learning"), apply=by_field("learning"), options=_levels),
    )


def _in_areas(places: list[Place]) -> Any:
    def apply(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        wanted = {UUID(value) for value in values}
        schools = [place.school.pk for place in places if place.area and place.area.uuid in wanted]
        return rows.filter(organisation_id__in=schools)

    return apply


def _areas(places: list[Place]) -> list[Option]:
    found = {place.area.uuid: place.area for place in places if place.area}
    ordered = sorted(found.values(), key=lambda area: area.folded)
    return [Option(str(area.uuid), str(area)) for area in ordered]


def _schools(places: list[Place]) -> list[Option]:
    return [Option(str(place.school.uuid), str(place.school)) for place in places]


def _levels() -> list[Option]:
    return [Option(str(level), words) for level, words in LEVELS.items()]
