"""The page of whoever oversees schools."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.portal.tests.factories import (
    Province,
    ask_correction,
    close_window,
    give_result,
    issue_transcript,
    more_classes,
    statements_of,
)
from khue.portal.tests.pages import links, text
from tests.world import YEAR, World

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def test_the_director_reads_the_province_on_one_page(province: Province, as_person: Browser) -> None:
    page = text(as_person("director").get("/"))
    assert "Trường đã đủ điểm học kì I 50% 1 / 2 trường THCS, THPT 1 trường còn thiếu điểm" in page
    assert "Hoàn thành điểm học kì I 63,9% mục tiêu 100% 2 lớp còn thiếu điểm" in page
    assert "Học sinh 6 em" in page


def test_communes_stand_weakest_first_with_what_is_missing(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        give_result(province.world, "A 8A1 1", term=1, learning=4)
        give_result(province.world, "A 8A1 2", term=1, learning=3)
    page = text(as_person("director").get("/"))
    assert page.index("Xã An 1 45,8% 0% 50%") < page.index("Xã Bình 1 100% 100% 0%")


def test_every_number_opens_its_list(province: Province, as_person: Browser) -> None:
    director = as_person("director")
    found = links(director.get("/"), "/so-lieu/")
    assert len(found) >= 8
    for address in found:
        assert director.get(address).status_code == 200, address


def test_the_lists_say_what_the_numbers_count(province: Province, as_person: Browser) -> None:
    director = as_person("director")
    classes = text(director.get("/so-lieu/lop/"))
    assert "Lớp còn thiếu điểm 2" in classes
    assert "8A1 THCS A Xã An 91,7% 1 12" in classes
    assert "8A2 THCS A Xã An 0% 12 12" in classes
    whole = text(director.get("/so-lieu/truong/?diem=du"))
    assert "THCS B Xã Bình 2 100%" in whole
    assert "THCS A" not in whole


def test_pupils_behind_a_share_stand_by_class_and_name(province: Province, as_person: Browser) -> None:
    world = province.world
    with open_scope(system("test")):
        for key, level in (("A 8A2 1", 4), ("A 8A1 2", 4), ("A 8A1 1", 4), ("A 8A2 2", 1)):
            give_result(world, key, term=1, learning=level)
    page = text(as_person("director").get(f"/so-lieu/hoc-sinh/?nam={YEAR}&ki=1&muc=4"))
    assert page.index("Kín A8A11") < page.index("Kín A8A12") < page.index("Kín A8A21")
    assert "Kín A8A22" not in page


@pytest.mark.parametrize("column", ["learning", "-learning", "conduct"])
def test_nobody_can_rank_pupils_by_result(province: Province, as_person: Browser, column: str) -> None:
    director = as_person("director")
    plain = director.get(f"/so-lieu/hoc-sinh/?nam={YEAR}&ki=1").content
    assert b"sap=learning" not in plain
    assert b"sap=conduct" not in plain
    names = re.compile(rb'data-row id="r-([^"]+)"')
    asked = director.get(f"/so-lieu/hoc-sinh/?nam={YEAR}&ki=1&sap={column}").content
    assert names.findall(asked) == names.findall(plain)


def test_an_officer_sees_the_schools_of_the_own_commune_alone(province: Province, as_person: Browser) -> None:
    page = text(as_person("own officer").get("/"))
    assert "THCS A" in page
    assert "THCS B" not in page
    assert "Hoàn thành điểm học kì I 45,8%" in page


@pytest.mark.parametrize("kind", ["truong", "lop", "hoc-ba", "sua-diem", "lop-chua-xac-nhan"])
def test_the_lists_of_another_commune_are_not_found(
    province: Province, as_person: Browser, kind: str
) -> None:
    officer, world = as_person("officer of another commune"), province.world
    assert officer.get(f"/so-lieu/{kind}/?xa={world.communes[0].uuid}").status_code == 404
    assert officer.get(f"/so-lieu/{kind}/?truong={world.schools[0].uuid}").status_code == 404
    assert "8A2" not in text(officer.get(f"/so-lieu/{kind}/"))


@pytest.mark.parametrize("standing", ["own teacher", "own parent", "own pupil"])
@pytest.mark.parametrize(
    "kind", ["xa", "truong", "lop", "hoc-sinh", "hoc-ba", "sua-diem", "lop-chua-xac-nhan"]
)
def test_lists_of_figures_are_for_offices(
    province: Province, as_person: Browser, standing: str, kind: str
) -> None:
    assert as_person(standing).get(f"/so-lieu/{kind}/").status_code == 403


def test_a_year_without_results_shows_those_of_the_year_before(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        give_result(world, "A 8A1 1", term=2, learning=2, year=YEAR - 1)
    page = text(as_person("director").get("/"))
    assert f"Học kì II năm học {YEAR - 1}–{YEAR}, kết quả của 1 em ở 1 trường" in page


def test_results_move_against_the_term_before(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        for term, level in ((1, 3), (2, 1)):
            give_result(world, "A 8A1 1", term=term, learning=level)
    page = text(as_person("director").get("/"))
    assert "Xã An 1 0% 100% 0% 100,0" in page


def test_the_term_may_be_chosen(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        for term, level in ((1, 4), (2, 1), (3, 2)):
            give_result(world, "A 8A1 1", term=term, learning=level)
    director = as_person("director")
    assert "Học kì II năm học" in text(director.get("/"))
    assert "Học kì I năm học" in text(director.get("/?ki=1"))
    assert "Cả năm học" in text(director.get("/?ki=3"))
    assert director.get("/?ki=x").status_code == 200


def test_a_term_without_a_lock_waits_for_the_director(world: World, as_person: Browser) -> None:
    director = as_person("director")
    assert "Đặt ngày khoá sổ điểm học kì I" in text(director.get("/"))
    close_window(world.department, dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC))
    page = text(director.get("/"))
    assert "Đặt ngày khoá" not in page
    assert "khoá 15/01/2026, còn 52 ngày" in page


def test_what_is_late_says_how_many_and_since_when(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        ask_correction(world, "A 8A1 1", days_ago=4)
        issue_transcript(world, "A 8A1 1", signed=("homeroom",))
        close_window(world.department, dt.datetime(2025, 11, 20, 10, tzinfo=dt.UTC))
    page = text(as_person("director").get("/"))
    assert "1 Yêu cầu sửa điểm lâu nhất chờ 4 ngày" in page
    assert "3 Lớp chưa xác nhận điểm đã khoá 20/11/2025" in page
    assert "2 Trường chưa chốt kết quả Học kì I đã khoá sổ" in page
    assert "1 Học bạ chưa đủ chữ ký lập từ 24/11/2025" in page


def test_the_page_costs_the_same_for_one_class_and_for_fifty(province: Province, as_person: Browser) -> None:
    director = as_person("director")
    director.get("/")
    before = statements_of(director, "/")
    with open_scope(system("test")):
        more_classes(province.world, 50)
    assert statements_of(director, "/") == before
    assert before <= 30


@pytest.mark.parametrize("given", ["nam=abcd", "nam=2025&ki=7", "nam=٢٠٢٥"])
def test_a_period_that_cannot_be_is_not_found(world: World, as_person: Browser, given: str) -> None:
    assert as_person("director").get(f"/so-lieu/hoc-sinh/?{given}").status_code == 404


def test_a_filter_that_is_no_identifier_is_not_found(world: World, as_person: Browser) -> None:
    assert as_person("director").get("/so-lieu/truong/?xa=1").status_code == 404
