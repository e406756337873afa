"""What sheets that store a chunk at once share.

A row that stands in the file twice stays out; a chunk that met somebody else's row looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, TypeVar

from django.db import IntegrityError, transaction

from khue.core.bulk.sheets import GivenRow, ImportContext, Outcome

T = TypeVar("T")
_SEEN: Final = "seen"
_TRIES: Final = 3


def second_rows(
    rows: Sequence[GivenRow],
    context: ImportContext,
    name: Callable[[GivenRow], Hashable],
    refuse: Callable[[GivenRow, int], Outcome],
) -> dict[int, Outcome]:
    """The rows, by index, whose `name` stood in the file before; `refuse` is told the number of the row that had it."""
    seen: dict[Hashable, int] = context.memory.setdefault(_SEEN, {})
    found = {}
    for row in rows:
        first = seen.setdefault(name(row), row.number)
        if first != row.number:
            found[row.index] = refuse(row, first)
    return found


def joined_outcomes(
    rows: Sequence[GivenRow],
    known: dict[int, Outcome],
    apply: Callable[[Sequence[GivenRow]], Sequence[Outcome]],
) -> list[Outcome]:
    """One outcome a row: the known one, or what `apply` says of the others."""
    others = [row for row in rows if row.index not in known]
    found = {row.index: outcome for row, outcome in zip(others, apply(others), strict=True)} if others else {}
    return [known.get(row.index) or found[row.index] for row in rows]


def tried_again(store: Callable[[], T]) -> T:
    """What `store` answers. When somebody else's row came between its look and its write, it looks again.

    Raises `IntegrityError` when that happens again and again.
    """
    for _each in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return store()
        except IntegrityError:
            continue
    return store()
