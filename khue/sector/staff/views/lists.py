"""The list of staff."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.bulk.exports import export_response
from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.core.tables.table import filtered, page_of
from khue.sector.staff.selectors import main_posts
from khue.sector.staff.tables import staff_table

SHEET: Final = "staff"
WORDS: Final[dict[str, Any]] = {
    "name": "staff",
    "many": _("Staff"),
    "icon": "id-card",
    "add_label": _("Add somebody"),
    "empty_title": _("Nobody is recorded as staff yet"),
    "empty_text": _("Import the list of staff from Excel."),
}


@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works today at the organisations that the hat reaches, by their main posts."""
    scope = current_scope()
    require(scope, "staff.list")
    context = {
        "resource": WORDS,
        "page": page_of(staff_table(scope), main_posts(), scope, request.GET),
        "may_add": can(scope, "staff.add"),
        "urls": _urls(scope),
        "words": request.GET.get("tim", ""),
    }
    is_part = request.headers.get("HX-Target") == "list"
    return render(request, "crud/_table.html" if is_part else "staff/list.html", context)


@require_safe
def staff_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly the list that is shown, as a workbook or CSV."""
    scope = current_scope()
    require(scope, "staff.list")
    if kind not in {"xlsx", "csv"}:
        raise Http404
    rows = filtered(staff_table(scope), main_posts(), request.GET)
    return export_response(SHEET, rows, kind)


def _urls(scope: Scope) -> dict[str, str]:
    urls = {kind: reverse("staff:staff-export", args=[kind]) for kind in ("xlsx", "csv")}
    if can(scope, "staff.add"):
        urls |= {"import": reverse("bulk:choose", args=[SHEET]), "new": reverse("staff:staff-new")}
    return urls
