"""The pages of parents and pupils: each child in words, and never anybody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from khue.core import clock
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.people.models import Guardianship
from khue.portal.tests.factories import (
    Province,
    give_mark,
    give_result,
    issue_transcript,
    rate,
    seat,
    statements_of,
)
from khue.portal.tests.pages import links, text
from khue.school.gradebook.models import Mark
from khue.sector.pupils.models import Enrolment
from tests.world import DAY, YEAR, World, person

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def add_child(world: World, name: str, number: int = 9) -> str:
    """Another child of the own parent, at another school; answers the page's address."""
    with open_scope(system("test")):
        child = person(name, world.schools[1], birth_date=dt.date(2013, 1, 1))
        seat(world.classes["B 8A1"], child, number)
        Guardianship.objects.create(
            child=child, guardian=world.people["own parent"].person, relation="mother", valid_from=DAY
        )
    return f"/con/{child.uuid}/"


def test_a_parent_sees_each_child_across_schools(province: Province, as_person: Browser) -> None:
    add_child(province.world, "Nguyễn Gia Bảo")
    page = text(as_person("own parent").get("/"))
    assert "2 con, 2 trường" in page
    assert page.index("Nguyễn Kín A8A11 Lớp 8A1 · THCS A") < page.index("Nguyễn Gia Bảo Lớp 8A1 · THCS B")


def test_marks_come_with_the_words_of_the_teacher(province: Province, as_person: Browser) -> None:
    page = text(as_person("own parent").get("/"))
    assert "Toán, cuối kì I Thầy cô nhận xét: Trình bày rõ ràng 8" in page


def test_the_latest_marks_come_first_and_only_three(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        give_mark(world, "A 8A1 1", regular=[70, None, 85])
    assert "Toán, thường xuyên 3 8,5" in text(as_person("own parent").get("/"))


def test_results_and_absences_are_said_in_words(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        rate(province.world, "A 8A1 1", absences=3)
        give_result(province.world, "A 8A1 1", term=3, learning=2, year=YEAR - 1, title=2, decision=1)
    page = text(as_person("own parent").get("/"))
    assert "Vắng 3 buổi học kì I năm học 2025–2026" in page
    assert "Học tập: Khá · Rèn luyện: Tốt Cả năm học 2024–2025. Học sinh Giỏi. Được lên lớp" in page


def test_what_the_family_has_to_see_to_comes_first(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        give_result(province.world, "A 8A1 1", term=3, learning=4, decision=2)
    page = text(as_person("own parent").get("/"))
    assert "Cần quý phụ huynh 1 Nguyễn Kín A8A11 cần được đánh giá lại trong hè" in page
    with open_scope(system("test")):
        give_result(province.world, "A 8A1 1", term=4, learning=3, decision=1)
    assert "Cần quý phụ huynh" not in text(as_person("own parent").get("/"))


def test_nothing_is_asked_of_a_family_that_nothing_waits_for(province: Province, as_person: Browser) -> None:
    assert "Cần quý phụ huynh" not in text(as_person("own parent").get("/"))


def test_a_parent_never_sees_a_mark_of_another_child(world: World, as_person: Browser) -> None:
    with open_scope(system("test")):
        give_mark(world, "A 8A1 2", regular=[31], midterm=32, final=33, remark="Chuyện riêng")
        give_result(world, "A 8A1 2", term=1, learning=4)
    parent = as_person("own parent")
    for address in ("/", "/ket-qua/", "/ket-qua/?ki=1", "/ket-qua/?ki=3"):
        page = text(parent.get(address))
        assert "A8A12" not in page
        assert "Chuyện riêng" not in page
        assert "3,3" not in page


@pytest.mark.parametrize("standing", ["another parent", "own pupil", "own parent"])
def test_another_child_is_not_found(province: Province, as_person: Browser, standing: str) -> None:
    stranger = province.world.pupils["A 8A2 1"]
    assert as_person(standing).get(f"/con/{stranger.uuid}/").status_code == 404


def test_another_parent_does_not_find_this_child(province: Province, as_person: Browser) -> None:
    child = province.world.pupils["A 8A1 1"]
    assert as_person("own parent").get(f"/con/{child.uuid}/").status_code == 200
    assert as_person("another parent").get(f"/con/{child.uuid}/").status_code == 404
    assert as_person("own pupil").get(f"/con/{child.uuid}/").status_code == 200


def test_a_parent_is_not_the_own_child(province: Province, as_person: Browser) -> None:
    parent = province.world.people["own parent"].person
    assert parent is not None
    assert as_person("own parent").get(f"/con/{parent.uuid}/").status_code == 404


def test_a_guardian_who_no_longer_is_one_sees_nothing(province: Province, as_person: Browser) -> None:
    world = province.world
    with open_scope(system("test")):
        Guardianship.objects.filter(pk=world.guardianship.pk).update(valid_to=clock.today())
    parent = as_person("own parent")
    assert "Tài khoản này chưa gắn với con nào" in text(parent.get("/"))
    assert "Tài khoản này chưa gắn với con nào" in text(parent.get("/ket-qua/"))
    assert parent.get(f"/con/{world.pupils['A 8A1 1'].uuid}/").status_code == 404


def test_the_page_of_a_child_shows_every_mark_of_a_term(province: Province, as_person: Browser) -> None:
    page = text(as_person("own parent").get("/ket-qua/?ki=1"))
    assert "Toán Trình bày rõ ràng 8 · 8 · 8 · 8 8 8 8" in page


def test_the_year_stands_beside_both_terms_and_says_what_changed(
    province: Province, as_person: Browser
) -> None:
    world = province.world
    with open_scope(system("test")):
        give_mark(world, "A 8A1 1", term=2, regular=[30, 30, 30, 30], midterm=30, final=30)
        for term, value, decision in ((3, 47, 2), (4, 55, 1)):
            give_result(
                world, "A 8A1 1", term=term, learning=3, values=[value], decision=decision, absences=4
            )
    page = text(as_person("own parent").get("/ket-qua/"))
    assert "Toán sau đánh giá lại 5,5 8 3 4,7" in page
    assert "Số buổi vắng 4 Kết quả năm học Được lên lớp" in page


def test_a_signed_transcript_can_be_opened_and_an_unsigned_one_is_not_shown(
    province: Province, as_person: Browser
) -> None:
    world = province.world
    with open_scope(system("test")):
        waiting = issue_transcript(world, "A 8A1 1", signed=("homeroom",))
    parent = as_person("own parent")
    assert "Học bạ" not in text(parent.get("/"))
    with open_scope(system("test")):
        waiting.paper.state = "issued"
        waiting.paper.save()
    page = parent.get("/")
    assert "Học bạ năm học 2025–2026 đã ký và đóng dấu" in text(page)
    (address,) = links(page, "/hoc-ba/")
    answer = parent.get(address)
    assert answer.status_code == 200
    answer.close()


def test_a_pupil_reads_the_own_results_as_em(province: Province, as_person: Browser) -> None:
    page = text(as_person("own pupil").get("/"))
    assert "Nguyễn Kín A8A11" in page
    assert "Xem kết quả theo môn của em" in page
    assert "phụ huynh" not in page


def test_siblings_are_one_tap_apart(province: Province, as_person: Browser) -> None:
    other = add_child(province.world, "Nguyễn Gia Bảo")
    parent = as_person("own parent")
    assert other in links(parent.get("/ket-qua/"), "/con/")
    assert "Nguyễn Gia Bảo Lớp 8A1 · THCS B" in text(parent.get(other))


def test_a_child_who_is_not_enrolled_is_said_to_be_so(province: Province, as_person: Browser) -> None:
    with open_scope(system("test")):
        Enrolment.objects.filter(person=province.world.pupils["A 8A1 1"]).update(valid_to=DAY, valid_from=DAY)
    assert "chưa học ở trường nào trên hệ thống" in text(as_person("own parent").get("/"))


def test_three_children_cost_as_much_as_one(province: Province, as_person: Browser) -> None:
    parent = as_person("own parent")
    parent.get("/")
    before = statements_of(parent, "/")
    for number, name in enumerate(("Nguyễn Gia Bảo", "Nguyễn Minh Anh"), 11):
        add_child(province.world, name, number)
    assert statements_of(parent, "/") == before
    assert before <= 35


def test_a_pupil_of_another_class_stays_out_of_reach_of_the_statement(world: World) -> None:
    """The second lock: with a parent's scope PostgreSQL itself shows one child's rows."""
    with open_scope(system("test")):
        give_mark(world, "A 8A1 1", regular=[80])
        give_mark(world, "A 8A1 2", regular=[80])
    with open_scope(Scope(reach=Reach.SOME, persons=(world.pupils["A 8A1 1"].pk,))):
        assert Mark._base_manager.filter(year=YEAR).count() == 1
