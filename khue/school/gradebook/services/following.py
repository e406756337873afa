"""When a class goes on at another school, its gradebook goes along: marks stay with the pupils.

The history of cells stays where it happened: the app has no right to write it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection
from psycopg import sql

from khue.core import audit

TABLES: Final = (
    "marks", "comment_marks", "results", "gradebook_conduct", "gradebook_reassessment", "gradebook_assessmentcolumn",
    "gradebook_entrydelegation", "gradebook_confirmation", "gradebook_correction",
)  # fmt: skip
MOVED: Final = sql.SQL(
    "UPDATE {table} m SET school_class_id = c.id, organisation_id = c.organisation_id"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS w (old_class, new_class)"
    " JOIN classes_schoolclass c ON c.id = w.new_class WHERE m.school_class_id = w.old_class"
)


def books_follow(pairs: Sequence[tuple[int, int]]) -> None:
    """Put what is kept of old classes under the new ones, (old, new) each; one statement a table."""
    if not pairs:
        return
    olds, news = [old for old, _new in pairs], [new for _old, new in pairs]
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(MOVED.format(table=sql.Identifier(table)), [olds, news])
    audit.record("gradebook.followed", classes=len(pairs))
