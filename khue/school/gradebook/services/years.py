"""What a new school year needs here: partitions for its marks, results and history."""

from __future__ import annotations

from django.db import connection


def open_partitions(year: int) -> None:
    """Make the partitions of a year through the owner's door; those that are there stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(%s::smallint)", [year])
