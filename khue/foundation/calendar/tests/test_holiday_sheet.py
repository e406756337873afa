"""Lists of days off from Excel."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from khue.core.bulk.tests.bringing import Brought, bring, workbook
from khue.core.registry import sheets
from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.calendar.models import Holiday
from khue.foundation.organisations.tests.conftest import hat
from khue.foundation.organisations.tests.factories import Province, a_province

pytestmark = pytest.mark.django_db
HEADERS = ("Tên ngày nghỉ", "Từ ngày", "Đến ngày")


@pytest.fixture
def province() -> Province:
    return a_province()


@pytest.fixture
def comes_in(province: Province, tmp_path: Path) -> Any:
    own = hat("head", province.school)

    def come(*rows: tuple[str, str, str]) -> Brought:
        path = workbook(tmp_path / "nghi.xlsx", HEADERS, *rows)
        return bring(sheets["holidays"], path, own, province.school.pk)

    return come


def names() -> list[tuple[str, str]]:
    with open_scope(system("test")):
        rows = Holiday.objects.order_by("starts", "name")
        return [(row.name, f"{row.starts:%d/%m}–{row.ends:%d/%m}") for row in rows]


def test_days_that_end_before_they_begin_are_told_and_the_others_go_in(comes_in: Any) -> None:
    brought = comes_in(
        ("Ngược", "10/03/2026", "01/03/2026"),
        ("Quốc khánh", "02/09/2025", "02/09/2025"),
        (unicodedata.normalize("NFD", " Quốc khánh "), "02/09/2025", "03/09/2025"),
        ("Sai", "31/02/2026", "01/03/2026"),
        ("Tết", "14/02/2026", "22/02/2026"),
    )
    assert brought.refused == [(2, "", "row_refused"), (4, "", "row_twice"), (5, "starts", "date_unreal")]
    assert names() == [("Quốc khánh", "02/09–02/09"), ("Tết", "14/02–22/02")]
    assert len(audited(action="calendar.holiday.created")) == 2


def test_a_change_that_cannot_be_leaves_the_day_as_it_was(comes_in: Any) -> None:
    comes_in(("Tết", "14/02/2026", "22/02/2026"))
    assert comes_in(("Tết", "14/02/2026", "01/02/2026"), ("Tết", "15/02/2026", "16/02/2026")).sums == (
        1, 0, 0, 1,
    )  # fmt: skip
    assert names() == [("Tết", "14/02–22/02"), ("Tết", "15/02–16/02")]
    assert audited(action="calendar.holiday.changed") == []


def test_a_chunk_costs_the_same_for_one_row_and_for_two_hundred_good_or_bad(comes_in: Any) -> None:
    comes_in(("Tết", "14/02/2026", "22/02/2026"))
    one = comes_in(
        ("Tết", "14/02/2026", "23/02/2026"),
        ("A", "01/03/2026", "02/03/2026"),
        ("B", "02/03/2026", "01/03/2026"),
    )
    many = comes_in(
        ("Tết", "14/02/2026", "24/02/2026"),
        *((f"C{number}", "01/03/2026", "02/03/2026") for number in range(100)),
        *((f"D{number}", "02/03/2026", "01/03/2026") for number in range(100)),
    )
    assert (many.sums, many.statements) == ((100, 1, 0, 100), one.statements)
