"""A school that is split and ends: its parts receive what was chosen; what begins too late is told before."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.services import open_membership
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.services import (
    ChangeRefused,
    Choice,
    Decision,
    Founding,
    Part,
    Plan,
    apply_plan,
    plan_merge,
    plan_split,
    take_back,
)
from khue.foundation.people.models import Guardianship, Person
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.tests.factories import make_class, make_list, make_subject, teach
from khue.sector.classes.tests.test_following import (
    DAY,
    DECISION,
    Scene,
    a_person,
    an_account,
    commune_of,
    everything,
    scene,
    standing,
)
from khue.sector.pupils.tests.factories import FIRST_DAY, make_pupil
from khue.sector.staff.services import appoint

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(scene: Scene) -> Client:
    """The browser of the department's director."""
    client = Client()
    client.force_login(an_account())
    return client


@dataclass
class Halves:
    """The old school with a second class 9A1: a pupil with her mother, a teacher there, one of both classes, a head."""

    parts: list[Part]
    nine: SchoolClass
    people: dict[str, Person]


@pytest.fixture
def halves(scene: Scene) -> Halves:
    commune = commune_of(scene)
    nine = make_class(scene.old, "9A1", grades=(9,))
    make_list(nine, "Đỗ Em", grade=9)
    maths = make_subject("TOAN", "Toán")
    people = {name: a_person(name, scene.old) for name in ("Cô Chín", "Thầy Cả Hai", "Thầy Trưởng", "Đỗ Mẹ")}
    posts = {
        name: appoint(
            person=people[name].pk,
            organisation=scene.old.pk,
            position="head" if name == "Thầy Trưởng" else "teacher",
            valid_from=FIRST_DAY,
        )
        for name in ("Cô Chín", "Thầy Cả Hai", "Thầy Trưởng")
    }
    teach(posts["Cô Chín"], nine, maths)
    teach(posts["Thầy Cả Hai"], nine, make_subject("TIN", "Tin học"))
    teach(posts["Thầy Cả Hai"], scene.school_class, make_subject("TIN", "Tin học"))
    mother = people["Đỗ Mẹ"]
    open_membership(person=mother.pk, organisation=scene.old.pk, role=Role.PARENT, valid_from=FIRST_DAY)
    child = Person.objects.get(full_name="Đỗ Em")
    Guardianship.objects.create(child=child, guardian=mother, relation="mother", valid_from=FIRST_DAY)
    parts = [
        Part(Founding(kind=OrganisationKind.SCHOOL, name=name, administrative=commune.pk))
        for name in ("THCS Một", "THCS Hai")
    ]
    return Halves(parts, nine, people)


def split(scene: Scene, halves: Halves, choice: Choice) -> Plan:
    return plan_split(
        organisation=scene.old, parts=halves.parts, goes_on=False, decision=DECISION, choice=choice
    )


@pytest.mark.parametrize("by", ["grade", "class"])
def test_of_a_school_that_is_split_each_part_receives_what_was_chosen(
    scene: Scene, halves: Halves, by: str
) -> None:
    by_class = Choice(classes=((halves.nine.pk, -2),), grades=((9, -1),))
    plan = split(scene, halves, Choice(grades=((9, -2),)) if by == "grade" else by_class)
    assert plan.division is not None
    assert plan.division.classes == {scene.school_class.pk: -1, halves.nine.pk: -2}
    apply_plan(plan)
    after = standing(DAY)
    assert [(name, school) for name, school, _grade in after["pupils"]] == [
        ("Lê An", "THCS Một"), ("Trần Bình", "THCS Một"), ("Vũ Chi", "THCS Một"), ("Đỗ Em", "THCS Hai"),
    ]  # fmt: skip
    assert sorted(after["staff"]) == [
        ("Cô Chín", "THCS Hai"), ("Phạm Dạy", "THCS Một"), ("Thầy Cả Hai", "THCS Hai"),
        ("Thầy Cả Hai", "THCS Một"), ("Thầy Trưởng", "THCS Một"),
    ]  # fmt: skip
    assert sorted(after["teaching"]) == [
        ("THCS Hai", "9A1", "Cô Chín"), ("THCS Hai", "9A1", "Thầy Cả Hai"),
        ("THCS Một", "8A1", "Phạm Dạy"), ("THCS Một", "8A1", "Thầy Cả Hai"),
    ]  # fmt: skip
    assert after["hats"] == [
        ("THCS Hai", "parent"), ("THCS Hai", "teacher"), ("THCS Hai", "teacher"),
        ("THCS Một", "head"), ("THCS Một", "parent"), ("THCS Một", "teacher"), ("THCS Một", "teacher"),
    ]  # fmt: skip
    assert [line[:2] for line in after["lists"]] == [("THCS Một", "8A1"), ("THCS Hai", "9A1"),
                                                     ("THCS Một", "8A1"), ("THCS Một", "8A1")]  # fmt: skip


def test_taking_a_divided_split_back_leaves_no_trace(scene: Scene, halves: Halves) -> None:
    before = everything()
    take_back(change=apply_plan(split(scene, halves, Choice(grades=((9, -2),)))), reason="nhầm")
    assert everything() == before


def test_another_choice_is_another_plan(scene: Scene, halves: Halves) -> None:
    prints = {
        split(scene, halves, choice).fingerprint
        for choice in (Choice(), Choice(grades=((9, -2),)), Choice(classes=((scene.school_class.pk, -2),)))
    }
    assert len(prints) == 3


def test_the_page_of_a_split_offers_grades_and_classes_and_shows_who_receives_what(
    scene: Scene, halves: Halves, browse: Any
) -> None:
    address = f"/to-chuc/{scene.old.uuid}/chia-tach/"
    page = browse.get(address).content.decode()
    assert f'name="class_{halves.nine.uuid}"' in page
    typed = {
        "decision": "12/QĐ-UBND", "signed_on": "20/11/2025", "effective": "01/12/2025",
        "name_1": "THCS Một", "name_2": "THCS Hai", "grade_9": "2", f"class_{halves.nine.uuid}": "",
    }  # fmt: skip
    shown = browse.post(address, typed).content.decode()
    assert "Các lớp: 9A1" in shown
    assert "Các lớp: 8A1" in shown
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    other = browse.post(address, typed | {"grade_9": "", "seen": seen[1]})
    assert "Dữ liệu đã thay đổi từ lúc" in other.content.decode()
    assert browse.post(address, typed | {"seen": seen[1]}).status_code == 302
    assert ("Đỗ Em", "THCS Hai", 9) in standing(DAY)["pupils"]


def test_a_school_that_goes_on_keeps_its_classes(scene: Scene, halves: Halves, browse: Any) -> None:
    typed = {
        "decision": "12/QĐ-UBND", "signed_on": "20/11/2025", "effective": "01/12/2025", "goes_on": "on",
        "name_1": "THCS Một", f"class_{halves.nine.uuid}": "1",
    }  # fmt: skip
    answer = browse.post(f"/to-chuc/{scene.old.uuid}/chia-tach/", typed)
    assert (answer.status_code, "giữ các lớp của mình" in answer.content.decode()) == (422, True)


def test_what_begins_on_the_day_or_later_is_listed_in_the_dry_run_with_the_day_that_would_do(
    scene: Scene, browse: Any
) -> None:
    later = dt.date(2025, 12, 10)
    make_pupil(scene.old, "Hồ Muộn", valid_from=later)
    appoint(
        person=a_person("Lý Mới", scene.old).pk, organisation=scene.old.pk, position="teacher", valid_from=DAY
    )
    plan = plan_merge(organisations=[scene.old], into=scene.heir, decision=DECISION)
    assert [(each.label, each.number, each.last) for each in plan.in_the_way] == [
        ("Vai trò của mọi người", 1, DAY), ("Vị trí công tác", 1, DAY), ("Lượt học của học sinh", 1, later),
    ]  # fmt: skip
    with pytest.raises(ChangeRefused, match="01/12/2025"):
        apply_plan(plan)
    typed = {"decision": "12/QĐ-UBND", "signed_on": "20/11/2025", "effective": "01/12/2025",
             "others": str(scene.heir.uuid), "heir": "new", "name": "THCS Mới Hơn"}  # fmt: skip
    shown = browse.post(f"/to-chuc/{scene.old.uuid}/sap-nhap/", typed).content.decode()
    assert "Chưa xác nhận được" in shown
    assert "từ ngày 11/12/2025 trở đi" in shown
    assert ">Sáp nhập</button>" not in shown
    ok = Decision("12/QĐ-UBND", dt.date(2025, 11, 20), plan.earliest)
    assert plan_merge(organisations=[scene.old], into=scene.heir, decision=ok).in_the_way == ()


def test_programs_divide_a_school_too_and_a_strange_class_is_not_found(
    scene: Scene, halves: Halves, browse: Any
) -> None:
    sent: dict[str, Any] = {
        "kind": "split",
        "decision": {"number": "12/QĐ-UBND", "signed_on": "2025-11-20", "effective": "2025-12-01"},
        "organisations": [str(scene.old.uuid)],
        "goes_on": False,
        "parts": [
            {"founding": {"name": "THCS Một"}},
            {"founding": {"name": "THCS Hai"}, "classes": [str(halves.nine.uuid)]},
        ],
    }
    door = "/api/v1/organisations/changes/dry-run"
    told = browse.post(door, sent, content_type="application/json").json()
    assert told["in_the_way"] == []
    assert told["receives"] == [
        {"classes": ["8A1"], "pupils": 3, "teachers": 2}, {"classes": ["9A1"], "pupils": 1, "teachers": 2},
    ]  # fmt: skip
    sent["parts"][1]["classes"] = [str(scene.heir.uuid)]
    assert browse.post(door, sent, content_type="application/json").status_code == 404


def test_dividing_costs_the_same_statements_for_one_class_and_for_ten(scene: Scene, halves: Halves) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            split(scene, halves, Choice(grades=((9, -2),)))
        return len(statements)

    before = cost()
    for number in range(10):
        make_list(make_class(scene.old, f"9B{number}", grades=(9,)), f"Em {number}", grade=9)
    assert cost() == before
