"""The order of signatures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def next_capacity(order: Sequence[str], signed: Iterable[str]) -> str | None:
    """Whose turn it is on a paper: the first capacity of `order` that has not signed; None when all have."""
    done = set(signed)
    return next((capacity for capacity in order if capacity not in done), None)


def may_sign_now(order: Sequence[str], signed: Iterable[str], capacity: str) -> bool:
    """Whether it is exactly this capacity's turn."""
    return next_capacity(order, signed) == capacity
