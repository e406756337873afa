"""Chance that falls the same way every time.

What is drawn depends on the seed and on what it is drawn for, never on the order of work, so that one school can be
made again without the others.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


def stream(seed: int, *about: object) -> random.Random:
    """The dice for one purpose: `stream(7, "school", "14329301")`."""
    return random.Random(":".join(map(str, (seed, *about))))  # noqa: S311 -- a demo's people, no secrets


class Weighted(Generic[Thing]):
    """Things that are drawn as often as their weights say."""

    things: list[Thing]

    def __init__(self, weights: Mapping[Thing, float] | Iterable[tuple[Thing, float]]) -> None:
        pairs = list(weights.items() if isinstance(weights, Mapping) else weights)
        self.things = [thing for thing, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))
        self._total = self._sums[-1]

    def draw(self, dice: random.Random) -> Thing:
        """One of the things."""
        return self.things[min(bisect(self._sums, dice.random() * self._total), len(self.things) - 1)]


class Scatter:
    """Numbers that look drawn and never repeat: 0, 1, 2, … shuffled over a range, without remembering any.

    A step that shares no factor with the range visits every number once.
    """

    def __init__(self, size: int, seed: int) -> None:
        self._size = size
        self._start = stream(seed, "scatter", size).randrange(size)
        self._step = next(step for step in range(int(size * 0.381966), size) if _coprime(step, size))

    def __getitem__(self, place: int) -> int:
        return (self._start + place * self._step) % self._size


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1
