"""What becomes of everybody when their school ends.

As of the day before nothing has changed, from the day on they are at who followed, and taking the change back leaves no
trace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from khue.core import clock
from khue.core.models import holds_on
from khue.core.scope import open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.services import open_account, open_membership
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.services import (
    ChangeRefused,
    Decision,
    Founding,
    Part,
    apply_plan,
    plan_close,
    plan_merge,
    plan_split,
    settle_today,
    take_back,
)
from khue.foundation.organisations.tests.factories import an_organisation
from khue.foundation.people.models import Person
from khue.sector.classes.models import ClassPlacement, ClassSubject, SchoolClass, TeachingAssignment
from khue.sector.classes.tables import pupil_rows
from khue.sector.classes.tests.factories import make_class, make_list, make_subject, teach
from khue.sector.pupils.choices import EnrolmentStatus, Entry
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.services import records_follow
from khue.sector.pupils.tests.factories import FIRST_DAY
from khue.sector.staff.models import Post
from khue.sector.staff.services import appoint
from tests.clients import client_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 1)
BEFORE = DAY - dt.timedelta(days=1)
NOON = dt.datetime(2025, 12, 3, 5, 0, tzinfo=dt.UTC)
DECISION = Decision("12/QĐ-UBND", dt.date(2025, 11, 20), DAY)
NAMES = ("Lê An", "Trần Bình", "Vũ Chi")


@dataclass
class Scene:
    """Two schools of a commune; class 8A1 of the old one with three pupils, a teacher and a subject."""

    old: Organisation
    heir: Organisation
    school_class: SchoolClass
    pupils: list[Enrolment]
    teacher: Person
    parent: Person


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with clock.frozen(NOON):
        department = an_organisation("Sở GDĐT", kind=OrganisationKind.DEPARTMENT, stages=())
        commune = an_organisation("Xã An", kind=OrganisationKind.COMMUNE, below=department, stages=())
        old = an_organisation("THCS Cũ", below=commune)
        heir = an_organisation("THCS Mới", below=commune)
        school_class = make_class(old, "8A1")
        make_class(heir, "8A1")
        pupils = make_list(school_class, *NAMES)
        with open_scope(system("test")):
            teacher, parent = (a_person(name, old) for name in ("Phạm Dạy", "Lê Cha"))
            post = appoint(person=teacher.pk, organisation=old.pk, position="teacher", valid_from=FIRST_DAY)
            open_membership(person=parent.pk, organisation=old.pk, role=Role.PARENT, valid_from=FIRST_DAY)
        teach(post, school_class, make_subject("TOAN", "Toán"))
        with open_scope(system("test")):
            yield Scene(old, heir, school_class, pupils, teacher, parent)


def a_person(name: str, keeper: Organisation) -> Person:
    now = clock.now()
    row: Person = Person.objects.create(
        full_name=name, given_name="", folded=name.lower(), sort_key=name, sex=1, keeper=keeper,
        created_at=now, changed_at=now,
    )  # fmt: skip
    return row


def standing(day: dt.date) -> dict[str, Any]:
    """Who is where on a day."""
    rows = Enrolment.objects.filter(holds_on(day)).order_by("person__sort_key")
    places = ClassPlacement.objects.filter(holds_on(day)).order_by("list_number")
    return {
        "pupils": list(rows.values_list("person__full_name", "organisation__short_name", "grade_id")),
        "lists": list(
            places.values_list(
                "organisation__short_name", "school_class__name", "list_number", "person__full_name"
            )
        ),
        "staff": list(
            Post.objects.filter(holds_on(day)).values_list("person__full_name", "organisation__short_name")
        ),
        "hats": sorted(
            Membership.objects.filter(holds_on(day)).values_list("organisation__short_name", "role")
        ),
        "teaching": list(
            TeachingAssignment.objects.filter(holds_on(day)).values_list(
                "organisation__short_name", "school_class__name", "person__full_name"
            )
        ),
    }


def everything() -> list[Any]:
    """Every row of the tables that a change may touch, without what a person is called."""
    models = (Enrolment, ClassPlacement, Post, Membership, TeachingAssignment, ClassSubject, SchoolClass)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, list(Person.objects.order_by("pk").values_list("pk", "keeper_id"))]


def commune_of(scene: Scene) -> Organisation:
    return Organisation.objects.get(path=scene.heir.path.rsplit(".", 2)[0] + ".")


def merge(scene: Scene) -> Any:
    return apply_plan(plan_merge(organisations=[scene.old], into=scene.heir, decision=DECISION))


def test_the_day_before_a_merge_everybody_stands_where_they_stood(scene: Scene) -> None:
    then = standing(BEFORE)
    merge(scene)
    assert standing(BEFORE) == then
    assert {school for _name, school, _grade in then["pupils"]} == {"THCS Cũ"}


def test_from_the_day_on_pupils_lists_staff_and_roles_go_on_at_the_heir(scene: Scene) -> None:
    merge(scene)
    name = "8A1 (THCS Cũ)"
    assert standing(DAY) == {
        "pupils": [("Lê An", "THCS Mới", 8), ("Trần Bình", "THCS Mới", 8), ("Vũ Chi", "THCS Mới", 8)],
        "lists": [("THCS Mới", name, number, who) for number, who in enumerate(NAMES, 1)],
        "staff": [("Phạm Dạy", "THCS Mới")],
        "hats": [("THCS Mới", "parent"), ("THCS Mới", "teacher")],
        "teaching": [("THCS Mới", name, "Phạm Dạy")],
    }
    fresh = SchoolClass.objects.get(organisation=scene.heir, name=name)
    assert ClassSubject.objects.filter(school_class=fresh).count() == 1
    scene.school_class.refresh_from_db()
    assert scene.school_class.closed_on == DAY
    assert set(Enrolment.objects.filter(organisation=scene.old).values_list("status", flat=True)) == {
        EnrolmentStatus.CONTINUED
    }
    assert set(Enrolment.objects.filter(organisation=scene.heir).values_list("entry", flat=True)) == {
        Entry.CONTINUED
    }
    assert set(Person.objects.values_list("keeper__short_name", flat=True)) == {"THCS Mới", "THCS Cũ"}
    kept_by_old = Person.objects.filter(keeper=scene.old).values_list("full_name", flat=True)
    assert list(kept_by_old) == ["Lê Cha"]


def test_the_dry_run_counts_everybody_and_writes_nothing(scene: Scene) -> None:
    before = everything()
    plan = plan_merge(organisations=[scene.old], into=scene.heir, decision=DECISION)
    counts = {thing.label: thing.number for thing in plan.touched if thing.organisation == scene.old.pk}
    assert sorted(counts.values()) == [1, 1, 2, 3]
    assert everything() == before


def test_taking_the_merge_back_leaves_no_trace(scene: Scene) -> None:
    before = everything()
    take_back(change=merge(scene), reason="nhầm trường")
    assert everything() == before


def test_a_merge_into_a_new_school_is_taken_back_too(scene: Scene) -> None:
    before = everything()
    new = Founding(kind=OrganisationKind.SCHOOL, name="THCS Hợp Nhất", administrative=commune_of(scene).pk)
    change = apply_plan(plan_merge(organisations=[scene.old, scene.heir], into=new, decision=DECISION))
    assert {school for _name, school, _grade in standing(DAY)["pupils"]} == {"THCS Hợp Nhất"}
    take_back(change=change, reason="nhầm")
    assert everything() == before


def test_what_somebody_changed_since_is_not_overwritten(scene: Scene) -> None:
    change = merge(scene)
    Enrolment.objects.filter(organisation=scene.old, person=scene.pupils[0].person).update(valid_to=BEFORE)
    with pytest.raises(ChangeRefused):
        take_back(change=change, reason="nhầm")


def test_a_school_with_pupils_does_not_close_unless_told_where_they_go(scene: Scene) -> None:
    with pytest.raises(ChangeRefused, match="3"):
        plan_close(organisation=scene.old, decision=DECISION)
    with pytest.raises(ChangeRefused):
        plan_close(organisation=scene.old, decision=DECISION, pupils_to=scene.old)
    before = everything()
    plan = plan_close(organisation=scene.old, decision=DECISION, pupils_to=scene.heir)
    change = apply_plan(plan)
    after = standing(DAY)
    assert {school for _name, school, _grade in after["pupils"]} == {"THCS Mới"}
    assert after["lists"] == after["staff"] == after["teaching"] == []
    assert after["hats"] == [("THCS Mới", "parent")]
    take_back(change=change, reason="nhầm")
    assert everything() == before


def test_of_a_school_that_is_split_and_ends_everybody_goes_on_at_the_first_part(scene: Scene) -> None:
    commune = commune_of(scene)
    parts = [
        Part(Founding(kind=OrganisationKind.SCHOOL, name=name, administrative=commune.pk))
        for name in ("THCS Một", "THCS Hai")
    ]
    plan = plan_split(organisation=scene.old, parts=parts, goes_on=False, decision=DECISION)
    assert "split_people" in {warning.code for warning in plan.warnings}
    apply_plan(plan)
    assert {school for _name, school, _grade in standing(DAY)["pupils"]} == {"THCS Một"}


def test_a_change_to_come_moves_nobody_before_its_day(scene: Scene) -> None:
    ahead = Decision("13/QĐ-UBND", dt.date(2025, 12, 1), dt.date(2026, 1, 5))
    apply_plan(plan_merge(organisations=[scene.old], into=scene.heir, decision=ahead))
    assert {school for _name, school, _grade in standing(dt.date(2026, 1, 4))["pupils"]} == {"THCS Cũ"}
    assert {school for _name, school, _grade in standing(dt.date(2026, 1, 5))["pupils"]} == {"THCS Mới"}
    assert not Person.objects.filter(keeper=scene.heir).exists()
    assert [row.organisation_id for row in pupil_rows(2025)] == [scene.old.pk] * len(NAMES)
    assert {row.status for row in pupil_rows(2025)} == {EnrolmentStatus.STUDYING}
    with clock.frozen(dt.datetime(2026, 1, 5, 5, 0, tzinfo=dt.UTC)):
        settle_today()
        records_follow()
        assert [row.organisation_id for row in pupil_rows(2025)] == [scene.heir.pk] * len(NAMES)
        assert Person.objects.filter(keeper=scene.heir).count() == len(NAMES)


def test_a_thousand_pupils_cost_as_many_statements_as_three(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    make_list(make_class(scene.old, "8A2"), *(f"Ngô Số {number}" for number in range(12)))
    with django_assert_max_num_queries(140):
        merge(scene)


def test_the_page_of_a_closing_asks_where_the_pupils_go_and_says_what_happens(scene: Scene) -> None:
    director = an_account()
    client = client_of(director)
    address = f"/to-chuc/{scene.old.uuid}/giai-the/"
    typed = {"decision": "12/QĐ-UBND", "signed_on": "20/11/2025", "effective": "01/12/2025"}
    assert "còn 3 học sinh" in client.post(address, typed).content.decode()
    shown = client.post(address, {**typed, "pupils_to": str(scene.heir.uuid)}).content.decode()
    assert "Từ 01/12/2025 học sinh và gia đình chuyển sang THCS Mới" in shown
    assert Enrolment.objects.filter(organisation=scene.heir).count() == 0


def an_account() -> Account:
    """The department's director."""
    department = Organisation.objects.get(kind=OrganisationKind.DEPARTMENT)
    director = a_person("Trần Giám", department)
    open_membership(person=director.pk, organisation=department.pk, role=Role.DIRECTOR, valid_from=FIRST_DAY)
    return open_account(username="giamdoc", person=director.pk)
