"""The list of staff."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.crud.lists import list_file, list_response
from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.sector.staff.selectors import main_posts
from khue.sector.staff.tables import staff_table

SHEET: Final = "staff"
WORDS: Final[dict[str, Any]] = {
    "name": "staff",
    "many": _("Staff"),
    "icon": "id-card",
    "find": _("Find by name or phone"),
    "add_label": _("Add somebody"),
    "empty_title": _("Nobody is recorded as staff yet"),
    "empty_text": _("Import the list of staff from Excel."),
}


@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works today at the organisations that the hat reaches, by their main posts."""
    scope = current_scope()
    require(scope, "staff.list")
    may_add = can(scope, "staff.add")
    return list_response(request, WORDS, staff_table(scope), main_posts(), urls=_urls(scope), may_add=may_add)


@require_safe
def staff_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly the list that is shown, as a workbook or CSV."""
    scope = current_scope()
    require(scope, "staff.list")
    return list_file(request, SHEET, kind, staff_table(scope), main_posts())


def _urls(scope: Scope) -> dict[str, str]:
    urls = {kind: reverse("staff:staff-export", args=[kind]) for kind in ("xlsx", "csv")}
    if can(scope, "staff.add"):
        urls |= {"import": reverse("bulk:choose", args=[SHEET]), "new": reverse("staff:staff-new")}
    return urls
