"""Columns of a list.

A column names the lookups it reads (`fields`, as `values_list` takes them) and writes one cell from them. Writers
return
finished HTML, so each of them escapes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django.utils.functional import Promise

Words = str | Promise
Writer = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    `sort` are the lookups of its order (empty: it cannot be sorted). `pinned` cannot be hidden, `shown` is visible
    before anybody chose. `sensitive` columns are offered only to hats with that right (the act's name). `on_phone` is
    its place in the two-line row of a phone: lead, second, trail, or wide for none.
    """

    key: str
    title: Words
    fields: tuple[str, ...]
    write: Writer
    sort: tuple[str, ...] = ()
    is_number: bool = False
    pinned: bool = False
    shown: bool = True
    sensitive: str = ""
    on_phone: str = ""


_SPECIAL: Final = re.compile(r"[&<>\"']").search


def plain(value: Any) -> str:
    """A value as escaped text; nothing for None."""
    if value is None:
        return ""
    text = str(value)
    return escape(text) if _SPECIAL(text) else text


def day(value: dt.date | None) -> str:
    """`22/11/2026`, without asking Django's slower formats for each cell."""
    return "" if value is None else f"{value.day:02}/{value.month:02}/{value.year}"


def decimal(value: Any) -> str:
    """`1.234,5`."""
    if value is None:
        return ""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def text(key: str, title: Words, field: str = "", **options: Any) -> Column:
    """A column of text, sorted by its own field unless `sort` says otherwise."""
    name = field or key
    options.setdefault("sort", (name,))
    return Column(key=key, title=title, fields=(name,), write=plain, **options)


def date(key: str, title: Words, field: str = "", **options: Any) -> Column:
    """A column of dates."""
    name = field or key
    options.setdefault("sort", (name,))
    return Column(key=key, title=title, fields=(name,), write=day, is_number=True, **options)


def number(key: str, title: Words, field: str = "", **options: Any) -> Column:
    """A column of numbers, right-aligned in tabular figures."""
    name = field or key
    options.setdefault("sort", (name,))
    return Column(key=key, title=title, fields=(name,), write=decimal, is_number=True, **options)


def choice(key: str, title: Words, labels: Mapping[Any, Words], field: str = "", **options: Any) -> Column:
    """A column of codes shown by their labels."""
    name = field or key
    options.setdefault("sort", (name,))

    def write(value: Any) -> str:
        return escape(str(labels.get(value, value if value is not None else "")))

    return Column(key=key, title=title, fields=(name,), write=write, **options)


def linked(
    key: str, title: Words, address: str, field: str = "", *, by: str = "uuid", **options: Any
) -> Column:
    """A column of text that opens the record; `address` is a pattern such as `/hoc-sinh/{}/`, `by` the lookup in it."""
    name = field or key
    options.setdefault("sort", (name,))
    head, tail = address.split("{}")

    def write(value: Any, identifier: Any) -> str:
        return f'<a data-open href="{head}{identifier}{tail}">{plain(value)}</a>'

    return Column(key=key, title=title, fields=(name, by), write=write, pinned=True, **options)
