"""What is written is read back as the same values, by us and by Excel; nothing typed becomes a formula."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khue.core.bulk import columns, writing
from khue.core.bulk.cells import ERRORS
from khue.core.bulk.columns import Kind
from khue.core.bulk.dates import PartialDate
from khue.core.bulk.parsing import RowParser
from khue.core.bulk.plain import guard, unguard
from khue.core.bulk.reading import open_workbook
from khue.core.bulk.tests.workbooks import AN, HEADER, PUPILS, values, xlsx
from khue.core.bulk.writing import replacing, sheet_name, write_csv, write_file, write_workbook
from khue.core.text import clean

COLUMNS = (
    columns.person_name("name", "Họ và tên", required=True),
    columns.text("note", "Ghi chú"),
    columns.text("story", "Nhận xét", limit=2000, lines=True),
    columns.email("email", "Thư điện tử"),
    columns.phone("phone", "SĐT"),
    columns.code("code", "Mã trường"),
    columns.digits("identity", "Số CCCD", digits=12),
    columns.choice("sex", "Giới tính", labels={"M": "Nam", "F": "Nữ"}),
    columns.yes_no("member", "Đội viên"),
    columns.yes_no("swims", "Biết bơi", blank=None),
    columns.date("day", "Ngày vào"),
    columns.date("birth", "Ngày sinh", partial=True),
    columns.integer("lessons", "Số tiết"),
    columns.decimal("height", "Chiều cao", places=2),
    columns.mark("mark", "GK"),
)
DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=40)
FORMULAS = st.sampled_from(
    ["=1+1", "+84 912", "-5", "@SUM(A1)", "'=x", "''", "'", '=HYPERLINK("x")', "#NAME", "1E5", "007"]
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def stored(text: str) -> str | None:
    """Text as a service would have stored it: clean, blank as None, no Excel error word."""
    return clean(text) if clean(text) not in {*ERRORS, ""} else None


VALUES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Nguyễn Văn An", "Y K'Sơr", "Đặng Thị Ơn"]),
        "note": maybe((WORDS | FORMULAS).map(stored)),
        "story": maybe(st.lists(WORDS.map(clean).filter(bool), min_size=1, max_size=3).map("\n".join)),
        "email": maybe(st.just("an@example.vn")),
        "phone": maybe(st.integers(0, 99_999_999).map("09{:08}".format)),
        "code": maybe(st.integers(0, 10**9).map("{:010}".format)),
        "identity": maybe(st.integers(0, 10**12 - 1).map("{:012}".format)),
        "sex": maybe(st.sampled_from(["M", "F"])),
        "member": st.booleans(),
        "swims": maybe(st.booleans()),
        "day": maybe(DAYS),
        "birth": maybe(
            DAYS.map(PartialDate.of)
            | st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12))
            | st.builds(PartialDate, st.integers(1900, 2100))
        ),
        "lessons": maybe(st.integers(-(10**12), 10**12)),
        "height": maybe(st.decimals(-99999, 99999, places=2)),
        "mark": maybe(st.integers(0, 100)),
    }
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@given(rows=st.lists(VALUES, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_every_kind_of_column_is_read_back_as_it_was_written(
    folder: Path, ending: str, rows: list[dict[str, Any]]
) -> None:
    path = folder / f"round.{ending}"
    assert write_file(path, COLUMNS, rows) == len(rows)
    parse = RowParser(COLUMNS)
    read = [parse(row) for row in open_workbook(path, COLUMNS).rows()]
    assert [(each.values, each.problems) for each in read] == [(row, ()) for row in rows]


def test_the_round_trip_covers_every_kind_of_column() -> None:
    assert {column.kind for column in COLUMNS} == set(Kind)


@given(st.text(max_size=10) | FORMULAS)
def test_a_guarded_text_never_looks_like_a_formula_and_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_export_holds_real_dates_numbers_and_texts(tmp_path: Path) -> None:
    row = {
        "name": "Nguyễn Văn An",
        "identity": "037215004118",
        "day": dt.date(2015, 5, 9),
        "birth": PartialDate(2015),
        "lessons": 35,
        "height": Decimal("1.45"),
        "mark": 85,
        "sex": "F",
        "member": True,
        "note": "=1+1",
    }
    write_workbook(tmp_path / "a.xlsx", COLUMNS, [row])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cells = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert {name: (cell.value, cell.data_type) for name, cell in cells.items() if cell.value is not None} == {
        "Họ và tên": ("Nguyễn Văn An", "s"),
        "Ghi chú": ("=1+1", "s"),
        "Số CCCD": ("037215004118", "s"),
        "Giới tính": ("Nữ", "s"),
        "Đội viên": ("x", "s"),
        "Ngày vào": (dt.datetime(2015, 5, 9), "d"),  # noqa: DTZ001 - workbooks know no time zones
        "Ngày sinh": ("2015", "s"),
        "Số tiết": (35, "n"),
        "Chiều cao": (1.45, "n"),
        "GK": (8.5, "n"),
    }
    assert (cells["Số CCCD"].number_format, cells["Ngày vào"].number_format) == ("@", "dd/mm/yyyy")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:O2")


def test_a_day_before_excel_counts_rightly_is_written_as_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", COLUMNS, [{"name": "An", "day": dt.date(1900, 2, 28)}])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet["K2"].value == "28/02/1900"


def test_a_csv_is_the_same_in_every_country(tmp_path: Path) -> None:
    row = {
        "name": 'An, "Tí"',
        "day": dt.date(2015, 5, 9),
        "mark": 80,
        "height": Decimal("1.50"),
        "note": "=1+1",
    }
    write_csv(tmp_path / "a.csv", [column for column in COLUMNS if column.key in row], [row])
    expected = 'Họ và tên,Ghi chú,Ngày vào,Chiều cao,GK\r\n"An, ""Tí""",\'=1+1,2015-05-09,1.50,8.0\r\n'
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + expected.encode()


def test_an_export_of_pupils_goes_in_again_unchanged(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", [(*HEADER, "Mã HS", "Số CCCD"), (*AN, "0700000001", "037215004118")])
    before = values(source)
    write_file(tmp_path / "b.xlsx", PUPILS, before)
    write_file(tmp_path / "b.csv", PUPILS, before)
    assert values(tmp_path / "b.xlsx") == values(tmp_path / "b.csv") == before


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ROWS", 3)
    rows = [{"name": name} for name in ("An", "Bình", "Cúc", "Dũng", "Em")]
    assert write_workbook(tmp_path / "a.xlsx", COLUMNS[:1], rows) == 5
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [
        "Danh sách",
        "Danh sách 2",
        "Danh sách 3",
    ]
    assert values(tmp_path / "a.xlsx", COLUMNS[:1]) == rows


def test_a_file_that_fails_half_way_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def rows() -> Iterator[dict[str, Any]]:
        yield {"name": "An"}
        raise LookupError

    with pytest.raises(LookupError):
        write_file(path, COLUMNS, rows())
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.xlsx", b"old")]


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.txt") as part:
        part.write_text("new")
        assert not (tmp_path / "a.txt").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("wanted", "number", "name"),
    [
        ("6A1", 0, "6A1"),
        ("Khối 6: lớp [6/1]?", 0, "Khối 6- lớp -6-1--"),
        ("Danh sách học sinh trường THCS Đinh Tiên Hoàng", 1, "Danh sách học sinh trường THC 2"),
        ("''", 0, "Sheet"),
    ],
)
def test_sheet_names_are_made_acceptable(wanted: str, number: int, name: str) -> None:
    assert sheet_name(wanted, number) == name
