"""What is true of organisations on one day, and how two such pictures differ.

A dry run is the picture of the day before a change and the picture it wants; what changes is their difference, and
the same difference is what the change writes. `Ref` names an organisation: its number, or a negative number for one
that the change itself founds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

Ref = int
Value = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An organisation on a day. `unit` is where it sits, `administrative` and `professional` are its parents."""

    name: str
    short_name: str
    code: str = ""
    unit: int | None = None
    administrative: Ref | None = None
    professional: Ref | None = None


State = Mapping[Ref, Facts | None]
NAMES = tuple(field.name for field in fields(Facts))
EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of one organisation that changes. `what` is a field of `Facts`, or "exists" (founded, closed)."""

    organisation: Ref
    what: str
    before: Value
    after: Value


def differences(before: State, after: State) -> tuple[Difference, ...]:
    """What differs between two pictures, organisation by organisation, in a stable order.

    Someone who is founded differs in every fact that is not empty, someone who is closed in being there only.
    """
    found: list[Difference] = []
    for each in sorted({*before, *after}):
        old, new = before.get(each), after.get(each)
        if (old is None) != (new is None):
            found.append(Difference(each, EXISTS, int(old is not None), int(new is not None)))
        if new is not None:
            found += _of_one(each, old, new)
    return tuple(found)


def with_differences(before: State, changes: Iterable[Difference]) -> dict[Ref, Facts | None]:
    """The picture after the changes: `with_differences(a, differences(a, b)) == b`."""
    after = dict(before)
    for change in changes:
        if change.what == EXISTS:
            after[change.organisation] = Facts(name="", short_name="") if change.after else None
        else:
            facts = after[change.organisation] or Facts(name="", short_name="")
            after[change.organisation] = replace(facts, **dict[str, Any]({change.what: change.after}))
    return after


def _of_one(each: Ref, old: Facts | None, new: Facts) -> list[Difference]:
    base = old or Facts(name="", short_name="")
    pairs = ((name, getattr(base, name), getattr(new, name)) for name in NAMES)
    return [Difference(each, name, was, becomes) for name, was, becomes in pairs if was != becomes]
