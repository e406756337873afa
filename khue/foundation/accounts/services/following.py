"""Hats when organisations end: staff and officers go on at who follows, families go where the pupils go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from khue.core import audit
from khue.core.models import holds_on
from khue.foundation.accounts.choices import FAMILY, Role
from khue.foundation.accounts.models import Membership
from khue.foundation.organisations.services import Passing, State, give_back, pass_on

ROOM: Final = "accounts"
OFFICE: Final = "office"
HOME: Final = "home"


def hats_follow(passing: Passing) -> State:
    """End the hats of organisations that end and open them at who follows, unless the person wears the same there."""
    rows = hats_that_follow()

    def office(row: Membership) -> tuple[int, ...]:
        """Teachers go where their classes go, the others to who follows the school."""
        heir = passing.heirs[row.organisation_id]
        if row.role == Role.TEACHER:
            return passing.heirs_of_teacher(row.person_id, row.organisation_id)
        return () if heir is None else (heir,)

    def home(row: Membership) -> tuple[int, ...]:
        return passing.heirs_of_family(row.person_id, row.organisation_id)

    state = {
        OFFICE: _pass_on(rows.exclude(role__in=FAMILY), passing, passing.heirs, office),
        HOME: _pass_on(rows.filter(role__in=FAMILY), passing, passing.pupils, home),
    }
    ended = sum(len(part["ended"]) for part in state.values())
    audit.record("accounts.hats_followed", ended=ended, opened=len(opened(state)))
    return state


def hats_that_follow() -> QuerySet[Any]:
    """The hats that go on when their organisation ends."""
    rows: QuerySet[Any] = Membership.objects.all()
    return rows


def hats_return(passing: Passing, states: Mapping[str, State]) -> None:
    """Let the hats that ended hold again; those that were opened are forgotten by then."""
    for part in states[ROOM].values():
        give_back(Membership, passing.day, part)


def opened(state: State) -> list[int]:
    """The hats that were opened."""
    return [number for part in state.values() for number in part["opened"]]


def _pass_on(
    rows: Any,
    passing: Passing,
    heirs: Mapping[int, int | None],
    to: Callable[[Membership], tuple[int, ...]],
) -> State:
    followers = passing.followers | passing.takers
    worn = set(
        Membership.objects.filter(holds_on(passing.day), organisation_id__in=followers).values_list(
            "person_id", "organisation_id", "role"
        )
    )

    def is_new(row: Membership, heir: int) -> bool:
        hat = (row.person_id, heir, row.role)
        is_first = hat not in worn
        worn.add(hat)
        return is_first

    return pass_on(rows, passing.day, heirs, to=to, keep=is_new)
