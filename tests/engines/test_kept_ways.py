"""Ways of looking at a list: everyone keeps their own, nobody meets another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from khue.core.crud.ways import MOST
from khue.core.models import AuditLine, KeptWay
from khue.core.scope import open_scope, system
from khue.foundation.accounts.selectors import hats_of, scope_of
from tests.world import World

Browser = Callable[[str], Client]
PUPILS = "/hoc-sinh/"
pytestmark = pytest.mark.django_db


def keep(client: Client, name: str, query: str = "khoi=8", place: str = PUPILS) -> Any:
    return client.post("/cach-xem/", {"noi": place, "cach": query, "name": name})


def names(client: Client, place: str = PUPILS) -> str:
    return str(client.get("/cach-xem/", {"noi": place}).content.decode())


def test_a_way_is_kept_without_where_in_the_list_one_was(as_person: Browser) -> None:
    client = as_person("registrar")
    answer = keep(client, "Khối 8", "khoi=8&sap=-name&after=abc&tu=51")
    assert answer["Location"] == "/hoc-sinh/?khoi=8&sap=-name"
    assert 'href="/hoc-sinh/?khoi=8&amp;sap=-name"' in names(client)
    assert "Khối 8" not in names(client, "/lop/")
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="core.keptway.created").count() == 1


@pytest.mark.parametrize("query", ["khoi=8%00", "khoi=8%%30%300", "%00khoi=8"])
def test_what_no_address_may_hold_is_not_kept(as_person: Browser, query: str) -> None:
    client = as_person("registrar")
    assert client.get(keep(client, "Khối 8", query)["Location"]).status_code == 200


def test_the_list_offers_to_keep_what_it_shows(as_person: Browser) -> None:
    page = as_person("registrar").get("/hoc-sinh/?khoi=8").content.decode()
    assert 'href="/cach-xem/?noi=%2Fhoc-sinh%2F&amp;cach=khoi%3D8"' in page


def test_a_name_is_kept_once_and_said_so(as_person: Browser) -> None:
    client = as_person("registrar")
    keep(client, "Khối 8")
    again = keep(client, "Khối 8", "khoi=9")
    assert again.status_code == 422
    assert "đã có cách xem tên này" in again.content.decode()
    assert keep(client, "").status_code == 422
    assert keep(client, "x" * 61).status_code == 422


def test_the_second_of_two_presses_at_once_is_told_the_same(
    as_person: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("registrar")
    keep(client, "Khối 8")
    monkeypatch.setattr(KeptWay, "full_clean", lambda _self: None)  # it looked before the first was there
    again = keep(client, "Khối 8")
    assert again.status_code == 422
    assert "đã có cách xem tên này" in again.content.decode()


def test_nobody_keeps_more_than_can_be_overlooked(as_person: Browser) -> None:
    client = as_person("registrar")
    assert {keep(client, f"Cách {number}").status_code for number in range(MOST)} == {302}
    assert keep(client, "Một cách nữa").status_code == 422


@pytest.mark.parametrize("place", ["", "//example.org/", "https://example.org/", "/khong-co/", "hoc-sinh/"])
def test_only_a_page_of_ours_has_ways(as_person: Browser, place: str) -> None:
    assert keep(as_person("registrar"), "Khối 8", place=place).status_code == 404


@pytest.mark.parametrize("who", ["head", "director", "teacher of another school", "own parent"])
def test_another_account_neither_sees_nor_removes_it(as_person: Browser, who: str) -> None:
    keep(as_person("registrar"), "Khối 8")
    with open_scope(system("test")):
        way = KeptWay._base_manager.get()
    stranger = as_person(who)
    assert "Khối 8" not in names(stranger)
    assert stranger.post(f"/cach-xem/{way.uuid}/xoa/").status_code == 404


@pytest.mark.parametrize("who", ["head", "teacher of another school", "own parent"])
def test_raw_sql_shows_another_account_none(as_person: Browser, world: World, who: str) -> None:
    keep(as_person("registrar"), "Khối 8")
    account = world.people[who]
    with open_scope(scope_of(hats_of(account)[0], account.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_keptway")
        assert cursor.fetchone() == (0,)


def test_its_owner_removes_it(as_person: Browser) -> None:
    client = as_person("registrar")
    keep(client, "Khối 8")
    with open_scope(system("test")):
        way = KeptWay._base_manager.get()
    assert client.post(f"/cach-xem/{way.uuid}/xoa/")["Location"] == PUPILS
    assert "/hoc-sinh/?khoi=8" not in names(client)


def way_of(name: str) -> KeptWay:
    with open_scope(system("test")):
        return KeptWay._base_manager.get(name=name)


def test_a_list_opens_with_its_default_until_that_is_undone(as_person: Browser) -> None:
    client = as_person("registrar")
    keep(client, "Khối 8"), keep(client, "Khối 9", "khoi=9")
    for name in ("Khối 8", "Khối 9"):
        client.post(f"/cach-xem/{way_of(name).uuid}/mac-dinh/")
    assert client.get(PUPILS)["Location"] == "/hoc-sinh/?khoi=9"
    assert client.get(PUPILS, {"khoi": "7"}).status_code == 200
    assert client.get(PUPILS, headers={"referer": "http://testserver/hoc-sinh/?khoi=9"}).status_code == 200
    assert as_person("head").get(PUPILS).status_code == 200
    client.post(f"/cach-xem/{way_of('Khối 9').uuid}/mac-dinh/")
    assert client.get(PUPILS).status_code == 200


def test_nobody_makes_another_s_way_a_default(as_person: Browser) -> None:
    keep(as_person("registrar"), "Khối 8")
    assert as_person("head").post(f"/cach-xem/{way_of('Khối 8').uuid}/mac-dinh/").status_code == 404


def test_ways_are_bounded_over_all_lists(as_person: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khue.core.crud.ways.MOST_OVERALL", 2)
    client = as_person("registrar")
    keep(client, "Khối 8"), keep(client, "Lớp", "", "/lop/")
    assert keep(client, "Thêm", "", "/lop/").status_code == 422
