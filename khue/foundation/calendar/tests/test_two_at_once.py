"""A head decides terms while a deputy takes them back: one waits for the other."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from khue.core.scope import open_scope, system
from khue.foundation.calendar.formulas import frame_of
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.calendar.selectors import own_terms
from khue.foundation.calendar.services import decide_terms, follow_above
from khue.foundation.people.tests.factories import hat, make_province

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2025


def test_whoever_takes_terms_back_waits_for_who_is_deciding_them() -> None:
    school = make_province().school
    with open_scope(system("test")):
        SchoolYear.objects.create(number=YEAR, starts=dt.date(YEAR, 9, 5), ends=dt.date(YEAR + 1, 5, 31))
    decided = threading.Event()

    def take_back() -> None:
        try:
            decided.wait(timeout=10)
            with open_scope(hat("deputy_head", school)):
                follow_above(organisation=school, year=YEAR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        deputy = pool.submit(take_back)
        with open_scope(hat("head", school)):
            decide_terms(organisation=school, year=YEAR, terms=frame_of(YEAR).terms)
            decided.set()
            with pytest.raises(TimeoutError):
                deputy.result(timeout=0.5)
        deputy.result(timeout=10)
    with open_scope(system("test")):
        assert own_terms(school.pk, YEAR) == {}
