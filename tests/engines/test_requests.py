"""A request from its first statement to its last, in real transactions: scope, rollback, pool, answers to errors."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from khue.core.scope import has_scope, open_scope, system
from khue.foundation.calendar.models import Holiday
from tests.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None) -> World:
    """The standing people, committed."""
    return build_world()


def browser(world: World, standing: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[standing], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def settings_left() -> list[str]:
    names = ("khue.reach", "khue.roots", "khue.persons", "khue.actor")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["coalesce(current_setting(%s, true), '')"] * 4), names)
        return [value for value in cursor.fetchone() if value]


def test_a_row_that_is_not_there_is_a_page_in_the_frame(house: World) -> None:
    answer = browser(house, "head").get("/lich/nghi-le/00000000-0000-7000-8000-000000000000/sua/")
    assert answer.status_code == 404
    assert "/dang-xuat/" in answer.content.decode()


def test_a_forbidden_act_is_a_page_in_the_frame(house: World) -> None:
    answer = browser(house, "own parent").get("/lich/nghi-le/them/")
    assert answer.status_code == 403
    assert "/dang-xuat/" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/lich/nghi-le/", "/khong-co/", "/lich/nghi-le/them/"])
def test_nothing_of_a_scope_is_left_on_the_connection(house: World, address: str) -> None:
    browser(house, "own parent").get(address)
    assert settings_left() == []
    assert not has_scope()


def test_a_refused_write_leaves_nothing(house: World) -> None:
    client = browser(house, "head")
    body = {"name": "Tết", "starts": "2026-02-22", "ends": "2026-02-14"}
    assert client.post("/lich/nghi-le/them/", body).status_code == 422
    with open_scope(system("test")):
        assert not Holiday.objects.filter(name="Tết").exists()
