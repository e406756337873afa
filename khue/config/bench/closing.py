"""`term-close`: the results of a whole province beside the plain aggregate of the same rows.

The aggregate reads every row of the term, marks and comments, and gathers them by pupil: no close can be quicker than
that. Both run as the application's role under a scope of the whole province, and every close is rolled back.
"""

from __future__ import annotations

import time
from statistics import median

from django.db import connection, transaction

from khue.config.bench.figures import Figure, Limit, spread
from khue.core.scope import open_scope, system
from khue.portal.demo.sizes import CLOSED
from khue.school.gradebook.models import Result
from khue.school.gradebook.services.closing import WORK_MEMORY, compute

RUNS = 5
TERMS = {"term": 1, "year": 3}
AGGREGATE = """
    SELECT count(*), sum(cardinality(subjects)) FROM (
        SELECT pupil_id, array_agg(subject_id) AS subjects, array_agg(value) AS "values"
        FROM (
            SELECT pupil_id, subject_id, average AS value FROM marks WHERE year = %(year)s AND term = ANY (%(terms)s)
            UNION ALL
            SELECT pupil_id, subject_id, passed::integer::smallint FROM comment_marks
            WHERE year = %(year)s AND term = ANY (%(terms)s)
        ) AS rows GROUP BY pupil_id
    ) AS pupils
"""


def measure(_size: str) -> list[Figure]:
    """Seconds of closing a term and the year, each beside the aggregate."""
    figures = []
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE khue_app")
    for name, term in TERMS.items():
        closes, limits, pupils, rows = [], [], 0, 0
        for _ in range(RUNS + 1):
            seconds, pupils, rows = _aggregate([1, 2] if term == TERMS["year"] else [term])
            limits.append(seconds)
            closes.append(_close(term))
        limit = Limit("array_agg by pupil of the same rows", median(limits[1:]))
        figures += spread(f"{name}_seconds", closes[1:], "s", "lower", limit)
        figures += [
            Figure(f"{name}_pupils", pupils, "pupils", "higher", 1),
            Figure(f"{name}_rows", rows, "rows", "higher", 1),
        ]
    return figures


def _aggregate(terms: list[int]) -> tuple[float, int, int]:
    with open_scope(system("bench")), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])
        start = time.monotonic()
        cursor.execute(AGGREGATE, {"year": CLOSED, "terms": terms})
        pupils, rows = cursor.fetchone()
        return time.monotonic() - start, pupils, int(rows)


def _close(term: int) -> float:
    """Into empty results, as a first close is."""
    with open_scope(system("bench")):
        Result.objects.of(CLOSED).filter(term=term).delete()
        start = time.monotonic()
        compute(year=CLOSED, term=term)
        seconds = time.monotonic() - start
        transaction.set_rollback(True)
        return seconds
