"""The years before: *Quá trình học tập* of the form's first page, at whatever school they were spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from khue.foundation.calendar.models import SchoolYear
from khue.sector.classes.models import ClassPlacement
from khue.sector.pupils.selectors.standing import standing_of

FIRST_UPPER_GRADE = 10
FIRST_LOWER_GRADE = 6


def schooling_of(persons: Sequence[int], *, grade: int, until: int) -> dict[int, list[dict[str, Any]]]:
    """The years of pupils at the stage of `grade` up to school year `until`, by person, the oldest first.

    Each as the page keeps it: year, class, school, day of entry. Of a year at another school the grade stands for the
    class, whose name only that school knows. Two statements.
    """
    first = FIRST_UPPER_GRADE if grade >= FIRST_UPPER_GRADE else FIRST_LOWER_GRADE
    rows = [row for row in standing_of(persons) if row.year <= until and first <= row.grade <= grade]
    classes = dict(
        ClassPlacement._base_manager.filter(enrolment_id__in=[row.enrolment for row in rows])
        .order_by("valid_from", "pk")
        .values_list("enrolment_id", "school_class__name")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.person].append(
            {
                "school_year": SchoolYear(number=row.year).code,
                "class_name": classes.get(row.enrolment, str(row.grade)),
                "school": row.school,
                "entered_on": row.valid_from.isoformat(),
            }
        )
    return found
