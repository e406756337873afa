"""Whom a few typed words mean."""

from __future__ import annotations

from django.db import connection

from khue.foundation.people.formulas import fold_name

_SHORTEST = 2


def search_people(text: str, most: int = 50) -> list[int]:
    """Ids of people of the scope whose names hold every word of `text`, with or without diacritics; in no order.

    A word finds what begins with it. Fewer than two letters find nobody.
    """
    words = fold_name(text).split()
    if sum(map(len, words)) < _SHORTEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_search(%s, %s)", [words, most])
        return [number for (number,) in cursor.fetchall()]
