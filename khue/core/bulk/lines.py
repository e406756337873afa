"""The rows of an import, by what became of them: exactly those that its five numbers count."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.bulk.pages import run_or_404
from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Fate
from khue.core.bulk.showing import pages_of
from khue.core.models import ImportRun
from khue.core.registry import sheets
from khue.core.tables.paging import Slice, cut

PAGE: Final = 50
STORED: Final = "stored"
_FIELDS: Final = ("row", "fate", "sheet", "number", "name", "record", "pk")
_ORDER: Final = ("row", "pk")
WORDS: Final = {
    Fate.CREATED: (_("new"), "ok", "plus"),
    Fate.UPDATED: (_("changed"), "plain", "pencil"),
    Fate.UNCHANGED: (_("unchanged"), "plain", "equal"),
    Fate.REJECTED: (_("rejected"), "err", "circle-x"),
}


@require_safe
def lines_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A page of rows: `loai` is a fate, `stored` (new and changed), or nothing for all."""
    run = run_or_404(request, uuid)
    sheet = sheets[run.sheet]
    chosen = request.GET.get("loai", "")
    fates = _fates(chosen)
    found = cut(
        run.lines.filter(fate__in=fates),
        _ORDER,
        _FIELDS,
        size=PAGE,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    context = {
        "run": run,
        "sheet": sheet,
        "place": reverse(sheet.place) if sheet.place else "",
        "chosen": chosen,
        "count": sum(getattr(run, fate) for fate in fates),
        "stored": run.created + run.updated,
        "lines": _lines(run, found),
        "before": found.before,
        "after": found.after,
    }
    return render(request, "bulk/lines.html", context)


def _fates(chosen: str) -> list[Fate]:
    if chosen == STORED:
        return [Fate.CREATED, Fate.UPDATED]
    return [each for each in Fate if each == chosen] or list(Fate)


def _lines(run: ImportRun, found: Slice) -> list[dict[str, Any]]:
    """The rows with the pages of their records and the reasons of those that stayed out: two statements."""
    rows = [dict(zip(_FIELDS, row, strict=True)) for row in found.rows]
    pages = pages_of(run, {each["record"] for each in rows} - {0})
    out = [each["row"] for each in rows if each["fate"] == Fate.REJECTED]
    reasons = dict(run.rejections.filter(row__in=out).values_list("row", "problems")) if out else {}
    return [
        {
            **each,
            "page": pages.get(each["record"], ""),
            "words": WORDS[Fate(each["fate"])],
            "problems": _errors(reasons.get(each["row"], ())),
        }
        for each in rows
    ]


def _errors(stored: Any) -> list[Problem]:
    problems = [Problem.from_json(each) for each in stored]
    return [each for each in problems if not each.warning]
