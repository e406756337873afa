"""What stands around a page: places by role, the way up the tree, the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from khue.core.registry import MenuItem, Registry
from khue.core.scope import Scope
from khue.portal import frames
from tests.world import World

Browser = Callable[[str], Client]


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> Registry[MenuItem]:
    """An empty menu."""
    made: Registry[MenuItem] = Registry("menu")
    monkeypatch.setattr(frames, "menu", made)
    return made


def item(title: str, weight: int = 50, *, group: str = "school", on_phone: bool = False) -> MenuItem:
    return MenuItem(title, "home", "sun", "accounts.wear", group, weight, on_phone)


HAT = Scope(account=1, role="head")


def titles(items: list[MenuItem]) -> list[str]:
    return [str(each.title) for each in items]


def test_seven_places_stand_side_by_side(menu: Registry[MenuItem]) -> None:
    for number in range(7):
        menu.register(str(number), item(str(number), number))
    assert titles(frames.places_for(HAT)) == list("0123456")
    assert frames.further_places(HAT) == ([], [])


def test_the_eighth_place_moves_behind_the_last_one(menu: Registry[MenuItem]) -> None:
    for number in range(9):
        menu.register(str(number), item(str(number), number))
    places = titles(frames.places_for(HAT))
    assert places[:6] == list("012345")
    assert len(places) == 7
    assert places[6] == "Mục khác"
    assert titles(frames.further_places(HAT)[0]) == ["6", "7", "8"]


def test_a_school_keeps_its_own_rooms_at_the_side(menu: Registry[MenuItem]) -> None:
    for number in range(9):
        menu.register(
            str(number), item(str(number), number, group="sector" if number in {3, 4} else "school")
        )
    assert titles(frames.places_for(HAT))[:6] == list("012567")
    assert titles(frames.places_for(Scope(account=1, role="director")))[:6] == list("012345")


def test_settings_stand_behind_one_place(menu: Registry[MenuItem]) -> None:
    menu.register("a", item("a"))
    menu.register("b", item("b", 0, group="settings"))
    assert titles(frames.places_for(HAT))[0] == "a"
    assert len(frames.places_for(HAT)) == 2
    assert titles(frames.further_places(HAT)[1]) == ["b"]


def test_a_phone_shows_what_the_rooms_named_and_fills_up_in_order(menu: Registry[MenuItem]) -> None:
    for number in range(6):
        menu.register(str(number), item(str(number), number, on_phone=number == 5))
    assert titles(frames.on_phone(frames.places_for(HAT))) == ["0", "1", "2", "5"]


@pytest.mark.django_db
@pytest.mark.parametrize("standing", ["own parent", "own pupil"])
def test_a_family_has_four_places(world: World, as_person: Browser, standing: str) -> None:
    body = as_person(standing).get("/").content.decode()
    bar = body[body.index('class="bottombar"') : body.index('id="more"')]
    assert [each in bar for each in ("Hôm nay", "Kết quả", "Học bạ", "Tài khoản")] == [True] * 4


@pytest.mark.django_db
def test_the_way_up_the_tree_stands_above_a_page(world: World, as_person: Browser) -> None:
    body = as_person("head").get("/hoc-ba/").content.decode()
    trail = body[body.index('class="breadcrumb') : body.index("</nav>", body.index('class="breadcrumb'))]
    assert trail.index("Sở GDĐT") < trail.index("Xã An") < trail.index("THCS A") < trail.index("Học bạ")


@pytest.mark.django_db
def test_the_first_page_and_a_familys_pages_have_no_trail(world: World, as_person: Browser) -> None:
    assert b'class="breadcrumb' not in as_person("head").get("/").content
    assert b'class="breadcrumb' not in as_person("own parent").get("/ket-qua/").content


@pytest.mark.django_db
def test_settings_list_what_the_rooms_offer(world: World, as_person: Browser) -> None:
    assert "Ngày nghỉ".encode() in as_person("head").get("/thiet-lap/").content
    assert as_person("own parent").get("/thiet-lap/").status_code == 403


@pytest.mark.django_db
def test_the_chosen_year_is_remembered_and_an_unknown_one_is_not_found(
    world: World, as_person: Browser
) -> None:
    head = as_person("head")
    assert head.post("/nam-hoc/", {"year": "2025", "next": "/"}).status_code == 302
    assert head.session["year"] == 2025
    assert head.post("/nam-hoc/", {"year": "1999"}).status_code == 404
    assert head.post("/nam-hoc/", {"year": "2025", "next": "https://evil.example/"})["Location"] == "/"
