"""Two registrars enter the same child at the same moment: one record is made, the other sees it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from khue.core.scope import open_scope, system
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.services import PossibleDuplicates, create_person
from khue.foundation.people.tests.factories import facts, hat, make_province

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Run acts in threads that start together, each with a connection of its own."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            gate.wait(timeout=10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def entering(school: Organisation, **more: str) -> Callable[[], str]:
    """A registrar of `school` who enters one girl."""

    def act() -> str:
        try:
            with open_scope(hat("registrar", school)):
                create_person(keeper=school.pk, **facts(**more))  # type: ignore[arg-type]  # texts of PersonFacts
        except PossibleDuplicates as alike:
            return f"seen at {alike.candidates[0].school}"
        return "made"

    return act


@pytest.mark.parametrize("number", ["", "037313004118"])
def test_one_child_entered_at_two_schools_at_once_is_made_once(number: str) -> None:
    province = make_province()
    more = {"identity_number": number} if number else {}
    answers = at_once(entering(province.school, **more), entering(province.other_school, **more))
    assert answers[0] == "made"
    assert answers[1].startswith("seen at THCS")
    with open_scope(system("test")):
        assert Person.objects.filter(birth_date=dt.date(2013, 3, 14)).count() == 1


def test_two_different_children_do_not_wait_for_one_another() -> None:
    province = make_province()
    other = dt.date(2012, 1, 1)

    def second() -> str:
        with open_scope(hat("registrar", province.other_school)):
            create_person(keeper=province.other_school.pk, full_name="Lê Minh Anh", sex=2, birth_date=other)
        return "made"

    assert at_once(entering(province.school), second) == ["made", "made"]
