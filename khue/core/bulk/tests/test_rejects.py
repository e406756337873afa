"""What was refused goes back as it came, says why, and comes in again when it is mended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from khue.core.bulk.problems import Problem
from khue.core.bulk.rejects import give_back, reasons, write_rejected
from khue.core.bulk.tests.workbooks import (
    AN,
    BINH,
    HEADER,
    PUPILS,
    as_values,
    parsed,
    text_file,
    values,
    xlsx,
)

pytestmark = pytest.mark.usefixtures("english")
HEAD = ("STT", "Lớp", "Ghi chú", "Ngày sinh", "Họ và tên", "Giới tính", "Số CCCD")


def given_back(source: Path, target: Path) -> list[list[list[Any]]]:
    """The rejected rows of a file as Excel shows them, sheet by sheet."""
    rejected = [(each.row, each.problems) for each in parsed(source) if each.rejected]
    assert write_rejected(target, PUPILS, rejected) == len(rejected)
    return [
        [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in openpyxl.load_workbook(target)
    ]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [
        ("DANH SÁCH HỌC SINH",),
        HEAD,
        (1, "6A1", "mới", "31/02/2015", "Nguyễn Văn An", "Nam", "037215004118"),
        (2, "6A1", "", BINH[1], "Trần Thị Bình", "Nữ", "037315007702"),
        (3, "6A1", "=1", dt.date(2015, 7, 1), "", "Nam", "03731500226"),
    ]
    return xlsx(tmp_path / "a.xlsx", rows, merges=("A1:G1",))


def test_only_refused_rows_go_back_in_their_own_columns_with_their_own_cells(
    source: Path, tmp_path: Path
) -> None:
    [sheet] = given_back(source, tmp_path / "r.xlsx")
    day = dt.datetime(2015, 7, 1)  # noqa: DTZ001 - workbooks know no time zones
    assert [row[:-1] for row in sheet] == [
        list(HEAD),
        [1, "6A1", "mới", "31/02/2015", "Nguyễn Văn An", "Nam", "037215004118"],
        [3, "6A1", None, day, None, "Nam", "03731500226"],
    ]
    assert [row[-1] for row in sheet] == [
        "Lỗi",
        "There is no day 31/02 (See the birth certificate)",
        "Họ và tên is missing; Số định danh cá nhân has 11 digits (It needs exactly 12 digits)",
    ]


def test_faulty_cells_are_marked_and_carry_a_note(source: Path, tmp_path: Path) -> None:
    given_back(source, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    noted = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert noted == {
        "D2": "There is no day 31/02\nSee the birth certificate",
        "E3": "Họ và tên is missing",
        "G3": "Số định danh cá nhân has 11 digits\nIt needs exactly 12 digits",
    }
    assert {sheet[place].fill.fgColor.rgb for place in noted} == {"FFFBE4E6"}
    assert sheet["G3"].number_format == "@"


def test_the_file_goes_in_again_when_it_is_mended(source: Path, tmp_path: Path) -> None:
    given_back(source, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    book.worksheets[0]["D2"] = "09/05/2015"
    book.worksheets[0]["E3"], book.worksheets[0]["G3"] = "Lê Văn Cường", "037315002260"
    book.save(tmp_path / "mended.xlsx")
    first, second = values(tmp_path / "mended.xlsx")
    assert first == {**as_values(AN), "identity_number": "037215004118"}
    assert second["full_name"] == "Lê Văn Cường"


def test_a_file_refused_twice_has_one_column_of_reasons(source: Path, tmp_path: Path) -> None:
    once = given_back(source, tmp_path / "r.xlsx")
    assert given_back(tmp_path / "r.xlsx", tmp_path / "s.xlsx") == once


def test_what_stood_above_a_table_stands_in_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [("LỚP 6A1",), HEADER[:3], ("An", "x", "Nam"), ("LỚP 6A2",), HEADER[:3], ("Bình", "y", "Nữ")]
    [sheet] = given_back(xlsx(tmp_path / "a.xlsx", rows), tmp_path / "r.xlsx")
    assert [row[:4] for row in sheet] == [list(HEADER), ["An", "x", "Nam", "6A1"], ["Bình", "y", "Nữ", "6A2"]]


def test_a_blank_class_under_a_title_is_filled_in(tmp_path: Path) -> None:
    [sheet] = given_back(
        xlsx(tmp_path / "a.xlsx", [("Lớp: 6A1",), HEADER, ("An", "x", "Nam", "")]), tmp_path / "r.xlsx"
    )
    assert sheet[1][:4] == ["An", "x", "Nam", "6A1"]


def test_a_sheet_for_each_sheet_they_came_from(tmp_path: Path) -> None:
    sheets = {
        "6A1": [HEADER[:3], ("An", "x", "Nam")],
        "6A2": [HEADER[:3], AN[:3]],
        "6A3": [HEADER[:3], ("Bình", "y", "Nữ")],
    }
    given_back(xlsx(tmp_path / "a.xlsx", sheets), tmp_path / "r.xlsx")
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["6A1", "6A3"]
    assert [each.row.context for each in parsed(tmp_path / "r.xlsx")] == [{"class": "6A1"}, {"class": "6A3"}]


def test_names_in_two_columns_under_one_header_come_in_again(tmp_path: Path) -> None:
    rows = [("Họ và tên", "", "Ngày sinh", "Lớp"), ("Nguyễn Văn", "An", "31/02/2015", "6A1")]
    given_back(xlsx(tmp_path / "a.xlsx", rows, merges=("A1:B1",)), tmp_path / "r.xlsx")
    assert parsed(tmp_path / "r.xlsx")[0].values["full_name"] == "Nguyễn Văn An"


def test_a_header_of_two_rows_comes_back_as_one_that_is_understood(tmp_path: Path) -> None:
    rows = [("Họ và tên", "Thông tin", ""), ("", "Ngày sinh", "Lớp"), ("An", "x", "6A1")]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=("A1:A2", "B1:C1"))
    [sheet] = given_back(path, tmp_path / "r.xlsx")
    assert sheet[0] == ["Họ và tên", "Ngày sinh", "Lớp", "Lỗi"]


def test_a_csv_comes_back_as_a_workbook_with_its_texts_as_texts(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "Họ và tên,Ngày sinh,Lớp,Mã HS,Lạ\nAn,x,6A1,0700000001,=1+1\n")
    [sheet] = given_back(path, tmp_path / "r.xlsx")
    assert sheet[1][:5] == ["An", "x", "6A1", "0700000001", "=1+1"]


def test_rows_are_given_back_from_the_file_by_sheet_and_number(source: Path, tmp_path: Path) -> None:
    problem = Problem("missing", {"column": "Giới tính"}, "", "sex")
    assert give_back(source, tmp_path / "r.xlsx", PUPILS, {("Sheet1", 4): [problem]}) == 1
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]["H2"].value == "Giới tính is missing"


def test_reasons_leave_out_what_has_no_advice() -> None:
    assert reasons([Problem("missing", {"column": "Lớp"})]) == "Lớp is missing"
