"""Terms on screen: everybody sees the days that hold; the province decides them, and below it whoever may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import Http404

from khue.core.scope import Reach, Scope, open_scope
from khue.core.tests.audited import audited
from khue.foundation.calendar.formulas import Days, frame_of
from khue.foundation.calendar.models import SchoolYear, Term
from khue.foundation.calendar.selectors import terms_by_year, terms_of
from khue.foundation.calendar.services import decide_terms
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE, EDIT = "/lich/hoc-ki/", "/lich/hoc-ki/2025/"
FOLLOW, POLICY = "/lich/hoc-ki/2025/theo-cap-tren/", "/lich/hoc-ki/quyen/"
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


@pytest.mark.parametrize("standing", ["own teacher", "registrar", "own parent", "another parent"])
def test_only_who_leads_decides(world: World, as_person: Any, standing: str) -> None:
    for address in (EDIT, FOLLOW, POLICY):
        assert as_person(standing).get(address).status_code == 403
        assert as_person(standing).post(address, DAYS).status_code == 403
    assert Term.objects.count() == 2


def test_a_school_decides_its_own_days_and_its_neighbour_keeps_the_provinces(
    world: World, as_person: Any
) -> None:
    client = as_person("head")
    page = client.get(EDIT).content.decode()
    assert "05/09/2025 – 16/01/2026 · Sở GDĐT" in page
    assert client.post(EDIT, DAYS).headers["Location"] == PAGE
    assert spans(world)[0] == Days(dt.date(2025, 9, 8), dt.date(2026, 1, 16))
    assert terms_of(world.schools[1].path, 2025)[1].starts == dt.date(2025, 9, 5)
    shown = client.get(PAGE).content.decode()
    assert "08/09/2025 – 16/01/2026" in shown
    assert "ngày riêng" in shown
    told = audited(action="calendar.term_decided")
    assert {line.organisation_id for line in told} == {world.schools[0].pk}
    assert world.schools[0].short_name in as_person("director").get(EDIT).content.decode()


def test_a_commune_decides_for_its_schools_unless_a_school_decided_itself(
    world: World, as_person: Any
) -> None:
    as_person("own officer").post(EDIT, DAYS)
    assert spans(world)[0].first == dt.date(2025, 9, 8)
    assert terms_of(world.schools[1].path, 2025)[1].starts == dt.date(2025, 9, 5)
    as_person("head").post(EDIT, DAYS | {"starts_1": "10/09/2025"})
    assert spans(world)[0].first == dt.date(2025, 9, 10)
    assert "08/09/2025 – 16/01/2026" in as_person("head").get(FOLLOW).content.decode()


def test_who_decided_may_follow_those_above_again(world: World, as_person: Any) -> None:
    client = as_person("head")
    assert client.get(FOLLOW).status_code == 404
    before = spans(world)
    client.post(EDIT, DAYS)
    assert client.post(FOLLOW).headers["Location"] == PAGE
    assert spans(world) == before
    taken = audited(action="calendar.term_taken_back")
    assert [line.params["number"] for line in taken] == [1, 2]
    assert as_person("director").post(FOLLOW).status_code == 404


def test_what_the_province_forbids_holds_no_more_and_comes_back_when_it_allows_it(
    world: World, as_person: Any
) -> None:
    head, officer, director = as_person("head"), as_person("own officer"), as_person("director")
    before = spans(world)
    head.post(EDIT, DAYS)
    director.post(POLICY, {"communes": "on"})
    assert spans(world) == before
    assert head.get(EDIT).status_code == head.post(EDIT, DAYS).status_code == 403
    page = head.get(PAGE).content.decode()
    assert "Cấp tỉnh quyết định" in page
    assert EDIT not in page
    assert officer.get(EDIT).status_code == 200
    director.post(POLICY, {"communes": "", "schools": "on"})
    assert officer.get(EDIT).status_code == 403
    assert spans(world)[0].first == dt.date(2025, 9, 8)
    assert [line.params["new"] for line in audited(action="calendar.term_policy_set")] == [
        [True, False], [False, True],
    ]  # fmt: skip


@pytest.mark.parametrize("standing", ["head", "own officer"])
def test_nobody_below_says_who_decides(as_person: Any, standing: str) -> None:
    assert as_person(standing).get(POLICY).status_code == 403
    assert as_person(standing).post(POLICY, {}).status_code == 403


def test_nobody_decides_for_an_organisation_out_of_reach(world: World) -> None:
    own = Scope(
        reach=Reach.SOME, roots=(world.schools[1].path,), organisation=world.schools[1].pk, role="head"
    )
    with open_scope(own), pytest.raises(Http404):
        decide_terms(organisation=world.schools[0], year=2025, terms=list(frame_of(2025).terms))


def test_a_list_of_many_years_costs_what_one_costs(
    world: World, as_person: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert len(terms_by_year(world.schools[0].path)) == 1
    for year in range(2026, 2036):
        SchoolYear.objects.create(number=year, starts=dt.date(year, 9, 5), ends=dt.date(year + 1, 5, 31))
    with django_assert_num_queries(2):
        assert len(terms_by_year(world.schools[0].path)) == 11
