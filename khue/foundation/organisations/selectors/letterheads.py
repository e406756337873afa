"""What stands at the head of a school's papers: the department above it, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation, Unit


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The department's name, and commune and province inside a sentence (`phường Hoa Lư`); empty where unknown."""

    department: str
    commune: str
    province: str


def letterhead(school: Organisation) -> Letterhead:
    """The letterhead of a school today: one statement, and one for its unit unless that was read along."""
    steps = school.path.rstrip(".").split(".")
    paths = [".".join(steps[:length]) + "." for length in range(1, len(steps) + 1)]
    above = {
        each.kind: each
        for each in Organisation.objects.filter(path__in=paths).select_related("unit").order_by("path")
    }
    department, commune = above.get(OrganisationKind.DEPARTMENT), above.get(OrganisationKind.COMMUNE)
    return Letterhead(
        department=department.name if department else "",
        commune=_place(school.unit or (commune.unit if commune else None)),
        province=_place(department.unit if department else None),
    )


def _place(unit: Unit | None) -> str:
    return unit.in_a_sentence if unit else ""
