"""The pages of a school's office and of a teacher."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.portal.tests.factories import (
    Province,
    ask_correction,
    close_window,
    confirm,
    issue_transcript,
    more_classes,
    rate,
    statements_of,
)
from khue.portal.tests.pages import links, text
from khue.school.gradebook.models import EntryDelegation
from khue.sector.classes.models import TeachingAssignment
from tests.world import DAY, World

Browser = Callable[[str], Client]
LOCK = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def test_the_office_sees_classes_pupils_and_marks(province: Province, as_person: Browser) -> None:
    page = text(as_person("registrar").get("/"))
    assert "Lớp học 2 lớp" in page
    assert "Hoàn thành điểm học kì I 45,8% mục tiêu 100% 2 lớp còn thiếu điểm" in page


def test_classes_and_subjects_stand_least_complete_first(province: Province, as_person: Browser) -> None:
    page = text(as_person("head").get("/"))
    assert page.index("8A2 0% 12 Toán 12") < page.index("8A1 91,7% 1 Toán 1")
    assert "Toán 45,8% 13" in page


def test_corrections_wait_for_the_head_and_are_late_for_the_registrar(
    province: Province, as_person: Browser
) -> None:
    with open_scope(system("test")):
        ask_correction(province.world, "A 8A1 1", days_ago=4)
    assert "Duyệt 1 yêu cầu sửa điểm lâu nhất chờ 4 ngày" in text(as_person("head").get("/"))
    registrar = text(as_person("registrar").get("/"))
    assert "Duyệt 1" not in registrar
    assert "Đang trễ 1 Yêu cầu sửa điểm lâu nhất chờ 4 ngày" in registrar


def test_whoever_asked_for_the_only_correction_does_not_decide_it(
    province: Province, as_person: Browser
) -> None:
    with open_scope(system("test")):
        ask_correction(province.world, "A 8A1 1", "head")
    assert "Duyệt 1" not in text(as_person("head").get("/"))


def test_transcripts_wait_for_one_after_the_other(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        issue_transcript(world, "A 8A1 1", signed=("homeroom",))
        issue_transcript(world, "A 8A2 1", signed=("homeroom", "head"))
        issue_transcript(world, "A 8A1 2")
    assert "Ký 1 học bạ 1 lớp, năm học 2025–2026" in text(as_person("head").get("/"))
    assert "Đóng dấu 1 học bạ 1 lớp" in text(as_person("records clerk").get("/"))
    assert "Ký 1 học bạ lớp 8A1, năm học 2025–2026" in text(as_person("own teacher").get("/"))


def test_another_school_counts_nothing_of_this_one(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        ask_correction(province.world, "A 8A1 1")
        issue_transcript(province.world, "A 8A1 1", signed=("homeroom",))
    page = text(as_person("head of another school").get("/"))
    assert "Hoàn thành điểm học kì I 100%" in page
    assert "Duyệt" not in page
    assert "Ký 1 học bạ" not in page


@pytest.mark.parametrize("who", ["head", "registrar", "records clerk"])
def test_every_link_of_the_office_opens(province: Province, as_person: Browser, who: str) -> None:
    with open_scope(system("test")):
        ask_correction(province.world, "A 8A1 1", days_ago=4)
        issue_transcript(province.world, "A 8A2 1", signed=("homeroom", "head"))
    client = as_person(who)
    for address in links(client.get("/"), "/"):
        if not address.startswith("/static/"):
            assert client.get(address).status_code in {200, 302, 405}, address


def test_the_office_costs_the_same_for_one_class_and_for_fifty(
    province: Province, as_person: Browser
) -> None:
    head = as_person("head")
    head.get("/")
    before = statements_of(head, "/")
    with open_scope(system("test")):
        more_classes(province.world, 50)
    assert statements_of(head, "/") == before
    assert before <= 35


def test_a_teacher_sees_what_is_missing_in_each_book(province: Province, as_person: Browser) -> None:
    page = text(as_person("own teacher").get("/"))
    assert "Số điểm còn thiếu theo loại; còn 1 sổ chưa đủ." in page
    assert "8A1 · Toán 2 1 đủ đủ 91,7%" in page
    assert "8A2" not in page


def test_a_teacher_sees_a_confirmed_book_as_such(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        confirm(province.world, "A 8A1")
    assert "8A1 · Toán đã xác nhận" in text(as_person("own teacher").get("/"))


def test_a_book_given_by_the_head_is_the_teachers_too(province: Province, as_person: Browser) -> None:
    world = province.world
    teacher, made = world.people["own teacher"], world.classes["A 8A1"]
    with open_scope(system("test")):
        TeachingAssignment.objects.filter(school_class=made).update(person=world.people["head"].person)
        EntryDelegation.objects.create(
            organisation=made.organisation, school_class=made, subject=world.subject, person=teacher.person,
            granted_by=world.people["head"].pk, reason="Dạy thay", valid_from=DAY,
        )  # fmt: skip
    assert "8A1 · Toán" in text(as_person("own teacher").get("/"))


def test_the_homeroom_class_says_what_is_not_rated_yet(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        rate(province.world, "A 8A1 1", absences=None)
    page = text(as_person("own teacher").get("/"))
    assert (
        "Lớp chủ nhiệm 8A1 Danh sách lớp 2 em Rèn luyện, học kì I thiếu 1 ô Số buổi vắng, học kì I thiếu 2 ô"
        in page
    )


def test_the_lock_is_near_or_fallen(province: Province, as_person: Browser) -> None:
    close_window(province.world.department, LOCK)
    teacher = as_person("own teacher")
    assert "Còn 52 ngày. Sổ điểm học kì I khoá ngày 15/01/2026." in text(teacher.get("/"))
    close_window(province.world.schools[0], dt.datetime(2025, 11, 20, tzinfo=dt.UTC))
    assert "Sổ điểm học kì I đã khoá." in text(teacher.get("/"))


def test_a_teacher_reads_how_the_own_corrections_stand(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        ask_correction(province.world, "A 8A1 1")
    page = text(as_person("own teacher").get("/"))
    assert "Yêu cầu sửa điểm của tôi Nguyễn Kín A8A11, 8A1 Toán · 24/11/2025" in page


def test_a_teacher_costs_the_same_for_one_class_and_for_fifty(province: Province, as_person: Browser) -> None:
    teacher, world = as_person("own teacher"), province.world
    teacher.get("/")
    before = statements_of(teacher, "/")
    with open_scope(system("test")):
        for made in more_classes(world, 50):
            TeachingAssignment.objects.create(
                organisation=made.organisation, school_class=made, subject=world.subject,
                person=world.people["own teacher"].person, valid_from=DAY,
            )  # fmt: skip
    assert statements_of(teacher, "/") == before
    assert before <= 40
