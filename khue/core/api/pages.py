"""Pages by cursor for the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpResponse

from khue.core.tables.paging import cut

MOST = 1_000


def answer_page(
    queryset: QuerySet[Any],
    fields: Sequence[str] | Mapping[str, str],
    order: Sequence[str],
    *,
    limit: int,
    after: str,
) -> HttpResponse:
    """`{"items": […], "next": cursor or null}` straight from the database's rows, without model instances.

    `fields` are lookups, or a mapping from the name in the answer to the lookup.
    """
    names = dict(fields) if isinstance(fields, Mapping) else {name: name for name in fields}
    total_order = [*order, "pk"]
    lookups = list(dict.fromkeys([*names.values(), *(each.lstrip("-") for each in total_order)]))
    part = cut(queryset, total_order, lookups, size=min(max(limit, 1), MOST), after=after)
    items = [dict(zip(names, row, strict=False)) for row in part.rows]
    return HttpResponse(
        msgspec.json.encode({"items": items, "next": part.after or None}), content_type="application/json"
    )
