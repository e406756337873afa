"""A list as a room declares it, and one page of it as the template draws it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from khue.core.rules import can
from khue.core.scope import Scope, current_scope
from khue.core.tables.columns import Column
from khue.core.tables.filters import Chip, Filter, FilterMenu, address_without, apply_filters
from khue.core.tables.paging import COUNTED, Slice, count_up_to, cut
from khue.core.tables.rows import lookups, write_rows
from khue.core.text import whole_number

PAGE = 50
LONGEST_PAGE = 1_000
PLACE = frozenset({"after", "before", "tu"})
"""Where in a list one is: what a form that changes the list leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns, filters, the order before anybody chose one, and the lookup that names a row.

    `annotations` are what columns read beyond the model's own lookups. Only those that a page shows or sorts by are
    asked for, and the rows are counted without them: a count that joins what it does not need costs a list of 1,000
    as much as its rows.
    """

    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    order: tuple[str, ...] = ()
    name: str = "uuid"
    selectable: bool = False
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    annotations: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: its words, the address that sorts by it, and how it is sorted now."""

    key: str
    title: Any
    is_number: bool
    address: str
    direction: str


@dataclass(frozen=True, slots=True)
class TablePage:
    """One page of a list."""

    body: SafeString
    headings: list[Heading]
    chips: list[Chip]
    filters: list[FilterMenu]
    choosable: list[dict[str, Any]]
    shown: int
    locked: int
    count: int
    more_than_counted: bool
    whole: int | None
    length: int
    before: str
    after: str
    clear: str
    query: str
    others: list[tuple[str, list[str]]]
    selectable: bool
    first: int

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return self.first + self.length - 1

    @property
    def beside_words(self) -> SafeString:
        """The address without the words looked for, for the form that asks for others."""
        return self._carried("tim")

    @property
    def beside_filters(self) -> SafeString:
        """The address without the filters, for the form that chooses them anew."""
        return self._carried(*(each.filter.key for each in self.filters))

    @property
    def beside_columns(self) -> SafeString:
        """The address without the columns, for the form that chooses them anew."""
        return self._carried("cols")

    def _carried(self, *without: str) -> SafeString:
        return format_html_join(
            "",
            '<input type="hidden" name="{}" value="{}">',
            ((key, value) for key, values in self.others if key not in without for value in values),
        )


def filtered(table: Table, queryset: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    """The queryset as the address filters, searches and orders it: what an export of "exactly what is shown" writes."""
    rows = _searched(table, apply_filters(queryset, table.filters, query).queryset, query)
    order = _order(table, current_scope(), query)
    return _annotated(table, rows, [each.lstrip("-") for each in order]).order_by(*order)


def _annotated(table: Table, rows: QuerySet[Any], names: Collection[str]) -> QuerySet[Any]:
    wanted = {name: each for name, each in table.annotations.items() if name in names}
    annotated: QuerySet[Any] = rows.annotate(**wanted)
    return annotated


def _may_see(scope: Scope, column: Column) -> bool:
    return not column.sensitive or can(scope, column.sensitive)


def _searched(table: Table, queryset: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    words = query.get("tim", "").strip()
    return table.search(queryset, words) if table.search and words else queryset


def columns_for(table: Table, scope: Scope, query: QueryDict) -> list[Column]:
    """The columns to show: the chosen ones in their chosen order, without those the hat may not see."""
    allowed = {each.key: each for each in table.columns if _may_see(scope, each)}
    chosen = list(dict.fromkeys(key for key in query.getlist("cols") if key in allowed))
    if not chosen:
        return [each for each in allowed.values() if each.shown or each.pinned]
    pinned = [each for each in allowed.values() if each.pinned and each.key not in chosen]
    return [*pinned, *(allowed[key] for key in chosen)]


def page_of(table: Table, queryset: QuerySet[Any], scope: Scope, query: QueryDict) -> TablePage:
    """The page that the address asks for. Costs two statements, whatever the number of rows.

    A list that is filtered says of how many (`whole`, None when nobody counted so far): one statement more.
    """
    narrowed = apply_filters(queryset, table.filters, query)
    rows_of = _searched(table, narrowed.queryset, query)
    shown = columns_for(table, scope, query)
    order = _order(table, scope, query)
    fields = lookups(shown, [table.name, "pk", *(each.lstrip("-") for each in order)])
    part: Slice = cut(
        _annotated(table, rows_of, fields),
        order,
        fields,
        size=_size(query),
        after=query.get("after", ""),
        before=query.get("before", ""),
    )
    count, first = count_up_to(rows_of), _first(query)
    whole = count_up_to(queryset) if narrowed.chips or query.get("tim", "").strip() else None
    return TablePage(
        body=mark_safe(write_rows(shown, fields, part.rows, selectable=table.selectable)),  # noqa: S308 -- every writer escapes
        headings=[_heading(each, order, query) for each in shown],
        chips=narrowed.chips,
        filters=[FilterMenu(each, narrowed.chosen.get(each.key, ())) for each in table.filters],
        choosable=_choosable(table, shown, scope),
        shown=len(shown),
        locked=sum(1 for each in table.columns if not _may_see(scope, each)),
        count=min(count, COUNTED),
        more_than_counted=count > COUNTED,
        whole=whole if whole is not None and whole <= COUNTED else None,
        length=len(part.rows),
        before=_cursor(query, "before", part.before, first - _size(query)),
        after=_cursor(query, "after", part.after, first + len(part.rows)),
        clear=address_without(query, "tim", *(each.key for each in table.filters)),
        query=query.urlencode(),
        others=[(key, values) for key, values in query.lists() if key not in PLACE],
        selectable=table.selectable,
        first=first,
    )


def _choosable(table: Table, shown: Sequence[Column], scope: Scope) -> list[dict[str, Any]]:
    """What the chooser of columns lists: the shown ones in their order, then the others."""
    keys = {each.key for each in shown}
    rest = [each for each in table.columns if each.key not in keys and _may_see(scope, each)]
    return [
        {"key": each.key, "label": each.title, "shown": each.key in keys, "fixed": each.pinned}
        for each in [*shown, *rest]
    ]


def _order(table: Table, scope: Scope, query: QueryDict) -> list[str]:
    """The chosen order (`?sap=name` or `?sap=-name`), made total by the primary key.

    Not by a column that the hat may not see: the order tells, and a cursor holds the values themselves.
    """
    wanted = query.get("sap", "")
    named = [each for each in table.columns if each.key == wanted.lstrip("-") and each.sort]
    column = next((each for each in named if _may_see(scope, each)), None)
    order = list(column.sort if column else table.order)
    if column and wanted.startswith("-"):
        order = [each[1:] if each.startswith("-") else f"-{each}" for each in order]
    return [*order, "pk"]


def _size(query: QueryDict) -> int:
    wanted = whole_number(query.get("so_dong", ""))
    return PAGE if wanted is None else min(max(wanted, 1), LONGEST_PAGE)


def _first(query: QueryDict) -> int:
    """The number of the page's first row: pages by cursor carry it along, since nobody counts what lies before."""
    given = whole_number(query.get("tu", ""))
    return given if given is not None and (query.get("after") or query.get("before")) else 1


def _cursor(query: QueryDict, direction: str, cursor: str, first: int) -> str:
    if not cursor:
        return ""
    rest = address_without(query, "tu")
    return f"{rest}{'' if rest == '?' else '&'}{direction}={cursor}&tu={max(first, 1)}"


def _heading(column: Column, order: Sequence[str], query: QueryDict) -> Heading:
    is_sorted = bool(column.sort) and tuple(each.lstrip("-") for each in column.sort) == tuple(
        each.lstrip("-") for each in order[: len(column.sort)]
    )
    descending = is_sorted and order[0] != column.sort[0]
    state = ("down" if descending else "up") if is_sorted else ""
    rest = address_without(query, "sap")
    wanted = f"-{column.key}" if is_sorted and not descending else column.key
    address = f"{rest}{'' if rest == '?' else '&'}sap={wanted}" if column.sort else ""
    return Heading(column.key, column.title, column.is_number, address, state)
