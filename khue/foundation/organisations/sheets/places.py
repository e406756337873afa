"""Which commune, and which managing body, the words of a workbook mean."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from khue.core.scope import Reach, Scope
from khue.core.text import fold
from khue.foundation.organisations.choices import GOVERNING, TOP, OrganisationKind, UnitLevel
from khue.foundation.organisations.formulas import is_within, name_key, split_prefix
from khue.foundation.organisations.selectors import organisations
from khue.foundation.organisations.selectors.units import units


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody who governs, as far as a row needs to know."""

    number: int
    name: str
    kind: str
    path: str
    unit: int | None
    since: dt.date


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit, since when it is there, and the commune that governs it, if that is entered."""

    unit: int
    since: dt.date
    commune: Body | None


@dataclass(slots=True)
class Gazette:
    """Everyone who governs and every commune, by the words people write for them; ambiguous words mean several."""

    bodies: dict[str, list[Body]] = field(default_factory=lambda: defaultdict(list))
    spots: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[int, Body] = field(default_factory=dict)
    top: Body | None = None

    def body(self, words: str) -> list[Body]:
        """Who is meant by a name, a short name or a code."""
        return self.bodies.get(name_key(words), []) or self.bodies.get(fold(words), [])

    def spot(self, words: str) -> list[Spot]:
        """Which commune is meant, with or without its kind."""
        return self.spots.get(fold(words), [])


def gazette(scope: Scope, day: dt.date) -> Gazette:
    """The gazette of a day: two statements. Only who lies within the scope can be named as managing body."""
    made = Gazette()
    communes: dict[int, Body] = {}
    for row in organisations(on=day).filter(kind__in=GOVERNING):
        body = Body(row.pk, row.short_name_then, row.kind, row.path, row.unit_then, row.valid_from)
        made.by_number[body.number] = body
        if row.kind in TOP and row.path.count(".") == 1:
            made.top = body
        if row.kind == OrganisationKind.COMMUNE and body.unit is not None:
            communes[body.unit] = body
        if scope.reach is Reach.ALL or any(is_within(row.path, root) for root in scope.roots):
            for words in {
                name_key(row.name_then),
                name_key(row.short_name_then),
                fold(row.code_then or ""),
            } - {""}:
                made.bodies[words].append(body)
    for unit in units(UnitLevel.COMMUNE, on=day):
        if communes and unit.pk not in communes:
            continue
        spot = Spot(unit.pk, unit.valid_from, communes.get(unit.pk))
        _prefix, name = split_prefix(str(unit))
        for words in {fold(str(unit)), fold(name)}:
            made.spots[words].append(spot)
    return made
