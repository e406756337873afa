"""Terms on screen: everybody sees the days that hold, the province decides them, nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from khue.core.tests.audited import audited
from khue.foundation.calendar.formulas import Days, frame_of
from khue.foundation.calendar.models import SchoolYear, Term
from khue.foundation.calendar.selectors import terms_by_year, terms_of
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE, EDIT = "/lich/hoc-ki/", "/lich/hoc-ki/2025/"
DAYS = {"starts_1": "08/09/2025", "ends_1": "16/01/2026", "starts_2": "19/01/2026", "ends_2": "12/06/2026"}


def spans(world: World, year: int = 2025) -> list[Days]:
    """The days that hold at school A."""
    held = terms_of(world.schools[0].path, year)
    return [Days(term.starts, term.ends) for _number, term in sorted(held.items())]


def test_the_list_shows_the_days_that_hold_and_who_decided_them(as_person: Any) -> None:
    page = as_person("own teacher").get(PAGE).content.decode()
    for words in ("2025–2026", "05/09/2025 – 16/01/2026", "19/01/2026 – 29/05/2026", "Sở GDĐT"):
        assert words in page
    assert EDIT not in page


def test_the_province_decides_other_days_and_every_school_follows(world: World, as_person: Any) -> None:
    client = as_person("director")
    assert EDIT in client.get(PAGE).content.decode()
    assert client.post(EDIT, DAYS).headers["Location"] == PAGE
    day = dt.date
    assert spans(world) == [
        Days(day(2025, 9, 8), day(2026, 1, 16)),
        Days(day(2026, 1, 19), day(2026, 6, 12)),
    ]
    assert len(audited(action="calendar.term_decided")) == 2
    client.post(EDIT, DAYS)
    assert len(audited(action="calendar.term_decided")) == 2


def test_a_year_that_nobody_decided_begins_with_the_frame(world: World, as_person: Any) -> None:
    SchoolYear.objects.create(number=2031, starts=dt.date(2031, 9, 5), ends=dt.date(2032, 5, 31))
    page = as_person("director").get("/lich/hoc-ki/2031/").content.decode()
    for days in frame_of(2031).terms:
        assert f'value="{days.first:%d/%m/%Y}"' in page
        assert f'value="{days.last:%d/%m/%Y}"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends_1": "01/09/2025"}, "Ngày này không sau ngày ở ô trên."),
        ({"starts_2": "16/01/2026"}, "Ngày này không sau ngày ở ô trên."),
        ({"ends_2": "30/09/2026"}, "Không thuộc năm học này (01/08/2025 – 31/07/2026)."),
        ({"starts_1": "31/02/2026"}, "Nhập một ngày hợp lệ"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    world: World, as_person: Any, typed: dict[str, str], said: str
) -> None:
    before = spans(world)
    answer = as_person("director").post(EDIT, DAYS | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert spans(world) == before


@pytest.mark.parametrize("standing", ["head", "own officer", "own teacher", "own parent"])
def test_nobody_below_the_province_decides(world: World, as_person: Any, standing: str) -> None:
    assert as_person(standing).get(EDIT).status_code == 403
    assert as_person(standing).post(EDIT, DAYS).status_code == 403
    assert Term.objects.count() == 2


def test_a_list_of_many_years_costs_what_one_costs(
    world: World, as_person: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert len(terms_by_year(world.schools[0].path)) == 1
    for year in range(2026, 2036):
        SchoolYear.objects.create(number=year, starts=dt.date(year, 9, 5), ends=dt.date(year + 1, 5, 31))
    with django_assert_num_queries(2):
        assert len(terms_by_year(world.schools[0].path)) == 11
