"""A class that stands once for many rows: in a title, on a row of its own, as the name of a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from khue.core.bulk.strays import Stray
from khue.core.bulk.tests.workbooks import AN, BINH, HEADER, as_values, opened, values, xlsx


def test_a_class_name_on_its_own_row_above_the_header(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("LỚP 6A1",), HEADER[:3], AN[:3], BINH[:3]])
    assert values(path) == [as_values(AN), as_values(BINH)]


def test_class_names_between_blocks_each_with_its_own_header(tmp_path: Path) -> None:
    rows = [("LỚP 6A1",), HEADER[:3], AN[:3], (), ("Lớp: 6A2",), HEADER[:3], BINH[:3]]
    book = opened(xlsx(tmp_path / "a.xlsx", rows))
    assert [(row.context["class"], row.cells[0]) for row in book.rows()] == [("6A1", AN[0]), ("6A2", BINH[0])]
    assert book.report.strays == {Stray.CONTEXT: 1, Stray.HEADER: 1}


def test_class_names_between_rows_under_one_header(tmp_path: Path) -> None:
    rows = [HEADER[:3], ("Lớp", "6A1"), AN[:3], ("", "LỚP 6A2"), BINH[:3]]
    assert [each["class"] for each in values(xlsx(tmp_path / "a.xlsx", rows))] == ["6A1", "6A2"]


@pytest.mark.parametrize(
    ("title", "room"),
    [
        (("DANH SÁCH HỌC SINH LỚP 6A1 NĂM HỌC 2025-2026",), "6A1"),
        (("Danh sach hoc sinh lop 6a1 - Truong THCS",), "6a1"),
        (("Lớp: 10 Toán 1", "Sĩ số: 35"), "10 Toán 1"),
        (("Lớp:", "6A1", "GVCN:", "Trần Thị Bình"), "6A1"),
        (("Lớp: Chồi 2   Giáo viên: Trần Thị Bình",), "Chồi 2"),
        (("LỚP LÁ",), "LÁ"),
        (("Khối: 6; Lớp: 6/1; Năm học: 2025-2026",), "6/1"),
    ],
)
def test_the_class_is_found_in_a_title(tmp_path: Path, title: tuple[str, ...], room: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("TRƯỜNG THCS ĐINH TIÊN HOÀNG",), title, HEADER[:3], AN[:3]])
    assert values(path)[0]["class"] == room


def test_a_title_that_only_speaks_of_classes_names_none(tmp_path: Path) -> None:
    rows = [("DANH SÁCH LỚP HỌC NĂM 2025",), ("Lớp trưởng",), HEADER[:3], AN[:3]]
    assert values(xlsx(tmp_path / "a.xlsx", rows)) == [["missing"]]


def test_a_sheet_for_each_class_names_the_class(tmp_path: Path) -> None:
    sheets = {"6A1": [HEADER[:3], AN[:3]], "Lớp 6A2": [HEADER[:3], BINH[:3]]}
    assert [each["class"] for each in values(xlsx(tmp_path / "a.xlsx", sheets))] == ["6A1", "6A2"]


def test_a_sheet_named_after_the_year_names_no_class(tmp_path: Path) -> None:
    assert values(xlsx(tmp_path / "a.xlsx", {"2025-2026": [HEADER[:3], AN[:3]]})) == [["missing"]]


def test_the_rows_own_class_goes_before_the_title(tmp_path: Path) -> None:
    rows = [("Lớp: 6A9",), HEADER, AN, (*BINH[:3], "")]
    assert [each["class"] for each in values(xlsx(tmp_path / "a.xlsx", rows))] == ["6A1", "6A9"]


def test_totals_between_classes_do_not_end_the_list(tmp_path: Path) -> None:
    rows = [
        ("LỚP 6A1",),
        HEADER[:3],
        AN[:3],
        ("Tổng cộng", 1),
        ("LỚP 6A2",),
        HEADER[:3],
        BINH[:3],
        ("Cộng: 1",),
    ]
    assert [each["class"] for each in values(xlsx(tmp_path / "a.xlsx", rows))] == ["6A1", "6A2"]


def test_a_class_merged_over_its_pupils_holds_for_all_of_them(tmp_path: Path) -> None:
    rows = [HEADER, AN, (*BINH[:3], ""), ("", "", "", ""), (*AN[:3], "6A2"), (*BINH[:3], ""), (*AN[:3], "")]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=("D2:D4", "D5:D6"))
    rooms = [each["class"] if isinstance(each, dict) else each for each in values(path)]
    assert rooms == ["6A1", "6A1", "6A2", "6A2", ["missing"]]


def test_other_merged_cells_are_not_copied_down(tmp_path: Path) -> None:
    rows = [HEADER, AN, ("", *BINH[1:])]
    assert values(xlsx(tmp_path / "a.xlsx", rows, merges=("A2:A3",)))[1] == ["missing"]
