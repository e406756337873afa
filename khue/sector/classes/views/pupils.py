"""The list of pupils, and the file of exactly what it shows."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.crud.lists import list_file, list_response
from khue.core.registry import sheets
from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.sector.classes.tables import pupil_rows, pupil_table
from khue.sector.classes.views.years import year_shown

SHEET: Final = "pupils"
WORDS: Final[dict[str, Any]] = {
    "name": "pupil",
    "many": _("Pupils"),
    "counted": _("pupils"),
    "icon": "users",
    "find": _("Find by name or pupil code"),
    "add_label": _("Add a pupil"),
    "empty_title": _("No pupil is enrolled in this school year"),
    "empty_text": _("Import the class lists from Excel, or choose another school year in the bar above."),
}


@require_safe
def pupil_list(request: HttpRequest) -> HttpResponse:
    """The pupils of the chosen year that the hat reaches; filters, columns and order stand in the address."""
    scope = current_scope()
    require(scope, "pupils.list")
    year = year_shown(request)
    return list_response(
        request,
        WORDS,
        pupil_table(scope, year),
        pupil_rows(year),
        urls=_urls(scope),
        may_add=can(scope, "pupils.add"),
        bulk="classes/_bulk.html",
        may_place=can(scope, "classes.place"),
    )


@require_safe
def pupil_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly the list that is shown, as a workbook or CSV."""
    scope = current_scope()
    require(scope, "pupils.export")
    if SHEET not in sheets:
        raise Http404
    year = year_shown(request)
    return list_file(request, SHEET, kind, pupil_table(scope, year), pupil_rows(year))


def _urls(scope: Scope) -> dict[str, str]:
    urls = {"list": reverse("pupils:pupil-list"), "new": reverse("pupils:pupil-new")}
    if SHEET in sheets:
        urls["import"] = reverse("bulk:choose", args=[SHEET])
        if can(scope, "pupils.export"):
            urls |= {kind: reverse("pupils:pupil-export", args=[kind]) for kind in ("xlsx", "csv")}
    return urls
