"""The home page of whoever oversees schools: the province on one page, or the commune."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.foundation.accounts.choices import DEPARTMENT_ROLES
from khue.foundation.organisations.models import Organisation
from khue.portal.homes import doors, showing, waiting
from khue.portal.homes.head import crumbs, hat_of, page_head, running_of
from khue.portal.homes.overview import AREA, SCHOOL, Overview, overview
from khue.portal.homes.places import ids_of
from khue.portal.homes.waiting import Late, Need

SHOWN = 9


def grouping(scope: Scope) -> str:
    """A department looks at communes, a commune at its schools."""
    return AREA if scope.role in DEPARTMENT_ROLES else SCHOOL


def asked_term(request: HttpRequest) -> int | None:
    """The term of results that the address asks for."""
    given = request.GET.get("ki", "")
    return int(given) if given in {"1", "2", "3"} else None


def home(request: HttpRequest) -> HttpResponse:
    """Tiles, the table of communes or schools, what waits for a decision, what is late."""
    scope = current_scope()
    require(scope, "homes.oversee")
    view = overview(scope, running_of(request), by=grouping(scope), term=asked_term(request))
    context = {
        **table(view, grouping(scope)),
        "head": page_head(view.running, moment=view.moment),
        "tiles": showing.tiles(view),
        "rows": showing.rows(view.lines[:SHOWN], view.rated, grouping(scope)),
        "more": len(view.lines) if len(view.lines) > SHOWN else 0,
        "needs": needs(scope, view, hat_of(request).organisation),
        "late": late(scope, view),
    }
    return render(request, "portal/province.html", context)


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The whole table, all communes or all schools, weakest first."""
    scope = current_scope()
    require(scope, "homes.oversee")
    view = overview(scope, running_of(request), by=grouping(scope), term=asked_term(request))
    context = {
        **table(view, grouping(scope)),
        "head": page_head(view.running, moment=view.moment),
        "rows": showing.rows(view.lines, view.rated, grouping(scope)),
        "count": len(view.lines),
        "crumbs": crumbs(_("Learning results")),
    }
    return render(request, "portal/areas.html", context)


def table(view: Overview, by: str) -> dict[str, Any]:
    """What the table of the page needs besides its rows."""
    return {
        "by_area": by == AREA,
        "rated": view.rated,
        "note": showing.legend_note(view),
        "all_href": doors.figures("areas", ki=view.rated.term if view.rated else None),
    }


def needs(scope: Scope, view: Overview, organisation: Organisation) -> list[Need]:
    """What only this hat can decide: when the running term is locked, while nobody has said so."""
    if view.running.closes_at is None and can(scope, "gradebook.windows", organisation):
        return [
            Need(
                title=_("Decide when marks of %(term)s are locked") % {"term": view.running.name},
                note=_("no day has been set; all books are open"),
                href=doors.windows(),
                icon="lock",
            )
        ]
    return []


def late(scope: Scope, view: Overview) -> list[Late]:
    """What is really late in the schools below."""
    ids, year = ids_of(scope, view.places), view.running.year
    return [
        *waiting.late_corrections(waiting.corrections_asked(), doors.figures("corrections")),
        *waiting.late_books(waiting.unconfirmed(year, ids), doors.figures("unconfirmed")),
        *unclosed(view),
        *waiting.late_transcripts(waiting.unsigned(ids), doors.figures("transcripts")),
    ]


def unclosed(view: Overview) -> list[Late]:
    """Schools that have not computed the results of a locked term."""
    if not view.running.is_locked:
        return []
    count = sum(
        1 for number, line in view.schools.items() if line.completion.classes and number not in view.closed
    )
    if not count:
        return []
    title = ngettext("school without results", "schools without results", count)
    note = _("%(term)s is locked") % {"term": capfirst(view.running.name)}
    href = doors.figures("schools", diem="chua-co-ket-qua")
    return [Late(count=str(count), title=title, note=note, href=href)]
