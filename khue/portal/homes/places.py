"""The schools a hat reaches, and the commune each sits in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from khue.core.scope import Reach, Scope
from khue.foundation.organisations.choices import TEACHING, OrganisationKind
from khue.foundation.organisations.models import Organisation

FIELDS = ("pk", "uuid", "kind", "short_name", "name", "folded", "path", "unit_id")


@dataclass(frozen=True, slots=True)
class Place:
    """A school, and the commune it sits in: by its address, whoever manages it; None when nobody says."""

    school: Organisation
    area: Organisation | None


def places_of(scope: Scope) -> list[Place]:
    """Every school of today that the hat reaches; one statement."""
    rows = Organisation.objects.current().filter(kind__in=[*TEACHING, OrganisationKind.COMMUNE]).only(*FIELDS)
    if scope.reach is not Reach.ALL:
        rows = rows.filter(reduce(or_, (Q(path__startswith=root) for root in scope.roots), Q(pk__in=())))
    return _placed(list(rows.order_by("folded", "pk")))


def ids_of(scope: Scope, places: Iterable[Place]) -> list[int] | None:
    """What the statements limit themselves to: None for a hat that reaches everything, since lists of ids cost."""
    return None if scope.reach is Reach.ALL else [place.school.pk for place in places]


def _placed(rows: Sequence[Any]) -> list[Place]:
    communes = [row for row in rows if row.kind == OrganisationKind.COMMUNE]
    by_unit = {row.unit_id: row for row in communes if row.unit_id is not None}
    by_path = {row.path: row for row in communes}
    return [
        Place(row, by_unit.get(row.unit_id) or _above(row.path, by_path))
        for row in rows
        if row.kind != OrganisationKind.COMMUNE
    ]


def _above(path: str, by_path: dict[str, Any]) -> Any:
    """The commune on the way up from `path`."""
    parts = path.rstrip(".").split(".")
    for length in range(len(parts) - 1, 0, -1):
        if found := by_path.get(".".join(parts[:length]) + "."):
            return found
    return None
