"""Enrolments when schools end: pupils go on at who follows, or at the school that takes them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from khue.core import audit, clock
from khue.core.models import holds_on
from khue.foundation.organisations.services import Passing, State, give_back, pass_on
from khue.foundation.people.services import hand_over, keepers_that_ended
from khue.sector.pupils.choices import PRESENT, EnrolmentStatus, Entry
from khue.sector.pupils.models import Enrolment

ROOM: Final = "pupils"


def pupils_follow(passing: Passing) -> State:
    """End the enrolments of schools that end and open them where the pupils go, in the same grade and year.

    Until the day they study where they are; `records_follow` marks them then.
    """
    state = pass_on(
        enrolments_that_follow(),
        passing.day,
        passing.pupils,
        to=lambda row: passing.heirs_of_pupil(row.person_id, row.organisation_id),
        values=lambda _row: {"entry": Entry.CONTINUED, "site_id": None, "register_number": ""},
        remember=["status"],
    )
    audit.record("pupils.followed", ended=len(state["ended"]), opened=len(state["opened"]))
    records_follow()
    return state


def enrolments_that_follow() -> QuerySet[Any]:
    """The enrolments that go on when their school ends."""
    rows: QuerySet[Any] = Enrolment.objects.filter(status__in=PRESENT)
    return rows


def pupils_return(passing: Passing, states: Mapping[str, State]) -> None:
    """Let the enrolments that ended hold again, and their schools keep the records again."""
    state = states[ROOM]
    give_back(Enrolment, passing.day, state)
    rows = Enrolment.objects.filter(pk__in=[each[0] for each in state["ended"]])
    kept = rows.filter(person__keeper_id__in=passing.takers).values_list("person_id", "organisation_id")
    hand_over(kept, is_return=True)


def records_follow() -> None:
    """Mark the enrolments that have gone on by today, and let today's schools keep the records of their pupils."""
    after = Enrolment.objects.filter(
        person_id=OuterRef("person_id"), valid_from=OuterRef("valid_to"), entry=Entry.CONTINUED
    )
    passed = Enrolment.objects.filter(Exists(after), valid_to__lte=clock.today(), status__in=PRESENT)
    passed.update(status=EnrolmentStatus.CONTINUED)
    rows = Enrolment.objects.filter(holds_on(clock.today()), keepers_that_ended("person__keeper__"))
    hand_over(rows.values_list("person_id", "organisation_id"))
