"""The lists behind the numbers of schools and classes. Their filters stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from khue.core.rules import require
from khue.core.scope import Scope, current_scope
from khue.foundation.signing.choices import Capacity
from khue.portal.homes import doors, waiting
from khue.portal.homes.counting import ClassCount, classes_of_term
from khue.portal.homes.head import crumbs, running_of
from khue.portal.homes.overview import SCHOOL, overview
from khue.portal.homes.places import Place, places_of
from khue.portal.homes.waiting import Unconfirmed, Unsigned
from khue.portal.homes.wording import fresh, moment_day, number, term_name, waiting_since, year_name
from khue.school.gradebook.models import Correction
from khue.school.gradebook.models.book import CorrectionState
from khue.sector.classes.models import SchoolClass

PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The schools that the filters of an address leave, what the chips say, and the address without each of them."""

    places: list[Place]
    chips: list[dict[str, Any]]

    @property
    def ids(self) -> list[int]:
        """The schools by id."""
        return [place.school.pk for place in self.places]

    @property
    def by_school(self) -> dict[int, Place]:
        """The same by id of the school."""
        return {place.school.pk: place for place in self.places}


def chosen(request: HttpRequest, scope: Scope) -> Chosen:
    """The schools of the hat, limited to a commune (`xa`) or one school (`truong`); raises `Http404` for a stranger."""
    places, chips = places_of(scope), []
    area, school = _uuid(request, "xa"), _uuid(request, "truong")
    if area:
        places = [place for place in places if place.area and place.area.uuid == area]
        chips.append((_("Commune"), _first(places, lambda place: place.area), "xa"))
    if school:
        places = [place for place in places if place.school.uuid == school]
        chips.append((_("School"), _first(places, lambda place: place.school), "truong"))
    return Chosen(places, [_chip(request, *chip) for chip in chips])


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """The schools with their figures, by name: all, those with all marks, that lack some, without results."""
    scope = current_scope()
    require(scope, "homes.figures")
    picked, view = chosen(request, scope), overview(scope, running_of(request), by=SCHOOL)
    wanted = request.GET.get("diem", "")
    keep: dict[str, Callable[[Any], bool]] = {
        "du": lambda line: line.completion.is_whole,
        "thieu": lambda line: line.completion.classes > 0 and not line.completion.is_whole,
        "chua-co-ket-qua": lambda line: line.completion.classes > 0 and line.thing.pk not in view.closed,
    }
    lines = [view.schools[place.school.pk] for place in picked.places]
    lines = [line for line in lines if keep.get(wanted, lambda _line: True)(line)]
    chips = list(picked.chips)
    if wanted in keep:
        chips.append(_chip(request, _("Marks in"), SCHOOL_FILTERS[wanted], "diem"))
    by_school = picked.by_school
    rows = [
        {
            "school": line.thing,
            "href": doors.of(line.thing),
            "area": by_school[line.thing.pk].area,
            "pupils": number(line.pupils),
            "completion": line.completion.share,
            "lacking": line.completion.lacking,
            "classes": line.completion.classes,
            "classes_href": doors.figures("classes", truong=line.thing.uuid),
            "levels": line.levels.counts,
            "rated": line.levels.total,
        }
        for line in lines
    ]
    note = _("Marks of %(term)s. By name.") % {"term": view.running.full_name}
    return _list(request, "schools", rows, chips, note=note, freshness=fresh(view.moment))


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes that lack marks of the running term, school by school."""
    scope = current_scope()
    require(scope, "homes.figures")
    running, picked = running_of(request), chosen(request, scope)
    found = [each for each in classes_of_term(running, organisations=picked.ids) if each.completion.lacking]
    rows = [_class_row(*each) for each in _named(found, picked)]
    note = _("Marks of %(term)s. By school and class.") % {"term": running.full_name}
    return _list(request, "classes", rows, picked.chips, note=note)


@require_safe
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """The classes with books that nobody confirmed before the lock."""
    scope = current_scope()
    require(scope, "homes.figures")
    running, picked = running_of(request), chosen(request, scope)
    rows = [
        {
            **_place_row(place, school_class),
            "term": term_name(each.term),
            "locked": moment_day(each.locked_at),
            "books": number(each.books),
        }
        for each, place, school_class in _named(waiting.unconfirmed(running.year, picked.ids), picked)
    ]
    note = _("School year %(year)s. By school and class.") % {"year": year_name(running.year)}
    return _list(request, "unconfirmed", rows, picked.chips, note=note)


@require_safe
def transcripts(request: HttpRequest) -> HttpResponse:
    """Transcripts on their way through the signatures, class by class."""
    scope = current_scope()
    require(scope, "homes.figures")
    picked = chosen(request, scope)
    rows = [
        {
            **_place_row(place, school_class),
            "year": year_name(each.year),
            "turn": Capacity(each.turn).label if each.turn else "",
            "papers": number(each.papers),
            "since": moment_day(each.since),
            "href": doors.transcripts(school_class.uuid),
        }
        for each, place, school_class in _named(waiting.unsigned(picked.ids), picked)
    ]
    return _list(request, "transcripts", rows, picked.chips)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections that wait for their school's head: whose turn, where, since when; never the mark."""
    scope = current_scope()
    require(scope, "homes.figures")
    picked = chosen(request, scope)
    asked = (
        Correction.objects.filter(state=CorrectionState.ASKED, organisation_id__in=picked.ids)
        .select_related("school_class", "subject")
        .order_by("asked_at")
    )
    by_school = picked.by_school
    rows = [
        {
            **_place_row(by_school[each.organisation_id], each.school_class),
            "subject": each.subject.name if each.subject else _("Conduct"),
            "term": term_name(each.term),
            "asked": moment_day(each.asked_at),
            "since": waiting_since(each.asked_at),
        }
        for each in asked
    ]
    return _list(request, "corrections", rows, picked.chips)


TITLES: dict[str, dict[str, str | Promise]] = {
    "schools": {"title": _("Schools and their figures"), "empty": _("No school here")},
    "classes": {"title": _("Classes with marks missing"), "empty": _("No class lacks marks")},
    "unconfirmed": {
        "title": _("Classes without confirmed marks"),
        "empty": _("Every book was confirmed before the lock"),
    },
    "transcripts": {
        "title": _("Transcripts not signed by all"),
        "empty": _("No transcript waits for a signature"),
    },
    "corrections": {"title": _("Corrections that wait"), "empty": _("No correction waits")},
}
SCHOOL_FILTERS: dict[str, str | Promise] = {
    "du": pgettext_lazy("marks", "all entered"),
    "thieu": pgettext_lazy("marks", "some missing"),
    "chua-co-ket-qua": pgettext_lazy("marks", "no results after the lock"),
}


def _named(
    found: Iterable[ClassCount | Unconfirmed | Unsigned], picked: Chosen
) -> list[tuple[Any, Place, SchoolClass]]:
    """Counts with their school and class, by school and class; one statement."""
    rows = list(found)
    by_school = picked.by_school
    named = SchoolClass.objects.in_bulk({row.school_class for row in rows})
    there = [
        (row, by_school[row.organisation], named[row.school_class])
        for row in rows
        if row.school_class in named
    ]
    return sorted(there, key=lambda each: (each[1].school.folded, *class_order(each[2])))


def class_order(school_class: SchoolClass) -> tuple[Any, ...]:
    """Grades first, 8A2 before 8A10."""
    return (min(school_class.grades, default=0), len(school_class.name), school_class.name)


def _class_row(each: ClassCount, place: Place, school_class: SchoolClass) -> dict[str, Any]:
    done = each.completion
    return {
        **_place_row(place, school_class),
        "completion": done.share,
        "missing": number(done.missing),
        "owed": number(done.owed),
    }


def _place_row(place: Place, school_class: SchoolClass) -> dict[str, Any]:
    return {
        "name": school_class.name,
        "href": doors.of(school_class),
        "school": place.school,
        "area": place.area,
    }


def _list(
    request: HttpRequest, kind: str, rows: list[dict[str, Any]], chips: list[dict[str, Any]], **words: Any
) -> HttpResponse:
    page: Page[dict[str, Any]] = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "portal/figures/list.html",
        {
            **TITLES[kind],
            "crumbs": crumbs(TITLES[kind]["title"]),
            "table": f"portal/figures/_{kind}.html",
            "page": page,
            "count": number(len(rows)),
            "chips": chips,
            "clear": request.path,
            "previous": _turned(request, page.previous_page_number()) if page.has_previous() else "",
            "next": _turned(request, page.next_page_number()) if page.has_next() else "",
            **words,
        },
    )


def _turned(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["trang"] = str(page)
    return f"?{query.urlencode()}"


def _chip(request: HttpRequest, title: Any, words: Any, key: str) -> dict[str, Any]:
    rest = request.GET.copy()
    for each in (key, "trang"):
        rest.pop(each, None)
    return {"title": title, "words": words, "without": f"?{rest.urlencode()}" if rest else request.path}


def _uuid(request: HttpRequest, key: str) -> UUID | None:
    """A filter of the address; raises `Http404` for what is no identifier."""
    given = request.GET.get(key, "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Http404 from error


def _first(places: list[Place], of: Callable[[Place], Any]) -> Any:
    """What the filter is called; raises `Http404` when the hat reaches nothing of it."""
    if not places:
        raise Http404
    return of(places[0])
