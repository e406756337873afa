"""The administrative units of Vietnam around 1 July 2025, as rows that hold for a time.

On that day 63 provinces became 34, the districts ended, and 10,035 communes became 3,321 (NQ 202/2025/QH15). A unit is
the same unit as long as its name and its border are: a commune that only lost its district, or changed its province,
goes on, and gets a new parent. Everything else ends and is followed by new units, in whole or in part. Nothing is
rewritten: what ended is made with both of its days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from khue.core.text import fold
from khue.foundation.organisations.formulas.names import split_prefix
from khue.foundation.organisations.formulas.spans import Span

# The state before the reform is known from this day: what the communes were before the mergers of 2024 is not.
KNOWN_SINCE = dt.date(2025, 1, 1)
REFORM = dt.date(2025, 7, 1)
DECISION = "Nghị quyết 202/2025/QH15"
BEFORE, SINCE, THROUGH = Span(KNOWN_SINCE, REFORM), Span(REFORM), Span(KNOWN_SINCE)

Place = tuple[float | None, float | None]


class Level(StrEnum):
    """The levels as `choices.UnitLevel` codes them; formulas stand on their own."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


Key = tuple[Level, str, dt.date]


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a source names it: its code, its full name ("Phường Hoa Lư"), a point in it."""

    code: str
    name: str
    place: Place = (None, None)

    @property
    def identity(self) -> tuple[str, str]:
        """What must be equal for a unit of the same border to be the same unit; spelling of letters may differ."""
        prefix, name = split_prefix(self.name)
        return prefix, fold(name)


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune with its district and province, until 30 June 2025. Five island districts had no communes."""

    province: Named
    district: Named
    commune: Named | None

    @property
    def lowest(self) -> tuple[Level, Named]:
        """The commune, or the district where there is none."""
        return (Level.COMMUNE, self.commune) if self.commune else (Level.DISTRICT, self.district)


@dataclass(frozen=True, slots=True)
class NewCommune:
    """A commune with its province, since 1 July 2025."""

    province: Named
    commune: Named


@dataclass(frozen=True, slots=True)
class Source:
    """What a source says: both lists, and for each new code the old codes it came from.

    `communes` maps a new commune's code to pairs (old code, only a part of it), `provinces` likewise without parts.
    """

    old: Sequence[OldCommune]
    new: Sequence[NewCommune]
    communes: Mapping[str, Sequence[tuple[str, bool]]]
    provinces: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to be there."""

    key: Key
    name: str
    place: Place
    span: Span


@dataclass(slots=True)
class Gazetteer:
    """All rows, by key: units, (unit, code, span), (child, parent, span), (predecessor, successor, partial)."""

    units: dict[Key, UnitRow] = field(default_factory=dict)
    codes: list[tuple[Key, str, Span]] = field(default_factory=list)
    parents: list[tuple[Key, Key, Span]] = field(default_factory=list)
    successions: list[tuple[Key, Key, bool]] = field(default_factory=list)

    def add(self, level: Level, named: Named, span: Span) -> Key:
        """Add a unit with its code, once."""
        key = (level, named.code, span.start)
        if key not in self.units:
            self.units[key] = UnitRow(key, named.name, named.place, span)
            self.codes.append((key, named.code, span))
        return key


def gazetteer(source: Source) -> Gazetteer:
    """The rows of both states and what leads from one to the other."""
    rows = Gazetteer()
    old_provinces = {row.province.code: row.province for row in source.old}
    new_provinces = {row.province.code: row.province for row in source.new}
    old_lowest = {named.code: (level, named) for level, named in (row.lowest for row in source.old)}
    new_communes = {row.commune.code: row.commune for row in source.new}
    province_goes_on = _going_on(
        old_provinces,
        new_provinces,
        {new: [(old, False) for old in olds] for new, olds in source.provinces.items()},
    )
    old_communes = {code: named for code, (level, named) in old_lowest.items() if level is Level.COMMUNE}
    commune_goes_on = _going_on(old_communes, new_communes, source.communes)
    old_province_key = _before(rows, Level.PROVINCE, old_provinces, province_goes_on, new_provinces)
    new_province_key = _since(rows, Level.PROVINCE, new_provinces, province_goes_on, old_province_key)
    old_key = _before(rows, Level.COMMUNE, old_communes, commune_goes_on, new_communes)
    new_key = _since(rows, Level.COMMUNE, new_communes, commune_goes_on, old_key)
    old_key |= _districts(rows, source.old, old_province_key, old_key)
    rows.parents += [
        (new_key[row.commune.code], new_province_key[row.province.code], SINCE) for row in source.new
    ]
    rows.successions += [
        (old_province_key[old], new_province_key[new], False)
        for new, olds in source.provinces.items()
        for old in olds
        if old_province_key[old] != new_province_key[new]
    ]
    rows.successions += [
        (old_key[old], new_key[new], is_partial)
        for new, flows in source.communes.items()
        for old, is_partial in flows
        if old_key[old] != new_key[new]
    ]
    return rows


def _going_on(
    old: Mapping[str, Named], new: Mapping[str, Named], flows: Mapping[str, Iterable[tuple[str, bool]]]
) -> dict[str, str]:
    """The old units that go on, with their new codes: one whole unit became one of the same name."""
    found = {}
    for code, origins in flows.items():
        (origin, is_partial), *more = origins
        if not more and not is_partial and origin in old and old[origin].identity == new[code].identity:
            found[origin] = code
    return found


def _before(
    rows: Gazetteer,
    level: Level,
    old: Mapping[str, Named],
    goes_on: Mapping[str, str],
    new: Mapping[str, Named],
) -> dict[str, Key]:
    keys = {}
    for code, named in old.items():
        if code not in goes_on:
            keys[code] = rows.add(level, named, BEFORE)
            continue
        today = new[goes_on[code]]
        keys[code] = key = (level, code, KNOWN_SINCE)
        rows.units[key] = UnitRow(key, today.name, today.place, THROUGH)
        same = today.code == code
        rows.codes += [(key, code, THROUGH)] if same else [(key, code, BEFORE), (key, today.code, SINCE)]
    return keys


def _since(
    rows: Gazetteer,
    level: Level,
    new: Mapping[str, Named],
    goes_on: Mapping[str, str],
    old: Mapping[str, Key],
) -> dict[str, Key]:
    came_through = {today: old[code] for code, today in goes_on.items()}
    return {code: came_through.get(code) or rows.add(level, named, SINCE) for code, named in new.items()}


def _districts(
    rows: Gazetteer, old: Iterable[OldCommune], provinces: Mapping[str, Key], communes: Mapping[str, Key]
) -> dict[str, Key]:
    keys: dict[str, Key] = {}
    belongs: dict[Key, dict[Key, None]] = defaultdict(dict)
    for row in old:
        keys[row.district.code] = district = rows.add(Level.DISTRICT, row.district, BEFORE)
        belongs[provinces[row.province.code]][district] = None
        if row.commune:
            rows.parents.append((communes[row.commune.code], district, BEFORE))
    rows.parents += [(child, parent, BEFORE) for parent, children in belongs.items() for child in children]
    return keys
