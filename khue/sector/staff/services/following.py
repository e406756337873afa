"""Posts when schools end: they go on at who follows, out of the groups that ended with the old school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from khue.core import audit, clock
from khue.core.models import holds_on
from khue.foundation.organisations.services import Passing, State, give_back, pass_on
from khue.foundation.people.services import hand_over, keepers_that_ended
from khue.sector.staff.models import Post

ROOM: Final = "staff"


def posts_follow(passing: Passing) -> State:
    """End the posts of schools that end and open them at who follows; records are kept there from the day on."""
    held = set(
        Post.objects.filter(
            holds_on(passing.day), organisation_id__in=[each for each in passing.heirs.values() if each]
        ).values_list("person_id", "organisation_id", "position")
    )

    def is_new(row: Post) -> bool:
        return (row.person_id, passing.heirs[row.organisation_id], row.position) not in held

    outside = {"internal_unit_id": None, "leads_unit": False}
    state = pass_on(Post.objects.all(), passing.day, passing.heirs, values=lambda _row: outside, keep=is_new)
    audit.record("staff.posts_followed", ended=len(state["ended"]), opened=len(state["opened"]))
    records_follow()
    return state


def posts_return(passing: Passing, states: Mapping[str, State]) -> None:
    """Let the posts that ended hold again, and their schools keep the records again."""
    state = states[ROOM]
    give_back(Post, passing.day, state)
    rows = Post.objects.filter(pk__in=[each[0] for each in state["ended"]])
    heirs = {each for each in passing.heirs.values() if each}
    kept = rows.filter(person__keeper_id__in=heirs).order_by("-is_main")
    hand_over(kept.values_list("person_id", "organisation_id"), is_return=True)


def records_follow() -> None:
    """Let schools of today keep the records of their staff that an ended school still keeps."""
    rows = Post.objects.filter(holds_on(clock.today()), keepers_that_ended("person__keeper__"))
    hand_over(rows.order_by("-is_main", "pk").values_list("person_id", "organisation_id"))
