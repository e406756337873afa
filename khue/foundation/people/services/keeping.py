"""Records change hands when the school that kept them ends."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from khue.core import audit, clock
from khue.core.copying import update_rows
from khue.core.models import holds_on
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.services.bulk import widen_reach


def keepers_that_ended(prefix: str) -> Q:
    """The condition that the organisation at `prefix` exists no more today."""
    return Q(**{f"{prefix}valid_to__lte": clock.today()})


def hand_over(pairs: Iterable[tuple[int, int]], *, is_return: bool = False) -> int:
    """Let organisations keep people's records from now on: pairs of (person, organisation), the first of a person wins.

    Who kept a record goes on reading it, and the new keeper reads the guardians, unless it only gets back what it had.
    Four statements; answers how many.
    """
    wanted: dict[int, int] = {}
    for person, organisation in pairs:
        wanted.setdefault(person, organisation)
    held = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "keeper_id"))
    moved = {person: wanted[person] for person, keeper in held.items() if keeper != wanted[person]}
    if not moved:
        return 0
    guardians = Guardianship.objects.filter(holds_on(clock.today()), child_id__in=moved)
    if not is_return:
        widen_reach([(person, held[person]) for person in moved])
        widen_reach(
            [(guardian, moved[child]) for guardian, child in guardians.values_list("guardian_id", "child_id")]
        )
    update_rows(Person, ("id", "keeper_id"), moved.items())
    audit.record("people.handed_over", count=len(moved))
    return len(moved)
