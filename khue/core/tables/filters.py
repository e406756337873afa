"""Filters that live in the address, as chips: shareable, one parameter each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from khue.core.tables.columns import Words


@dataclass(frozen=True, slots=True)
class Option:
    """One value a filter may take."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter: its parameter, its title, its options (or free text when there are none), and what it does.

    `apply(queryset, values)` gets the chosen values, of which unknown ones were dropped already.
    """

    key: str
    title: Words
    apply: Callable[[QuerySet[Any], list[str]], QuerySet[Any]]
    options: Callable[[], Sequence[Option]] | None = None
    many: bool = True


@dataclass(frozen=True, slots=True)
class FilterMenu:
    """A filter as the page offers it: its title, how many of its values are chosen, what one may tick."""

    filter: Filter
    chosen: Sequence[str]

    @property
    def title(self) -> Words:
        """What the filter asks for."""
        return self.filter.title

    @property
    def has_options(self) -> bool:
        """Whether one ticks; else one types. What there is to tick is asked for once, by `inputs`."""
        return self.filter.options is not None

    @property
    def inputs(self) -> SafeString:
        """What may be ticked, the chosen already ticked. Written in Python: a list of pupils has a hundred of them."""
        kind = "checkbox" if self.filter.many else "radio"
        start = (
            f'<label class="choice menu-item"><input type="{kind}" class="checkbox" name="{self.filter.key}"'
        )
        lines = [
            f'{start} value="{escape(option.value)}"{" checked" if option.value in self.chosen else ""}>'
            f" <span>{escape(str(option.label))}</span></label>"
            for option in (self.filter.options() if self.filter.options else ())
        ]
        return mark_safe("".join(lines))  # noqa: S308 -- every part is escaped


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what to show, and the address without it."""

    title: Words
    words: str
    without: str


@dataclass(slots=True)
class Filtered:
    """A queryset with its filters applied, and what the page says about them."""

    queryset: QuerySet[Any]
    chips: list[Chip] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)


def apply_filters(queryset: QuerySet[Any], filters: Sequence[Filter], query: QueryDict) -> Filtered:
    """Apply what the address asks for; an unknown parameter or value is ignored, never an error."""
    result = Filtered(queryset)
    for each in filters:
        values = [value.strip() for value in query.getlist(each.key) if value.strip()]
        if not values:
            continue
        labels = {option.value: str(option.label) for option in each.options()} if each.options else {}
        values = [value for value in values if not each.options or value in labels]
        if not values:
            continue
        result.queryset = each.apply(result.queryset, values)
        result.chosen[each.key] = values
        words = ", ".join(labels.get(value, value) for value in values)
        result.chips.append(Chip(each.title, words, address_without(query, each.key)))
    return result


def address_without(query: QueryDict, *keys: str) -> str:
    """The query string without some parameters, and without the cursor, which belonged to the old list."""
    rest = query.copy()
    for key in (*keys, "after", "before"):
        rest.pop(key, None)
    encoded = rest.urlencode()
    return f"?{encoded}" if encoded else "?"


def by_field(lookup: str) -> Callable[[QuerySet[Any], list[str]], QuerySet[Any]]:
    """The commonest `apply`: the field is one of the chosen values."""
    return lambda queryset, values: queryset.filter(**{f"{lookup}__in": values})
