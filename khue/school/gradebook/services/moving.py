"""Marks stay with the pupil: who goes to another class of the school takes marks, conduct and results along."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from khue.core import audit
from khue.school.gradebook.selectors.statements import ask, statement

_TABLES = (
    ("marks", "year", "t.subject_id = m.subject_id AND t.term = m.term"),
    ("comment_marks", "year", "t.subject_id = m.subject_id AND t.term = m.term"),
    ("results", "year", "t.term = m.term"),
    ("gradebook_conduct", "year_id", "t.term = m.term"),
    ("gradebook_reassessment", "year_id", "t.subject_id = m.subject_id"),
)


@transaction.atomic
def take_along(*, moves: Sequence[tuple[int, int, int]]) -> None:
    """Move the rows of (person, old class, new class); doing it again changes nothing. One statement a table."""
    params = {
        "pupil": [person for person, _, _ in moves],
        "old": [old for _, old, _ in moves],
        "new": [new for _, _, new in moves],
    }
    for table, year, same in _TABLES:
        ask(statement("move_marks", table=table, year=year, same=same), params)
    audit.record("gradebook.taken_along", pupils=len(moves))
