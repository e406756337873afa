"""The list of organisations and the tree, as of any day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from khue.core.crud.lists import list_file, list_response
from khue.core.rules import can, require
from khue.core.scope import Scope
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.selectors import listed, tree
from khue.foundation.organisations.tables import organisation_table
from khue.foundation.organisations.views.days import DayShown, day_shown

# What the shared list template asks of a resource.
WORDS: dict[str, Any] = {
    "name": "organisation",
    "many": _("Organisations"),
    "icon": "building-2",
    "find": _("Find by name or code"),
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
    return list_response(
        request,
        WORDS,
        organisation_table(shown.day),
        listed(on=shown.day),
        urls=_urls(),
        may_add=can(scope, "organisations.change"),
        template="organisations/list.html",
        shown=shown,
    )


@require_safe
def organisation_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly the list that is shown, as a workbook or CSV."""
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # as above
    day = day_shown(request).day
    return list_file(request, "schools", kind, organisation_table(day), listed(on=day))


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
