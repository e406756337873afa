"""What the pages of staff show, to whom, and what they write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.accounts.models import Membership
from khue.sector.staff.models import Post
from tests.clients import client_of
from tests.world import DAY, World, build_world, person

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
NEW = {
    "full_name": "ĐINH THỊ LAN",
    "sex": "2",
    "birth_date": "14/03/1985",
    "position": "teacher",
    "valid_from": "05/09/2025",
    "phone": "0912 345 678",
}


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def browse(world: World) -> Browser:
    def browser(standing: str) -> Client:
        return client_of(world.people[standing])

    return browser


def test_a_record_names_posts_and_classes(world: World, browse: Browser) -> None:
    page = browse("head").get(f"/nhan-su/{world.posts['own teacher'].person.uuid}/").content.decode()
    assert "Trần Thị Dạy" in page
    assert "8A1" in page


def test_a_colleague_sees_how_to_reach_somebody_and_no_date_of_birth(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        held = world.posts["head"].person
        type(held).objects.filter(pk=held.pk).update(birth_date=DAY.replace(year=1975), phone="0912345678")
    page = browse("own teacher").get(f"/nhan-su/{held.uuid}/").content.decode()
    assert "0912345678" in page
    assert "1975" not in page


def test_the_list_costs_the_same_for_one_row_and_for_fifty(world: World, browse: Browser) -> None:
    client = browse("head")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/nhan-su/").status_code == 200
        return len(queries)

    cost()  # fills what is remembered for a while
    few = cost()
    with open_scope(system("test")):
        for number in range(50):
            who = person(f"Lê Văn {number}", world.schools[0])
            Post.objects.create(organisation=world.schools[0], person=who, position="teacher", valid_from=DAY)
    assert cost() == few


def test_somebody_new_gets_a_record_a_post_and_a_hat(world: World, browse: Browser) -> None:
    assert browse("registrar").post("/nhan-su/them/", NEW).status_code == 302
    with open_scope(system("test")):
        post = Post.objects.select_related("person").get(person__full_name="Đinh Thị Lan")
        assert post.person.phone == "0912345678"
        assert Membership.objects.get(person=post.person).role == "teacher"


def test_somebody_we_have_is_recognised_and_appointed_not_made_again(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        held = person(
            "Đinh Thị Lan", world.schools[1], sex=2, birth_date=DAY.replace(year=1985, month=3, day=14)
        )
    client = browse("registrar")
    page = client.post("/nhan-su/them/", NEW).content.decode()
    assert "THCS B" in page
    assert client.post("/nhan-su/them/", {**NEW, "same": str(held.uuid)}).status_code == 302
    with open_scope(system("test")):
        assert Post.objects.get(organisation=world.schools[0], person=held).position == "teacher"
    assert audited(action="people.matched", person_id=held.pk)


def test_somebody_who_was_not_a_candidate_cannot_be_named(world: World, browse: Browser) -> None:
    stranger = world.posts["head of another school"].person
    assert browse("registrar").post("/nhan-su/them/", {**NEW, "same": str(stranger.uuid)}).status_code == 404


def test_a_post_changes_and_ends(world: World, browse: Browser) -> None:
    client, post = browse("head"), world.posts["own teacher"]
    address = f"/nhan-su/{post.person.uuid}/vi-tri/{post.uuid}/"
    changed = {
        "internal_unit": str(world.group.pk),
        "leads_unit": "on",
        "main_subject": str(world.subject.pk),
    }
    assert client.post(address, changed).status_code == 302
    assert (
        client.post(f"{address}ket-thuc/", {"valid_to": "01/10/2026", "reason": "Nghỉ hưu"}).status_code
        == 302
    )
    with open_scope(system("test")):
        post.refresh_from_db()
    assert (post.internal_unit_id, post.leads_unit, post.main_subject_id) == (
        world.group.pk,
        True,
        world.subject.pk,
    )
    assert post.valid_to is not None


def test_a_sensitive_value_asks_for_its_purpose_and_is_shown_once(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        held = world.posts["own teacher"].person
        type(held).objects.filter(pk=held.pk).update(ethnic_group="06")
    client, address = browse("head"), f"/nhan-su/{held.uuid}/xem/"
    assert "Mường" not in client.post(address, {"field": "ethnic_group"}).content.decode()
    assert "Mường" in client.post(address, {"field": "ethnic_group", "purpose": "Chế độ"}).content.decode()
    assert [line.person_id for line in audited(action="people.revealed")] == [held.pk]


@pytest.mark.parametrize("standing", ["own teacher", "records clerk", "own officer", "director"])
def test_who_looks_appoints_nobody(world: World, browse: Browser, standing: str) -> None:
    assert browse(standing).post("/nhan-su/them/", NEW).status_code == 403


def test_the_list_goes_out_as_a_workbook(world: World, browse: Browser) -> None:
    answer = browse("head").get("/nhan-su/xuat/xlsx/")
    assert answer.getvalue().startswith(b"PK")
    assert browse("head").get("/nhan-su/xuat/pdf/").status_code == 404
