"""Whom a few typed words or digits mean."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection
from django.db.models import Q

from khue.core.bulk.identifiers import read_phone
from khue.core.bulk.problems import CellError
from khue.foundation.people.formulas import fold_name
from khue.foundation.people.models import Person

_SHORTEST = 2
_BETWEEN = str.maketrans("", "", " .-+()")
_FEWEST_DIGITS = 8
CANDIDATES = 300


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


def find_people(text: str) -> list[int]:
    """Ids of people of the scope whom a search box may mean: by name, or by phone number or sector identifier.

    At most `CANDIDATES`, in no order.
    """
    if not is_number(text):
        return search_people(text, CANDIDATES)
    digits = text.translate(_BETWEEN)
    wanted = Q(sector_identifier=digits)
    with suppress(CellError):  # not a phone number: a code then
        wanted |= Q(phone=read_phone(digits) or digits)
    return list(Person.objects.filter(wanted).values_list("pk", flat=True)[:CANDIDATES])


def is_number(text: str) -> bool:
    """Whether somebody typed a phone number or a code instead of a name."""
    digits = text.translate(_BETWEEN)
    return digits.isascii() and digits.isdigit() and len(digits) >= _FEWEST_DIGITS


def nearest(text: str) -> Callable[[Any], tuple[bool, bool, str]]:
    """How near a person's name is to the words: the key of an order.

    The very name comes first, then those who are called by the last word (a Vietnamese given name), then the others.
    """
    folded = fold_name(text)
    last = folded.rpartition(" ")[2]

    def key(person: Any) -> tuple[bool, bool, str]:
        given = person.folded.rpartition(" ")[2]
        return person.folded != folded, not given.startswith(last), person.sort_key

    return key
