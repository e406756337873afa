"""Forests in time: who stood below whom on which days, computed from dated edges.

`sql/closure.sql` computes the same for the database; a property test proves them equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khue.foundation.organisations.formulas.spans import Span


@dataclass(frozen=True, slots=True)
class Edge:
    """That `child` stood below `parent` for a span of days."""

    child: int
    parent: int
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """That `ancestor` stood `depth` levels above `descendant` for a span of days (0: itself)."""

    ancestor: int
    descendant: int
    depth: int
    span: Span


def parents_on(edges: Iterable[Edge], day: dt.date) -> dict[int, int]:
    """Whose child everyone was on a day."""
    return {edge.child: edge.parent for edge in edges if edge.span.holds_on(day)}


def ancestors_on(edges: Iterable[Edge], child: int, day: dt.date) -> list[int]:
    """The ancestors of `child` on a day, the nearest first; stops where a cycle would begin."""
    parents, found, here = parents_on(edges, day), list[int](), child
    while (parent := parents.get(here)) is not None and parent not in found and parent != child:
        found.append(parent)
        here = parent
    return found


def makes_cycle(edges: Iterable[Edge], new: Edge) -> bool:
    """Whether on some day of the new edge its parent would stand below its child."""
    edges = list(edges)
    days = {new.span.start, *(edge.span.start for edge in edges if new.span.holds_on(edge.span.start))}
    return new.child == new.parent or any(new.child in ancestors_on(edges, new.parent, day) for day in days)


def closure(lives: Mapping[int, Span], edges: Iterable[Edge]) -> set[Line]:
    """Every ancestor of everyone with its days, from lives and edges that make no cycle."""
    edges = list(edges)
    found = {Line(each, each, 0, span) for each, span in lives.items()}
    fresh = set(found)
    while fresh:
        fresh = {
            Line(edge.parent, line.descendant, line.depth + 1, days)
            for line in fresh
            for edge in edges
            if edge.child == line.ancestor and (days := line.span.meets(edge.span)) is not None
        }
        found |= fresh
    return found
