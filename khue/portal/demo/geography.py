"""The communes of a province as the loaded units tell them.

Each knows the district and the province it lay in before the reform of 1 July 2025.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from khue.core.models import holds_on
from khue.foundation.organisations.models import Unit, UnitCode, UnitParent, UnitSuccession

REFORM = dt.date(2025, 7, 1)
BEFORE = REFORM - dt.timedelta(days=1)
SCHEME = "gso"


class ProvinceMissing(LookupError):  # noqa: N818 - reads as the fact it states
    """No province has that code: the administrative units were not loaded."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit under its code of the time."""

    unit: int
    code: str
    prefix: str
    name: str

    @property
    def full(self) -> str:
        """`Phường Hoa Lư`."""
        return f"{self.prefix} {self.name}"

    @property
    def lowered(self) -> str:
        """`phường Hoa Lư`, as it stands inside a name."""
        return f"{self.prefix[:1].lower()}{self.prefix[1:]} {self.name}"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today, and where it lay before: its (first) predecessor, district and province."""

    place: Place
    province_today: Place
    before: Place
    district: Place
    province: Place
    latitude: float
    longitude: float

    @property
    def is_ward(self) -> bool:
        """Whether it is urban."""
        return self.place.prefix == "Phường"


def province_of(code: str) -> Place:
    """The province that has the code today."""
    return _places(_coded(code), REFORM)[code]


def communes_of(province: Place) -> list[Commune]:
    """Today's communes of a province, by code."""
    children = list(
        UnitParent.objects.filter(holds_on(REFORM), parent_id=province.unit).values_list(
            "child_id", flat=True
        )
    )
    today = {place.unit: place for place in _places(children, REFORM).values()}
    origins = _origins(children)
    parents = _parents(origins.values())
    above = _parents(parents.values())
    old = {
        place.unit: place
        for place in _places([*origins.values(), *parents.values(), *above.values()], BEFORE).values()
    }
    points = {row.pk: row for row in Unit.objects.filter(pk__in=children)}
    found = []
    for child in sorted(children, key=lambda each: today[each].code):
        origin = origins[child]
        district = (
            parents[origin] if parents[origin] in above else origin
        )  # an island district had no communes
        found.append(
            Commune(
                place=today[child],
                province_today=province,
                before=old[origin],
                district=old[district],
                province=old[above.get(district, parents[origin])],
                latitude=float(points[child].latitude or 0),
                longitude=float(points[child].longitude or 0),
            )
        )
    return found


def _coded(code: str) -> list[int]:
    rows = UnitCode.objects.filter(holds_on(REFORM), scheme=SCHEME, code=code)
    units = list(rows.values_list("unit_id", flat=True))
    if not units:
        raise ProvinceMissing(code)
    return units


def _origins(children: Iterable[int]) -> dict[int, int]:
    """The unit before the reform for each of today's: the first predecessor that is a commune, else itself."""
    found = {child: child for child in children}
    rows = UnitSuccession.objects.filter(successor_id__in=list(found), date=REFORM)
    ordered = rows.order_by(
        "-is_partial", "-predecessor_id"
    )  # the last one wins: whole, and of the lowest number
    return found | dict(ordered.values_list("successor_id", "predecessor_id"))


def _parents(children: Iterable[int]) -> dict[int, int]:
    rows = UnitParent.objects.filter(holds_on(BEFORE), child_id__in=list(children))
    return dict(rows.values_list("child_id", "parent_id"))


def _places(units: Iterable[int], day: dt.date) -> dict[str, Place]:
    rows = UnitCode.objects.filter(holds_on(day), scheme=SCHEME, unit_id__in=list(units)).select_related(
        "unit"
    )
    return {row.code: Place(row.unit_id, row.code, row.unit.prefix, row.unit.name) for row in rows}
