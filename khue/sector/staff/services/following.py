"""Posts when schools end: they go on at who follows, out of the groups that ended with the old school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from khue.core import audit, clock
from khue.core.models import holds_on
from khue.foundation.organisations.services import Passing, State, give_back, pass_on
from khue.foundation.people.services import hand_over, keepers_that_ended
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post

ROOM: Final = "staff"


def posts_follow(passing: Passing) -> State:
    """End the posts of schools that end and open them at who follows; records are kept there from the day on."""
    held = set(
        Post.objects.filter(holds_on(passing.day), organisation_id__in=passing.followers).values_list(
            "person_id", "organisation_id", "position"
        )
    )

    def is_new(row: Post, heir: int) -> bool:
        return (row.person_id, heir, row.position) not in held

    def at(row: Post) -> tuple[int, ...]:
        """Teachers go where their classes go, the others to who follows the school."""
        heir = passing.heirs[row.organisation_id]
        if row.position == Position.TEACHER:
            return passing.heirs_of_teacher(row.person_id, row.organisation_id)
        return () if heir is None else (heir,)

    outside = {"internal_unit_id": None, "leads_unit": False}
    state = pass_on(
        posts_that_follow(), passing.day, passing.heirs, to=at, values=lambda _row: outside, keep=is_new
    )
    audit.record("staff.posts_followed", ended=len(state["ended"]), opened=len(state["opened"]))
    records_follow()
    return state


def posts_that_follow() -> QuerySet[Any]:
    """The posts that go on when their school ends."""
    rows: QuerySet[Any] = Post.objects.all()
    return rows


def posts_return(passing: Passing, states: Mapping[str, State]) -> None:
    """Let the posts that ended hold again, and their schools keep the records again."""
    state = states[ROOM]
    give_back(Post, passing.day, state)
    rows = Post.objects.filter(pk__in=[each[0] for each in state["ended"]])
    kept = rows.filter(person__keeper_id__in=passing.followers).order_by("-is_main")
    hand_over(kept.values_list("person_id", "organisation_id"), is_return=True)


def records_follow() -> None:
    """Let schools of today keep the records of their staff that an ended school still keeps."""
    rows = Post.objects.filter(holds_on(clock.today()), keepers_that_ended("person__keeper__"))
    hand_over(rows.order_by("-is_main", "pk").values_list("person_id", "organisation_id"))
