"""Pages by cursor: the next page starts after a row, not after a number, so a row that comes or goes loses nobody."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

COUNTED = 10_000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a page, and the cursors around it, empty where there is nothing."""

    rows: list[tuple[Any, ...]]
    before: str
    after: str


def encode(values: Sequence[Any]) -> str:
    """A cursor from the values of the order fields."""
    return base64.urlsafe_b64encode(json.dumps(values, default=_plain).encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[Any] | None:
    """The values of a cursor; None when it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(values, list) and len(values) == length and all(map(_is_storable, values))
    return values if is_ours else None


def cut(
    queryset: QuerySet[Any],
    order: Sequence[str],
    fields: Sequence[str],
    *,
    size: int,
    after: str = "",
    before: str = "",
) -> Slice:
    """The page of `size` rows after or before a cursor. `order` ends with a unique field; `fields` holds all of it."""
    backwards = bool(before)
    directed = [_turned(each) if backwards else each for each in order]
    names = [each.lstrip("-") for each in order]
    start = decode(before if backwards else after, len(order))
    if start is not None:
        try:
            queryset = queryset.filter(_beyond(directed, start))
        except (ValueError, TypeError, ValidationError):  # a cursor of another list: the first page
            start = None
    rows: list[tuple[Any, ...]] = list(queryset.order_by(*directed).values_list(*fields)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    places = [fields.index(name) for name in names]

    def cursor(row: tuple[Any, ...]) -> str:
        return encode([row[place] for place in places])

    has_before, has_after = (more, True) if backwards else (start is not None, more)
    return Slice(
        rows,
        before=cursor(rows[0]) if rows and has_before else "",
        after=cursor(rows[-1]) if rows and has_after else "",
    )


def count_up_to(queryset: QuerySet[Any], limit: int = COUNTED) -> int:
    """How many rows, honest up to `limit`; `limit + 1` means more."""
    return queryset.order_by().values("pk")[: limit + 1].count()


def _beyond(order: Sequence[str], start: Sequence[Any]) -> Q:
    """(a, b, c) > (x, y, z) for a mixed order, nulls last as PostgreSQL sorts them (first where descending)."""
    condition, equal = Q(pk__in=()), Q()
    for each, value in zip(order, start, strict=True):
        name, descending = each.lstrip("-"), each.startswith("-")
        condition |= equal & _past(name, value, descending=descending)
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return condition


def _past(name: str, value: Any, *, descending: bool) -> Q:
    if value is None:
        return Q(**{f"{name}__isnull": False}) if descending else Q(pk__in=())
    beyond = Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
    return beyond if descending else beyond | Q(**{f"{name}__isnull": True})


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _is_storable(value: Any) -> bool:
    """Whether a cursor of ours could hold the value: a plain one that the database can hold."""
    if isinstance(value, str):
        return "\0" not in value and not _SURROGATE.search(value)
    if isinstance(value, float):
        return isfinite(value)
    return value is None or isinstance(value, int)


def _plain(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
