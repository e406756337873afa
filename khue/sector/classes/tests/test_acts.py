"""What registrars do on the pages of pupils and classes, and who is kept from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.people.models import Guardianship
from khue.foundation.people.selectors import guardians_of
from khue.sector.classes.models import HomeroomAssignment, SchoolClass
from khue.sector.classes.selectors import class_of, matrix, roll
from khue.sector.classes.tests.test_pages import browse, world
from khue.sector.pupils.models import Enrolment
from tests.world import World, person

__all__ = ["browse", "world"]
pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def enrolment_of(world: World, key: str) -> Enrolment:
    with open_scope(system("test")):
        found: Enrolment = Enrolment.objects.filter(person=world.pupils[key]).order_by("-pk")[0]
    return found


def address(world: World, key: str, verb: str) -> str:
    return f"/hoc-sinh/{world.pupils[key].uuid}/viec/{verb}/"


class TestOnePupil:
    def test_who_leaves_is_struck_through_and_may_come_back(self, world: World, browse: Browser) -> None:
        client = browse("registrar")
        given = {"status": "dropped", "valid_to": "20/10/2025", "reason": "hardship"}
        assert client.post(address(world, "A 8A1 1", "thoi-hoc"), given).status_code == 302
        gone = enrolment_of(world, "A 8A1 1")
        assert (gone.status, gone.valid_to, gone.exit_reason) == (
            "dropped",
            dt.date(2025, 10, 20),
            "hardship",
        )
        back = {"valid_from": "01/11/2025", "school_class": str(world.classes["A 8A2"].uuid)}
        assert client.post(address(world, "A 8A1 1", "hoc-lai"), back).status_code == 302
        with open_scope(system("test")):
            assert class_of(enrolment_of(world, "A 8A1 1").pk) == world.classes["A 8A2"]
            assert [line.is_struck for line in roll(world.classes["A 8A1"])] == [True, False]

    def test_a_form_with_a_fault_says_so_and_changes_nothing(self, world: World, browse: Browser) -> None:
        page = browse("registrar").post(
            address(world, "A 8A1 1", "thoi-hoc"), {"status": "dropped", "valid_to": "31/02/2025"}
        )
        assert page.status_code == 422
        assert enrolment_of(world, "A 8A1 1").status == "studying"

    def test_a_guardian_is_added_and_ended(self, world: World, browse: Browser) -> None:
        client, child = browse("registrar"), world.pupils["A 8A2 1"]
        given = {
            "relation": "mother",
            "full_name": "QUÁCH THỊ DUNG",
            "phone": "0912345678",
            "birth_date": "1985",
        }
        assert client.post(address(world, "A 8A2 1", "nguoi-giam-ho"), given).status_code == 302
        with open_scope(system("test")):
            (mother,) = guardians_of(child.pk)
            row = Guardianship.objects.get(child=child)
        assert (mother.person.full_name, mother.person.birth_precision) == ("Quách Thị Dung", "year")
        ended = client.post(f"/hoc-sinh/{child.uuid}/giam-ho/{row.uuid}/ket-thuc/")
        assert ended.status_code == 302
        with open_scope(system("test")):
            assert guardians_of(child.pk) == [] or guardians_of(child.pk)[0].guardianship.valid_to is not None

    def test_a_transfer_is_marked(self, world: World, browse: Browser) -> None:
        child = world.pupils["A 8A1 1"]
        browse("registrar").post(f"/hoc-sinh/{child.uuid}/dang-chuyen/", {"leaving": "1"})
        assert enrolment_of(world, "A 8A1 1").status == "leaving"

    @pytest.mark.parametrize("standing", ["own teacher", "own officer", "director", "own parent"])
    def test_who_looks_does_not_act(self, world: World, browse: Browser, standing: str) -> None:
        page = browse(standing).post(address(world, "A 8A1 1", "huy"), {"reason": "x"})
        assert page.status_code == 403
        assert enrolment_of(world, "A 8A1 1").status == "studying"


class TestChosenPupils:
    def test_chosen_pupils_go_into_a_class_after_the_class_is_asked_for(
        self, world: World, browse: Browser
    ) -> None:
        client = browse("registrar")
        ids = [str(world.pupils["A 8A1 1"].uuid), str(world.pupils["A 8A1 2"].uuid)]
        asked = client.post("/hoc-sinh/xep-lop/", {"ids": ids})
        assert asked.status_code == 200
        assert world.pupils["A 8A1 1"].full_name.encode() in asked.content
        given = {"ids": ids, "school_class": str(world.classes["A 8A2"].uuid), "on": "01/11/2025"}
        assert client.post("/hoc-sinh/xep-lop/", given).status_code == 302
        with open_scope(system("test")):
            assert class_of(enrolment_of(world, "A 8A1 2").pk) == world.classes["A 8A2"]

    def test_all_of_a_filter_are_chosen_by_their_filter(self, world: World, browse: Browser) -> None:
        query = f"?lop={world.classes['A 8A1'].uuid}"
        page = browse("registrar").post(f"/hoc-sinh/xep-lop/{query}", {"all": "1"}).content
        assert world.pupils["A 8A1 1"].full_name.encode() in page
        assert world.pupils["A 8A2 1"].full_name.encode() not in page

    def test_a_head_next_door_chooses_nobody_of_this_school(self, world: World, browse: Browser) -> None:
        given = {"ids": [str(world.pupils["A 8A1 1"].uuid)], "school_class": str(world.classes["A 8A2"].uuid)}
        browse("head of another school").post("/hoc-sinh/xep-lop/", given)
        with open_scope(system("test")):
            assert class_of(enrolment_of(world, "A 8A1 1").pk) == world.classes["A 8A1"]

    def test_the_chosen_are_taken_away_as_a_workbook(self, world: World, browse: Browser) -> None:
        answer = browse("registrar").post(
            "/hoc-sinh/xuat-da-chon/", {"ids": [str(world.pupils["A 8A1 1"].uuid)]}
        )
        assert answer["Content-Disposition"].endswith('.xlsx"')
        assert answer.getvalue()
        assert [line.params["rows"] for line in audited(action="bulk.exported")] == [1]


class TestClasses:
    def test_a_class_is_formed_with_its_teacher(self, world: World, browse: Browser) -> None:
        teacher = world.posts["own teacher"].person_id
        given = {"name": "8A3", "grades": ["8"], "homeroom": [str(teacher)]}
        assert browse("head").post("/lop/them/", given).status_code == 302
        with open_scope(system("test")):
            made = SchoolClass.objects.get(name="8A3")
            assert HomeroomAssignment.objects.get(school_class=made).person_id == teacher

    def test_a_name_that_is_taken_is_refused_at_its_field(self, world: World, browse: Browser) -> None:
        page = browse("registrar").post("/lop/them/", {"name": "8A1", "grades": ["8"]})
        assert page.status_code == 422

    def test_two_classes_become_one_after_the_question(self, world: World, browse: Browser) -> None:
        client, old, new = browse("head"), world.classes["A 8A2"], world.classes["A 8A1"]
        question = client.get(f"/lop/{old.uuid}/gop/?vao={new.uuid}").content.decode()
        assert "8A2" in question
        assert "2 em" in question
        given = {"target": str(new.uuid), "reason": "Sĩ số giảm"}
        assert client.post(f"/lop/{old.uuid}/gop/", given).status_code == 302
        with open_scope(system("test")):
            assert len(roll(new)) == 4
        assert client.get(f"/lop/{old.uuid}/gop/").status_code == 404

    def test_a_list_is_numbered_again_with_a_reason(self, world: World, browse: Browser) -> None:
        client, school_class = browse("registrar"), world.classes["A 8A1"]
        assert client.post(f"/lop/{school_class.uuid}/danh-so/", {"reason": ""}).status_code == 422
        assert (
            client.post(f"/lop/{school_class.uuid}/danh-so/", {"reason": "Chốt danh sách"}).status_code == 302
        )

    @pytest.mark.parametrize("standing", ["own teacher", "records clerk", "director"])
    def test_others_form_no_class(self, world: World, browse: Browser, standing: str) -> None:
        assert browse(standing).post("/lop/them/", {"name": "8A3", "grades": ["8"]}).status_code == 403


class TestTeaching:
    def test_the_matrix_names_teachers_and_gaps(self, world: World, browse: Browser) -> None:
        page = browse("head").get("/lop/phan-cong/").content.decode()
        assert "Trần Thị Dạy" in page
        assert "Chưa" in page

    def test_a_cell_is_assigned_with_the_classes_beside_it(self, world: World, browse: Browser) -> None:
        client, first, other = browse("head"), world.classes["A 8A1"], world.classes["A 8A2"]
        panel = client.get(f"/lop/phan-cong/?lop={first.uuid}&mon=TOAN").content.decode()
        assert 'name="teachers"' in panel
        teacher = world.posts["head"].person_id
        given = {"teachers": [str(teacher)], "others": [str(other.uuid)]}
        assert client.post(f"/lop/{first.uuid}/phan-cong/TOAN/", given).status_code == 302
        with open_scope(system("test")):
            cells = matrix([first, other]).cells
        assert [[each.pk for each in cells[row.pk][world.subject.pk]] for row in (first, other)] == [
            [teacher],
            [teacher],
        ]

    def test_a_teacher_looks_and_does_not_assign(self, world: World, browse: Browser) -> None:
        client = browse("own teacher")
        assert client.get("/lop/phan-cong/").status_code == 200
        assert client.post(f"/lop/{world.classes['A 8A1'].uuid}/phan-cong/TOAN/", {}).status_code == 403


class TestRecognising:
    given = {
        "full_name": "Giàng A Páo",
        "sex": "1",
        "birth_date": "12/05/2012",
        "valid_from": "05/09/2025",
        "mother_name": "Sùng Thị Mỷ",
    }

    def test_a_child_who_learns_nowhere_is_recognised_and_enrolled(
        self, world: World, browse: Browser
    ) -> None:
        with open_scope(system("test")):
            born = dt.date(2012, 5, 12)
            held = person("Giàng A Páo", world.schools[1], sex=1, birth_date=born)
        given = {**self.given, "school_class": str(world.classes["A 8A1"].uuid)}
        client = browse("registrar")
        assert "Đúng em này" in client.post("/hoc-sinh/them/", given).content.decode()
        assert client.post("/hoc-sinh/them/", {**given, "same": str(held.uuid)}).status_code == 302
        with open_scope(system("test")):
            held.refresh_from_db()
            assert Enrolment.objects.get(person=held).organisation_id == world.schools[0].pk
            assert [each.person.full_name for each in guardians_of(held.pk)] == ["Sùng Thị Mỷ"]
        assert held.keeper_id == world.schools[0].pk

    def test_a_child_who_learns_elsewhere_is_not_taken(self, world: World, browse: Browser) -> None:
        other = world.pupils["B 8A1 1"]
        given = {
            **self.given,
            "full_name": other.full_name,
            "sex": "2",
            "birth_date": "01/05/2012",
            "school_class": str(world.classes["A 8A1"].uuid),
        }
        client = browse("registrar")
        page = client.post("/hoc-sinh/them/", given).content.decode()
        assert "THCS B" in page
        assert "Đúng em này" not in page
        assert client.post("/hoc-sinh/them/", {**given, "same": str(other.uuid)}).status_code == 422

    def test_nobody_is_named_who_is_not_alike(self, world: World, browse: Browser) -> None:
        other = world.pupils["B 8A1 2"]
        given = {**self.given, "school_class": str(world.classes["A 8A1"].uuid), "same": str(other.uuid)}
        assert browse("registrar").post("/hoc-sinh/them/", given).status_code == 404
