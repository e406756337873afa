"""What this room itself puts under the tabs of a pupil's record."""

from __future__ import annotations

from typing import Any

from khue.foundation.people.selectors import guardians_of
from khue.sector.pupils.models import HOLDS, Enrolment


def way_of(enrolment: Enrolment) -> dict[str, Any]:
    """Where somebody learned, the latest first: a part of the record."""
    rows = Enrolment.objects.filter(HOLDS, person_id=enrolment.person_id)
    found = rows.select_related("organisation", "grade", "year").order_by("-valid_from")
    return {"enrolments": list(found)}


def family_of(enrolment: Enrolment) -> dict[str, Any]:
    """Who answers for the child, in full: a part of the record."""
    return {"guardians": guardians_of(enrolment.person_id)}
