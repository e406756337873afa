"""Results of a class for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.api.door import CONDUCT, book_at, router
from khue.school.gradebook.api.schemas import ClassResultsOut
from khue.school.gradebook.formulas import format_mark
from khue.school.gradebook.selectors.results import SUMMER_TERM, ResultLine, results_of_class
from khue.sector.classes.models import SchoolClass


@router.get("/results/{school_class}/{term}", response=ClassResultsOut, operation_id="gradebook_results")
def results(request: HttpRequest, school_class: UUID, term: int) -> Any:
    """What the close of a term computed for a class: 1, 2, 3 the year, 4 the year after the summer."""
    require(current_scope(), "gradebook.results", book_at(school_class, CONDUCT, 1))
    if term not in range(1, SUMMER_TERM + 1):
        raise Http404
    row = get_object_or_404(SchoolClass, uuid=school_class)
    found = results_of_class(school_class=row, term=term)
    return {
        "school_class": row.uuid,
        "class_name": row.name,
        "term": term,
        "is_closed": found.is_closed,
        "subjects": [each.code for each in found.subjects],
        "lines": [_line(each, found.subjects) for each in found.lines],
    }


def _line(line: ResultLine, subjects: list[Subject]) -> dict[str, Any]:
    owed = [each for each in subjects if each.pk in line.values]
    values = {each.code: _wire(line.values[each.pk]) for each in owed}
    return {
        "pupil": line.person.uuid,
        "number": line.number,
        "full_name": line.person.full_name,
        "values": values,
        "missing": [code for code, value in values.items() if value is None],
        "learning": line.learning,
        "conduct": line.conduct,
        "absences": line.absences,
        "title": line.title,
        "decision": line.after or line.decision,
    }


def _wire(value: int | bool | None) -> str | None:  # noqa: FBT001 - a comment's value, not a switch
    if value is None or isinstance(value, bool):
        return None if value is None else "D" if value else "CD"
    return format_mark(value)
