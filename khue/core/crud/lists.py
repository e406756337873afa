"""A page that lists, and the file of exactly what it lists: the same for a plain resource and for a room's own list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from khue.core.bulk.exports import export_response
from khue.core.crud.ways import default_address
from khue.core.scope import current_scope
from khue.core.tables.table import Table, filtered, page_of
from khue.core.web.apart import Apart, render_around

KINDS = frozenset({"xlsx", "csv"})


def list_response(
    request: HttpRequest,
    words: Any,
    table: Table,
    rows: QuerySet[Any],
    *,
    urls: Mapping[str, str],
    may_add: bool,
    template: str = "crud/list.html",
    **more: Any,
) -> HttpResponse:
    """The list under its head; the table alone where only that part of the page is asked for.

    A list that is opened without a question goes to the viewer's default way of looking at it.

    `words` is a Resource or a mapping with what the template asks of one (`name`, `many`, `empty_title` …), `urls` has
    the addresses that the viewer may use (`list`, `new`, `import`, `xlsx`, `csv`), `more` is what a template of a
    room's own asks for.
    """
    if default := default_address(request):
        return redirect(default)
    page = page_of(table, rows, current_scope(), request.GET)
    written = Apart(page.body)
    context = {
        "resource": words,
        "page": replace(page, body=written.mark),
        "urls": urls,
        "may_add": may_add,
        "words": request.GET.get("tim", ""),
        "ways_url": f"{reverse('ways:kept')}?{urlencode({'noi': request.path, 'cach': request.GET.urlencode()})}",
        **more,
    }
    is_part = request.headers.get("HX-Target") == "list"
    return render_around(request, "crud/_table.html" if is_part else template, context, written)


def list_file(
    request: HttpRequest, sheet: str, kind: str, table: Table, rows: QuerySet[Any]
) -> HttpResponseBase:
    """Exactly the rows that the list shows, as a workbook or CSV; 404 for another kind of file."""
    if kind not in KINDS:
        raise Http404
    return export_response(sheet, filtered(table, rows, request.GET), kind)
