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
    client.force_login(world.people[standing])
    return client


def settings_left() -> list[str]:
    names = ("khue.reach", "khue.roots", "khue.persons", "khue.actor")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["coalesce(current_setting(%s, true), '')"] * 4), names)
        return [value for value in cursor.fetchone() if value]


def test_a_row_that_is_not_there_is_no_server_error(house: World) -> None:
    answer = browser(house, "head").get("/lich/nghi-le/00000000-0000-7000-8000-000000000000/sua/")
    assert answer.status_code == 404


def test_a_forbidden_act_is_no_server_error(house: World) -> None:
    answer = browser(house, "own parent").get("/lich/nghi-le/them/")
    assert answer.status_code == 403


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


@pytest.mark.parametrize(
    "query",
    [
        "so_dong=" + "9" * 5000,
        "after=x&tu=" + "9" * 5000,
        "tim=%00",
        "after=W3siYSI6MX0sIDJd",
        "after=%C3%A9",
        "sap=x",
    ],
)
def test_nonsense_in_an_address_is_no_fault_of_ours(house: World, query: str) -> None:
    assert browser(house, "head").get(f"/lich/nghi-le/?{query}").status_code in {200, 400}


def test_a_body_that_no_text_can_hold_is_unreadable(house: World) -> None:
    body = '{"name": "a\\u0000b", "starts": "2026-02-14", "ends": "2026-02-22"}'
    answer = browser(house, "head").post("/api/v1/calendar/holidays", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address", ["/", "/lich/nghi-le/", "/dang-nhap/", "/lich/nghi-le/them/", "/kiem-tra/x/"]
)
def test_every_page_carries_the_guard_of_the_browser(house: World, address: str) -> None:
    answer = browser(house, "own parent").get(address)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_page_of_somebody_is_kept_by_no_cache(house: World) -> None:
    assert browser(house, "head").get("/lich/nghi-le/")["Cache-Control"] == "private, no-store"


def test_a_write_to_the_api_by_session_needs_its_token(house: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.people["head"])
    body = {"name": "Tết", "starts": "2026-02-14", "ends": "2026-02-22"}
    answer = client.post("/api/v1/calendar/holidays", body, content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize("next_page", ["https://xau.example/", "//xau.example/", "/\\xau.example"])
@pytest.mark.parametrize("address", ["/nam-hoc/", "/giao-dien/"])
def test_nobody_is_led_away_from_the_house(house: World, address: str, next_page: str) -> None:
    answer = browser(house, "head").post(address, {"next": next_page, "year": "2025", "theme": "dark"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_body_cannot_name_another_organisation(house: World) -> None:
    other = house.schools[1].pk
    body = {
        "name": "Tết",
        "starts": "2026-02-14",
        "ends": "2026-02-22",
        "organisation": other,
        "organisation_id": other,
    }
    client = browser(house, "head")
    assert client.post("/api/v1/calendar/holidays", body, content_type="application/json").status_code == 201
    assert client.post("/lich/nghi-le/them/", {**body, "name": "Tết nữa"}).status_code == 302
    with open_scope(system("test")):
        owners = Holiday.objects.filter(name__startswith="Tết").values_list("organisation_id", flat=True)
        assert set(owners) == {house.schools[0].pk}
