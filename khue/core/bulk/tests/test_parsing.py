"""A row becomes values, or all of its problems at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from khue.core.bulk import columns
from khue.core.bulk.contexts import Context
from khue.core.bulk.parsing import RowParser
from khue.core.bulk.problems import CellError
from khue.core.bulk.tests.workbooks import AN, HEADER, PUPILS, opened, parsed, values, xlsx


def test_all_problems_of_a_row_are_told_at_once_with_their_columns(tmp_path: Path) -> None:
    rows = [(*HEADER, "Số CCCD"), ("", "31/02/2015", "Nan", "6A1", "03731500226")]
    [read] = parsed(xlsx(tmp_path / "a.xlsx", rows))
    assert [(problem.column, problem.code) for problem in read.problems] == [
        ("full_name", "missing"),
        ("birth_date", "date_unreal"),
        ("sex", "choice_unknown"),
        ("identity_number", "digits_count"),
    ]
    assert (read.rejected, read.values) == (True, {"class": "6A1"})


def test_a_warning_alone_does_not_reject(tmp_path: Path) -> None:
    [read] = parsed(xlsx(tmp_path / "a.xlsx", [(*HEADER, "Số CCCD"), (*AN, 37215004118)]))
    assert (read.rejected, read.values["identity_number"]) == (False, "037215004118")
    assert [problem.warning for problem in read.problems] == [True]


def test_a_column_the_file_does_not_have_is_no_key_and_a_blank_cell_is_none(tmp_path: Path) -> None:
    [read] = values(xlsx(tmp_path / "a.xlsx", [HEADER, (*AN[:2], "", "6A1")]))
    assert read == {"full_name": AN[0], "birth_date": AN[1], "sex": None, "class": "6A1"}


def test_what_the_list_says_around_a_row_is_read_like_a_cell(tmp_path: Path) -> None:
    room = columns.choice("class", "Lớp", labels={"61": "6A1"}, required=True, context=Context(("Lớp",)))
    wanted = (*PUPILS[1:3], room)
    assert values(xlsx(tmp_path / "a.xlsx", [("Lớp: 6A1",), HEADER[:2], AN[:2]]), wanted)[0]["class"] == "61"
    assert values(xlsx(tmp_path / "b.xlsx", [("Lớp: 6A2",), HEADER[:2], AN[:2]]), wanted) == [
        ["choice_unknown"]
    ]


def test_a_remembered_cell_is_not_taken_for_another_that_equals_it(tmp_path: Path) -> None:
    wanted = (columns.text("a", "Một", required=True), columns.integer("b", "Hai"), columns.yes_no("c", "Ba"))
    rows = [
        ("Một", "Hai", "Ba"),
        ("x", 1, 1),
        ("x", True, True),
        ("x", 1.0, "1"),
        ("1", 0, 0),
        (1, False, False),
    ]
    assert values(xlsx(tmp_path / "a.xlsx", rows), wanted) == [
        {"a": "x", "b": 1, "c": True},
        ["number_unreadable"],
        {"a": "x", "b": 1, "c": True},
        {"a": "1", "b": 0, "c": False},
        ["number_unreadable"],
    ]


def test_a_bad_cell_stays_bad_however_often_it_comes(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, *[("An", "31/02/2015", "Nam", "6A1")] * 3])
    assert values(path) == [["date_unreal"]] * 3


def test_a_parser_reads_tables_of_several_layouts(tmp_path: Path) -> None:
    sheets = {
        "6A1": [HEADER[:3], AN[:3]],
        "6A2": [("Giới tính", "Họ và tên", "Ngày sinh"), ("Nam", AN[0], AN[1])],
    }
    book = opened(xlsx(tmp_path / "a.xlsx", sheets))
    parse = RowParser(PUPILS)
    assert [parse(row).values["sex"] for row in book.rows()] == ["M", "M"]


def dated(days: list[Any]) -> list[Any]:
    return [HEADER, *[(f"Nguyễn Văn {chr(65 + place)}", day, "Nam", "6A1") for place, day in enumerate(days)]]


def test_a_column_whose_days_and_months_excel_swapped_is_pointed_out(tmp_path: Path) -> None:
    days = [dt.date(2015, month, 6) for month in range(1, 7)] + [f"{day}/06/2015" for day in range(13, 19)]
    parse = RowParser(PUPILS)
    for row in opened(xlsx(tmp_path / "a.xlsx", dated(days))).rows():
        parse(row)
    [doubt] = parse.suspicions()
    assert (doubt.code, doubt.column, doubt.warning) == ("dates_swapped", "birth_date", True)
    assert "13/06/2015" in doubt.advice()


@pytest.mark.parametrize("odd", [dt.date(2015, 1, 13), "05/06/2015"])
def test_one_date_that_fits_no_swap_clears_the_column(tmp_path: Path, odd: Any) -> None:
    days = [dt.date(2015, month, 6) for month in range(1, 7)] + [f"{day}/06/2015" for day in range(13, 19)]
    parse = RowParser(PUPILS)
    for row in opened(xlsx(tmp_path / "a.xlsx", dated([*days, odd]))).rows():
        parse(row)
    assert parse.suspicions() == []


def test_a_column_says_itself_what_is_missing() -> None:
    with pytest.raises(CellError, match="missing"):
        PUPILS[1].read("")
