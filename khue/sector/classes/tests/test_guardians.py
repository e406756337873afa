"""Guardians on the pupil's record: what changes, who is told first, who no longer answers, who gets the key."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.services import own_password_chosen
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.tests.factories import make_guardian
from tests.clients import client_of
from tests.world import World, build_world

pytestmark = pytest.mark.django_db
CARD = re.compile(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def mother(world: World) -> Person:
    """A second guardian of a child of class 8A1, without an account."""
    with open_scope(system("test")):
        return make_guardian(world.pupils["A 8A1 2"], "Quách Thị Dung", phone="0912345678")


def browser(world: World, standing: str) -> Client:
    return client_of(world.people[standing])


def address(mother: Person) -> str:
    with open_scope(system("test")):
        row = Guardianship.objects.select_related("child").get(guardian=mother)
    return f"/hoc-sinh/{row.child.uuid}/giam-ho/{row.uuid}/"


def test_a_registrar_changes_the_facts_and_who_is_told_first(world: World, mother: Person) -> None:
    client, page = browser(world, "registrar"), address(mother)
    assert "Quách Thị Dung" in client.get(page).content.decode()
    typed = {"full_name": "Quách Thị Dung", "phone": "0987654321", "occupation": "Y tá", "is_contact": "on"}
    assert client.post(page, typed).status_code == 302
    with open_scope(system("test")):
        mother.refresh_from_db()
    assert (mother.phone, mother.occupation) == ("0987654321", "Y tá")
    with open_scope(system("test")):
        rows = Guardianship.objects.filter(child=world.pupils["A 8A1 2"], is_contact=True)
        assert [row.guardian_id for row in rows] == [mother.pk]


def test_a_wrong_phone_is_said_at_its_field_and_loses_nothing(world: World, mother: Person) -> None:
    answer = browser(world, "registrar").post(address(mother), {"full_name": "Quách Thị Dung", "phone": "12"})
    assert answer.status_code == 422
    assert 'value="12"' in answer.content.decode()


def test_a_guardian_gets_a_card_once_and_then_sees_the_child(world: World, mother: Person) -> None:
    client = browser(world, "registrar")
    shown = client.post(f"{address(mother)}tai-khoan/").content.decode()
    password = CARD.search(shown)
    account = Account.objects.get(person=mother)
    assert account.username == "0912345678"
    assert password is not None
    assert account.check_password(password[1])
    with open_scope(system("test")):
        own_password_chosen(account)
    parent = Client()
    parent.force_login(account)
    assert parent.get(f"/hoc-sinh/{world.pupils['A 8A1 2'].uuid}/").status_code == 200
    assert parent.get(f"/hoc-sinh/{world.pupils['A 8A1 1'].uuid}/").status_code == 404
    again = client.post(f"{address(mother)}tai-khoan/").content.decode()
    assert CARD.search(again) is None
    with open_scope(system("test")):
        assert Membership.objects.filter(person=mother, role="parent").count() == 1


def test_the_parents_of_a_class_get_their_cards_together(world: World, mother: Person) -> None:
    school_class = world.classes["A 8A1"]
    shown = browser(world, "head").post(f"/lop/{school_class.uuid}/tai-khoan-phu-huynh/").content.decode()
    assert "Quách Thị Dung" in shown
    again = browser(world, "head").post(f"/lop/{school_class.uuid}/tai-khoan-phu-huynh/")
    assert again.status_code == 302


def test_who_no_longer_answers_is_ended_not_deleted(world: World, mother: Person) -> None:
    assert (
        browser(world, "registrar").post(f"{address(mother)}ket-thuc/", {"reason": "nhầm"}).status_code == 302
    )
    with open_scope(system("test")):
        assert Guardianship.objects.get(guardian=mother).valid_to is not None


@pytest.mark.parametrize("standing", ["own teacher", "own parent", "head of another school"])
def test_others_change_nothing(world: World, mother: Person, standing: str) -> None:
    client, page = browser(world, standing), address(mother)
    assert client.post(f"{page}tai-khoan/").status_code in {403, 404}
    assert client.post(page, {"full_name": "Kẻ Lạ"}).status_code in {403, 404}
    assert not Account.objects.filter(person=mother).exists()
