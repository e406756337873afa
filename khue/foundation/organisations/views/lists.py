"""The list of organisations and the tree, as of any day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from khue.core.bulk.exports import export_response
from khue.core.rules import can, require
from khue.core.scope import Scope
from khue.core.tables.table import filtered, page_of
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.selectors import listed, tree
from khue.foundation.organisations.tables import organisation_table
from khue.foundation.organisations.views.days import DayShown, day_shown

# What the shared list template asks of a resource.
WORDS: dict[str, Any] = {
    "name": "organisation",
    "many": _("Organisations"),
    "icon": "building-2",
    "add_label": pgettext_lazy("organisation", "Found an organisation"),
    "empty_title": _("Nobody existed on this day"),
    "empty_text": _("Choose another day, or import the schools of the province from Excel."),
}


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Everyone who exists on the day, with filters; the day, the filters and the columns are in the address."""
    scope: Scope = request.scope  # type: ignore[attr-defined]  # the middleware opens it
    require(scope, "organisations.view")
    shown = day_shown(request)
    page = page_of(organisation_table(shown.day), listed(on=shown.day), scope, request.GET)
    context = {"resource": WORDS, "page": page, "shown": shown, "words": request.GET.get("tim", "")}
    context |= {"may_add": can(scope, "organisations.change"), "urls": _urls()}
    is_part = request.headers.get("HX-Target") == "list"
    return render(request, "crud/_table.html" if is_part else "organisations/list.html", context)


@require_safe
def organisation_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly the list that is shown, as a workbook or CSV."""
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # as above
    if kind not in {"xlsx", "csv"}:
        raise Http404
    shown = day_shown(request)
    rows = filtered(organisation_table(shown.day), listed(on=shown.day), request.GET)
    return export_response("schools", rows, kind)


@require_safe
def organisation_tree(request: HttpRequest) -> HttpResponse:
    """Who governs, one below the other, with the number of schools of each stage; every number opens its list."""
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # as above
    shown = day_shown(request)
    branches = [
        {
            "organisation": branch.organisation,
            "level": branch.level,
            "cells": [_cell(branch.organisation.uuid, shown, branch.counts.schools)]
            + [_cell(branch.organisation.uuid, shown, branch.counts.stages[stage], stage) for stage in Stage],
        }
        for branch in tree(on=shown.day)
    ]
    context = {"branches": branches, "stages": [stage.label for stage in Stage], "shown": shown}
    return render(request, "organisations/tree.html", context)


def _cell(uuid: Any, shown: DayShown, number: int, stage: Stage | None = None) -> dict[str, Any]:
    """A number and the list behind it."""
    kinds = "" if stage else "&loai=school&loai=centre&loai=childcare"
    of_stage = f"&cap={stage}" if stage else ""
    address = reverse("organisations:organisation-list") + f"?duoi={uuid}{kinds}{of_stage}{shown.and_query}"
    return {"number": number, "address": address if number else ""}


def _urls() -> dict[str, str]:
    return {
        "list": reverse("organisations:organisation-list"),
        "new": reverse("organisations:found"),
        "xlsx": reverse("organisations:organisation-export", args=["xlsx"]),
        "csv": reverse("organisations:organisation-export", args=["csv"]),
        "import": reverse("bulk:choose", args=["schools"]),
    }
