"""The empty form: what it shows, and that it comes back as what was typed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from khue.core.bulk import columns
from khue.core.bulk.reading import SheetSkipped
from khue.core.bulk.templates import write_template
from khue.core.bulk.tests.workbooks import PUPILS, opened, values

ETHNIC = columns.choice("ethnic", "Dân tộc", labels={f"{n:02}": f"Dân tộc thứ {n}" for n in range(1, 55)})


@pytest.fixture
def template(tmp_path: Path) -> Path:
    write_template(tmp_path / "mẫu.xlsx", (*PUPILS, ETHNIC), sheet="Học sinh")
    return tmp_path / "mẫu.xlsx"


def test_the_form_has_its_header_and_the_sheets_that_explain_it(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["Học sinh", "Ví dụ", "Hướng dẫn", "Danh mục"]
    headers = [cell.value for cell in book["Học sinh"][1]]
    assert headers == [
        "Mã định danh",
        "Họ và tên *",
        "Ngày sinh *",
        "Giới tính",
        "Lớp *",
        "Số định danh cá nhân",
        "Dân tộc",
    ]
    assert all(cell.comment is not None for cell in book["Học sinh"][1])


def test_an_untouched_form_holds_no_rows(template: Path) -> None:
    book = opened(template)
    assert list(book.rows()) == []
    assert book.report.skipped_sheets == dict.fromkeys(
        ("Ví dụ", "Hướng dẫn", "Danh mục"), SheetSkipped.NOT_DATA
    )


def test_a_filled_form_comes_back_as_what_was_typed(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    book["Học sinh"].append(
        ["3700000001", "Nguyễn Văn An", dt.date(2015, 5, 9), "Nam", "6A1", "037215004118", "Dân tộc thứ 7"]
    )
    book.save(template)
    [row] = values(template, (*PUPILS, ETHNIC))
    assert (row["birth_date"], row["ethnic"], row["identity_number"]) == (
        dt.date(2015, 5, 9),
        "07",
        "037215004118",
    )


def test_the_example_would_be_accepted(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    book.remove(book["Học sinh"])
    book["Ví dụ"].title = "6A1"
    book.save(tmp_path / "ví dụ.xlsx")
    assert values(tmp_path / "ví dụ.xlsx", (*PUPILS, ETHNIC))[0]["full_name"] == "Nguyễn Văn An"


def test_short_lists_stand_in_the_cell_long_ones_on_their_sheet(template: Path) -> None:
    rules = openpyxl.load_workbook(template)["Học sinh"].data_validations.dataValidation
    assert {str(rule.sqref): rule.formula1 for rule in rules} == {
        "D2:D10001": '"Nam,Nữ"',
        "G2:G10001": "'Danh mục'!$B$2:$B$55",
    }
    assert {rule.errorStyle for rule in rules} == {"warning"}


def test_identifiers_are_text_before_anybody_types(template: Path) -> None:
    dimensions = openpyxl.load_workbook(template)["Học sinh"].column_dimensions
    assert dimensions["F"].number_format == "@"
    assert dimensions["C"].number_format == "dd/mm/yyyy"
