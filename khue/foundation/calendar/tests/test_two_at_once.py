"""A head decides terms while a deputy takes them back: one waits for the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.calendar.formulas import frame_of
from khue.foundation.calendar.selectors import own_terms
from khue.foundation.calendar.services import decide_terms, follow_above
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2025


def test_whoever_takes_terms_back_waits_for_who_is_deciding_them(world: World) -> None:
    school = world.schools[0]
    decided = threading.Event()

    def take_back() -> None:
        try:
            decided.wait(timeout=10)
            with open_scope(Scope(reach=Reach.SOME, roots=(school.path,), role="deputy_head")):
                follow_above(organisation=school, year=YEAR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        deputy = pool.submit(take_back)
        with open_scope(Scope(reach=Reach.SOME, roots=(school.path,), role="head")):
            decide_terms(organisation=school, year=YEAR, terms=frame_of(YEAR).terms)
            decided.set()
            with pytest.raises(TimeoutError):
                deputy.result(timeout=0.5)
        deputy.result(timeout=10)
    with open_scope(system("test")):
        assert own_terms(school.pk, YEAR) == {}
