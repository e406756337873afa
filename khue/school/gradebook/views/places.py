"""The room's own places as tabs, for whom they are, and the school that an office looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core.rules import can
from khue.core.scope import Reach, current_scope
from khue.core.text import fold
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.selectors.corrections import waiting_for

PAGE = 50
PLACES: tuple[tuple[str, str | Promise, str], ...] = (
    ("books", _("Books"), "gradebook.mine"),
    ("completion", _("Completion"), "gradebook.see_completion"),
    ("corrections", _("Corrections"), "gradebook.see_corrections"),
    ("windows", _("Entry windows"), "gradebook.see_windows"),
    ("results", _("Results"), "gradebook.see_results"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the room's places; `count` is what waits there for the hat."""

    title: str | Promise
    href: str
    current: bool
    count: int


def tabs(current: str) -> list[Tab]:
    """The places of the room that the hat may open."""
    scope = current_scope()
    waiting = waiting_for(scope)
    return [
        Tab(
            title,
            reverse(f"gradebook:{name}"),
            name == current,
            waiting if name == "corrections" else 0,
        )
        for name, title, rule in PLACES
        if can(scope, rule)
    ]


def school_of(request: HttpRequest) -> Organisation | None:
    """The school a page is about: the hat's own, or for an office above the one in the address (`truong`).

    None when an office has not chosen one yet; raises `Http404` for one that is not below it.
    """
    scope = current_scope()
    if not can(scope, "gradebook.oversee"):
        return Organisation.objects.filter(pk=scope.organisation or 0).first()
    asked = request.GET.get("truong", "")
    if not asked:
        return None
    try:
        found = schools_below().filter(uuid=UUID(asked)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def schools_below() -> QuerySet[Organisation]:
    """The schools that an office reaches, by name."""
    scope = current_scope()
    rows = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, valid_to=None)
    if scope.reach is not Reach.ALL:
        rows = rows.filter(path__startswith=scope.roots[0] if scope.roots else "!")
    return rows.order_by("folded", "pk")


def choose_school(request: HttpRequest, place: str) -> HttpResponse:
    """Let an office choose the school whose page it wants: found by name, 50 a page."""
    wanted = request.GET.get("tim", "").strip()
    rows = schools_below().filter(folded__contains=fold(wanted)) if wanted else schools_below()
    title = next(title for name, title, _rule in PLACES if name == place)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {"place": place, "title": title, "page": page, "wanted": wanted, "tabs": tabs(place)}
    return render(request, "gradebook/schools.html", context | turning(request, page))


def turning(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """The addresses of the pages before and after, with everything else the address says."""

    def turned(number: int) -> str:
        query = request.GET.copy()
        query["trang"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous": turned(page.previous_page_number()) if page.has_previous() else "",
        "next": turned(page.next_page_number()) if page.has_next() else "",
    }
