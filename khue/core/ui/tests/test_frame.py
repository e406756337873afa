"""The frame: what it shows, what it leaves out, and how much fits in."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from khue.core.ui import specimens
from khue.core.ui.frame import Crumb, Frame, Hat, NavGroup, Place, Year
from khue.core.ui.tests.conftest import RequestOf


@pytest.fixture
def page(request_of: RequestOf) -> Any:
    """Draws an empty page in a frame."""

    def drawn(frame: Frame | None, **context: object) -> str:
        return " ".join(render_to_string("frame.html", {"frame": frame, **context}, request_of()).split())

    return drawn


def test_a_page_before_the_first_hat_has_the_mark_alone(page: Any) -> None:
    html = page(None)
    assert "Khuê</a>" in html
    assert "data-search" not in html
    assert 'class="side"' not in html
    assert "bottombar" not in html


def test_what_has_no_address_is_left_out(page: Any) -> None:
    html = page(Frame(person_name="Trần Thị Hường"))
    assert "Đăng xuất" not in html
    assert "Hộp việc" not in html


def test_the_current_group_is_marked_and_counts_are_shown(page: Any) -> None:
    html = page(specimens.pupils()["frame"])
    assert html.count('aria-current="page"') == 3  # side, bottom bar, the sheet behind "Thêm"
    assert '<span class="badge badge-tint">2</span>' in html


def test_one_school_year_needs_no_menu(page: Any) -> None:
    only = Year(key="2026", label="2026–2027")
    assert 'name="year"' not in page(Frame(years=(only,), current_year=only, year_url="/nam-hoc"))
    other = Year(key="2025", label="2025–2026")
    assert 'name="year"' in page(Frame(years=(only, other), current_year=only, year_url="/nam-hoc"))


def test_hats_are_changed_by_a_form(page: Any) -> None:
    hats = (
        Hat(key="a", role="Giáo viên", organisation="THCS Đinh Tiên Hoàng"),
        Hat(key="b", role="Phụ huynh", organisation=""),
    )
    html = page(Frame(hats=hats, current_hat=hats[0], hat_url="/vai-tro"))
    assert 'action="/vai-tro"' in html
    assert 'name="hat" value="b"' in html


def test_a_page_may_have_a_way_of_its_own(page: Any) -> None:
    frame = Frame(breadcrumbs=(Crumb("Trường", "/"), Crumb("Lớp")))
    assert "Lớp</span>" in page(frame)
    assert "Lớp</span>" not in page(frame, crumbs=[Crumb("Sổ điểm")])


def test_paper_names_who_printed(page: Any) -> None:
    assert '<div class="print-foot"><span>Trần Thị Hường</span>' in page(Frame(person_name="Trần Thị Hường"))


def test_there_is_room_for_seven_groups_and_four_places() -> None:
    group = NavGroup(label="Học sinh", href="/", icon="users")
    place = Place(label="Học sinh", href="/", icon="users")
    assert len(Frame(groups=[group] * 7, places=[place] * 4).groups) == 7
    with pytest.raises(ValueError, match="7"):
        Frame(groups=[group] * 8)
    with pytest.raises(ValueError, match="4"):
        Frame(places=[place] * 5)
