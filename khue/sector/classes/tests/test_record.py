"""The pupil's record: its tabs, its history, and the trace of who looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from khue.core import audit
from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.sector.classes.tests.test_pages import browse, world
from tests.world import World

__all__ = ["browse", "world"]
pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def address(world: World) -> str:
    return f"/hoc-sinh/{world.pupils['A 8A1 1'].uuid}/"


def looks(world: World) -> int:
    with open_scope(system("test")):
        return AuditLine.objects.filter(action="pupils.viewed", person_id=world.pupils["A 8A1 1"].pk).count()


def test_a_tab_shows_its_parts_alone(world: World, browse: Browser) -> None:
    page = browse("registrar").get(address(world), {"muc": "gia-dinh"}).content.decode()
    assert world.guardianship.guardian.full_name in page
    assert "Thông tin của em" not in page


def test_a_tab_without_content_is_not_there(world: World, browse: Browser) -> None:
    client = browse("registrar")
    assert "?muc=giay-to" not in client.get(address(world)).content.decode()
    assert client.get(address(world), {"muc": "giay-to"}).status_code == 404
    assert client.get(address(world), {"muc": "gì"}).status_code == 404


def test_opening_a_record_leaves_one_line_a_day(world: World, browse: Browser) -> None:
    client = browse("registrar")
    for _time in range(3):
        client.get(address(world))
    browse("head").get(address(world))
    assert looks(world) == 2


def test_who_looked_is_listed_under_its_own_filter_alone(world: World, browse: Browser) -> None:
    client = browse("registrar")
    client.get(address(world))
    whole = client.get(f"{address(world)}lich-su/").content.decode()
    looked = client.get(f"{address(world)}lich-su/", {"loc": "xem"}).content.decode()
    assert "Mở xem hồ sơ" not in whole
    assert "Mở xem hồ sơ" in looked


def test_a_long_history_is_turned_page_by_page(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        for number in range(51):
            audit.record("classes.placed", person=world.pupils["A 8A1 1"].pk, name=f"8A{number:02}")
    client = browse("registrar")
    assert "Xem cả 51 mục" in client.get(address(world)).content.decode()
    first = client.get(f"{address(world)}lich-su/", {"loc": "hoc"}).content.decode()
    last = client.get(f"{address(world)}lich-su/", {"loc": "hoc", "trang": "2"}).content.decode()
    assert ("8A50" in first, "8A00" in first) == (True, False)
    assert ("8A50" in last, "8A00" in last) == (False, True)


def test_another_school_opens_neither_record_nor_history(world: World, browse: Browser) -> None:
    client = browse("teacher of another school")
    assert client.get(address(world)).status_code == 404
    assert client.get(f"{address(world)}lich-su/").status_code == 404
