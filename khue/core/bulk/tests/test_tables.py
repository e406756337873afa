"""Lists as schools send them: wherever the table stands and whatever stands around it, its rows are found.

Each test is one nasty workbook, described by its name.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

from khue.core.bulk import columns
from khue.core.bulk.contexts import Context
from khue.core.bulk.reading import SheetSkipped
from khue.core.bulk.strays import Stray
from khue.core.bulk.tests.workbooks import (
    AN,
    BINH,
    HEADER,
    PUPILS,
    as_values,
    opened,
    parsed,
    values,
    xls,
    xlsx,
)
from khue.core.bulk.unusable import ColumnsMissingError, NoHeaderError, OldFontError, SameColumnTwiceError

Cells = tuple[object, ...]
BOTH = [as_values(AN), as_values(BINH)]
MARKS = (
    columns.digits("sector_identifier", "Mã HS", digits=10),
    columns.person_name("full_name", "Họ và tên", required=True),
    *(columns.mark(f"regular_{n}", f"TX{n}", aliases=(f"ĐĐGtx {n}",)) for n in range(1, 5)),
    columns.mark("midterm", "GK", aliases=("ĐĐGgk",)),
    columns.mark("final", "CK", aliases=("ĐĐGck",)),
    columns.text("subject", "Môn", required=True, context=Context(("Môn", "Môn học"))),
    columns.text("class", "Lớp", required=True, context=Context(("Lớp",))),
)


def test_a_plain_list(tmp_path: Path) -> None:
    assert values(xlsx(tmp_path / "a.xlsx", [HEADER, AN, BINH])) == BOTH


def test_an_old_xls(tmp_path: Path) -> None:
    assert values(xls(tmp_path / "a.xls", [HEADER, AN, BINH])) == BOTH


def test_columns_in_any_order_with_unknown_ones_between(tmp_path: Path) -> None:
    rows: list[Cells] = [("STT", "Lớp", "Ghi chú", "Giới tính", "Họ và tên", "Ngày sinh")]
    rows += [(1, "6A1", "mới", "Nam", "Nguyễn Văn An", "09/05/2015")]
    assert values(xlsx(tmp_path / "a.xlsx", rows)) == [as_values(AN)]


@pytest.mark.parametrize(
    "header",
    [
        ("HO VA TEN", "NGAY SINH", "GIOI TINH", "LOP"),
        ("Họ  và\ntên (*)", "Ngày sinh\n(dd/mm/yyyy)", "Giới tính *", "Lớp:"),
        ("1. Họ, tên", "(2) Ngày tháng năm sinh", "3) Giới tính [Nam/Nữ]", "Lớp"),
        tuple(unicodedata.normalize("NFD", text) for text in HEADER),
        ("Họ\u00a0và\u00a0tên\u200b", "Ngày sinh ", "Giới tính", "LỚP"),
        ("Họ tên học sinh", "Ngày sinh", "Giới tính", "Lớp"),
    ],
)
def test_headers_in_any_spelling(tmp_path: Path, header: tuple[str, ...]) -> None:
    assert values(xlsx(tmp_path / "a.xlsx", [header, AN, BINH])) == BOTH


def test_merged_titles_above_the_header(tmp_path: Path) -> None:
    rows = [
        ("SỞ GDĐT NINH BÌNH", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("TRƯỜNG THCS ĐINH TIÊN HOÀNG",),
        (),
        ("DANH SÁCH HỌC SINH NĂM HỌC 2025-2026",),
        (),
        HEADER,
        AN,
        BINH,
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=("A1:B1", "C1:D1", "A4:D4"))
    assert values(path) == BOTH
    assert [each.row.number for each in parsed(path)] == [7, 8]


def test_a_table_that_starts_in_column_c_and_row_12(tmp_path: Path) -> None:
    rows = [(), *[("", "", "tiêu đề")] * 10, ("", "", *HEADER), ("", "", *AN)]
    book = opened(xlsx(tmp_path / "a.xlsx", rows))
    assert book.tables[0].layout.letters("birth_date") == "D"
    assert [row.number for row in book.rows()] == [13]


def test_a_header_below_the_twentieth_row_is_not_searched_for(tmp_path: Path) -> None:
    with pytest.raises(NoHeaderError):
        opened(xlsx(tmp_path / "a.xlsx", [*[("x",)] * 23, HEADER, AN]))


def test_empty_rows_and_rows_of_spaces_do_not_count(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, (), AN, (" ", "\u00a0", "", "  "), (), BINH, (), ()])
    assert values(path) == BOTH
    assert [each.row.number for each in parsed(path)] == [3, 6]


def test_the_header_repeated_on_every_printed_page(tmp_path: Path) -> None:
    book = opened(xlsx(tmp_path / "a.xlsx", [HEADER, AN, HEADER, BINH, HEADER]))
    assert [row.cells[0] for row in book.rows()] == [AN[0], BINH[0]]
    assert (book.report.read, book.report.strays) == (2, {Stray.HEADER: 2})


def test_a_second_table_below_with_another_order(tmp_path: Path) -> None:
    rows = [HEADER, AN, (), ("Lớp", "Họ và tên", "Giới tính", "Ngày sinh"), ("6A1", BINH[0], "Nữ", BINH[1])]
    assert values(xlsx(tmp_path / "a.xlsx", rows)) == BOTH


def test_what_the_caller_knows_fills_what_the_file_does_not_say(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [("Họ và tên", "Giới tính"), ("Nguyễn Văn An", "Nam")])
    known = {"class": "6A1", "birth_date": "2015-05-09"}
    assert values(path, given=known) == [as_values(AN)]


def test_one_header_merged_over_family_name_and_given_name(tmp_path: Path) -> None:
    rows: list[Cells] = [("STT", "Họ và tên", "", "Ngày sinh", "Giới tính", "Lớp")]
    rows += [(1, "Nguyễn Văn", "An", AN[1], "Nam", "6A1"), (2, "Trần Thị", "Bình", BINH[1], "Nữ", "6A1")]
    assert values(xlsx(tmp_path / "a.xlsx", rows, merges=("B1:C1",))) == BOTH


def test_a_header_of_two_rows_with_names_merged_both_ways(tmp_path: Path) -> None:
    rows = [
        ("STT", "Họ và tên", "", "Thông tin", "", ""),
        ("", "", "", "Ngày sinh", "Giới tính", "Lớp"),
        (1, "Nguyễn Văn", "An", AN[1], "Nam", "6A1"),
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=("A1:A2", "B1:C2", "D1:F1"))
    assert values(path) == [as_values(AN)]


@pytest.mark.parametrize("merges", [("A1:A2", "B1:B2", "C1:E1", "F1:F2", "G1:G2"), ()])
def test_a_mark_sheet_with_a_group_over_its_columns_merged_or_not(
    tmp_path: Path, merges: tuple[str, ...]
) -> None:
    rows = [
        ("Mã HS", "Họ và tên", "ĐĐGtx", "", "", "ĐĐGgk", "ĐĐGck"),
        ("", "", 1, 2, 3, "", ""),
        ("3700000001", "Nguyễn Văn An", 8, "8,5", 9.0, "7", 7.499999999),
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=merges)
    [read] = values(path, MARKS, given={"subject": "Toán", "class": "6A1"})
    assert [read[key] for key in ("regular_1", "regular_2", "regular_3", "midterm", "final")] == [
        80,
        85,
        90,
        70,
        75,
    ]


def test_the_official_class_sheet_of_marks_with_subject_and_class_in_its_title(tmp_path: Path) -> None:
    rows = [
        ("BẢNG ĐIỂM HỌC KÌ I",),
        ("Lớp: 6A1     Môn: Ngữ văn     Năm học: 2025-2026",),
        (),
        ("STT", "Mã HS", "Họ và tên", "Điểm thường xuyên", "", "", "", "GK", "CK", "ĐTBmhk1"),
        ("", "", "", "TX1", "TX2", "TX3", "TX4", "", "", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"),
        (1, "3700000001", "Nguyễn Văn An", 8, 9, "", "", 7, 8, 7.9),
        ("", "", "Tổng số: 1 học sinh", "", "", "", "", "", "", ""),
    ]
    [read] = values(xlsx(tmp_path / "a.xlsx", rows, merges=("A1:J1", "A2:J2", "D4:G4")), MARKS)
    assert (read["class"], read["subject"], read["regular_2"], read["final"]) == ("6A1", "Ngữ văn", 90, 80)
    assert read["regular_3"] is None


def test_a_header_of_three_rows(tmp_path: Path) -> None:
    wanted = (
        columns.person_name("name", "Họ và tên", required=True),
        columns.mark("maths_midterm", "Toán Giữa kì"),
        columns.mark("maths_final", "Toán Cuối kì"),
        columns.mark("art_final", "Mĩ thuật Cuối kì"),
    )
    rows = [
        ("Họ và tên", "Kết quả các môn", "", "", ""),
        ("", "Toán", "", "Mĩ thuật", ""),
        ("", "Giữa kì", "Cuối kì", "Giữa kì", "Cuối kì"),
        ("Nguyễn Văn An", 7, 8, 9, 10),
    ]
    [read] = values(xlsx(tmp_path / "a.xlsx", rows, merges=("A1:A3", "B1:E1", "B2:C2", "D2:E2")), wanted)
    assert read == {"name": "Nguyễn Văn An", "maths_midterm": 70, "maths_final": 80, "art_final": 100}


def test_the_name_of_the_father_is_not_taken_for_the_pupils(tmp_path: Path) -> None:
    rows = [
        ("Họ và tên", "Ngày sinh", "Cha", ""),
        ("", "", "Họ và tên", "Năm sinh"),
        (AN[0], AN[1], "Nguyễn Văn Ba", 1985),
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merges=("A1:A2", "B1:B2", "C1:D1"))
    assert values(path, given={"class": "6A1"})[0]["full_name"] == "Nguyễn Văn An"


@pytest.mark.parametrize(
    "numbers", [("(1)", "(2)", "(3)", "(4)"), (1, 2, 3, 4), ("A", "B", 1, 2), ("A", "B", "C", "D")]
)
def test_the_row_that_numbers_the_columns_is_no_pupil(tmp_path: Path, numbers: tuple[str | int, ...]) -> None:
    book = opened(xlsx(tmp_path / "a.xlsx", [HEADER, numbers, AN]))
    assert [row.number for row in book.rows()] == [3]
    assert book.report.strays == {Stray.NUMBERING: 1}


def test_the_row_that_says_how_to_fill_the_columns_is_no_pupil(tmp_path: Path) -> None:
    hints = ("(chữ in hoa)", "(dd/mm/yyyy)", "(Nam/Nữ)*", "")
    assert values(xlsx(tmp_path / "a.xlsx", [HEADER, hints, AN, BINH])) == BOTH


def test_the_header_repeated_in_decomposed_letters(tmp_path: Path) -> None:
    header = tuple(unicodedata.normalize("NFD", text) for text in HEADER)
    assert values(xlsx(tmp_path / "a.xlsx", [header, AN, header, BINH])) == BOTH


def test_a_header_of_two_rows_repeated_on_every_page(tmp_path: Path) -> None:
    head = [("Mã HS", "Họ và tên", "ĐĐGtx", "", "GK"), ("", "", 1, 2, "")]
    first, second = ("3700000001", "Nguyễn Văn An", 8, 9, 7), ("3700000002", "Trần Thị Bình", 7, 8, 9)
    path = xlsx(tmp_path / "a.xlsx", [*head, first, *head, second], merges=("C1:D1", "C4:D4"))
    read = values(path, MARKS, given={"subject": "Toán", "class": "6A1"})
    assert [(each["regular_2"], each["midterm"]) for each in read] == [(90, 70), (80, 90)]


def test_lines_numbered_in_advance_are_no_pupils(tmp_path: Path) -> None:
    rows = [("STT", *HEADER), (1, *AN), (2,), ("3.",), (4,)]
    book = opened(xlsx(tmp_path / "a.xlsx", rows))
    assert [row.number for row in book.rows()] == [2]
    assert book.report.strays == {Stray.NUMBERED: 3}


def test_totals_signatures_and_the_signers_name_are_no_pupils_and_are_named(tmp_path: Path) -> None:
    rows = [
        ("STT", *HEADER),
        (1, *AN),
        (2, *BINH),
        ("Tổng số: 2 học sinh",),
        ("", "", "", "Hoa Lư, ngày 5 tháng 9 năm 2025"),
        ("", "Người lập biểu", "", "HIỆU TRƯỞNG"),
        ("", "(Ký, ghi rõ họ tên)", "", "(Ký tên, đóng dấu)"),
        (),
        ("", "Lê Thị Cúc", "", "Phạm Văn Dũng"),
    ]
    book = opened(xlsx(tmp_path / "a.xlsx", rows))
    assert [row.number for row in book.rows()] == [2, 3]
    assert [(row.number, row.reason) for row in book.report.skipped_rows] == [
        (number, Stray.FOOTER) for number in (4, 5, 6, 7, 9)
    ]
    assert book.report.skipped_rows[0].text == "Tổng số: 2 học sinh"


def test_a_pupil_called_tong_is_a_pupil(tmp_path: Path) -> None:
    rows = [HEADER, ("Tống Sơn", *AN[1:]), ("Tong So", *AN[1:]), ("Công Tằng Tôn Nữ Hoa", *BINH[1:])]
    assert len(values(xlsx(tmp_path / "a.xlsx", rows))) == 3


def test_a_lone_name_among_the_pupils_is_a_row_that_lacks_the_rest(tmp_path: Path) -> None:
    assert values(xlsx(tmp_path / "a.xlsx", [HEADER, AN, ("Lê Thị Cúc",), BINH]))[1] == ["missing", "missing"]


def test_a_row_that_fills_only_an_unknown_column_counts_and_is_rejected(tmp_path: Path) -> None:
    rows = [(*HEADER, "Ghi chú"), (*AN, ""), ("", "", "", "", "chuyển đến")]
    assert values(xlsx(tmp_path / "a.xlsx", rows))[1] == ["missing", "missing", "missing"]


def test_list_sheets_instructions_and_hidden_sheets_are_passed_over_and_named(tmp_path: Path) -> None:
    sheets = {
        "Sheet1": [HEADER, AN, BINH],
        "DanToc": [("Mã", "Dân tộc"), ("01", "Kinh"), ("02", "Tày")],
        "GioiTinh": [("Giới tính",), ("Nam",), ("Nữ",)],
        "Hướng dẫn": [HEADER, AN],
        "Ẩn": [HEADER, AN],
        "Trống": [],
    }
    book = opened(xlsx(tmp_path / "a.xlsx", sheets, hidden=("Ẩn",)))
    assert len(list(book.rows())) == 2
    assert book.report.skipped_sheets == {
        "DanToc": SheetSkipped.NO_HEADER,
        "GioiTinh": SheetSkipped.NO_HEADER,
        "Hướng dẫn": SheetSkipped.NOT_DATA,
        "Ẩn": SheetSkipped.HIDDEN,
        "Trống": SheetSkipped.EMPTY,
    }


def test_a_data_sheet_with_a_misspelt_header_is_not_dropped_in_silence(tmp_path: Path) -> None:
    sheets = {"6A1": [HEADER, AN], "6A2": [("Họ và tn", "Ngày sinh", "Giới tính", "Lớp"), BINH]}
    with pytest.raises(ColumnsMissingError) as caught:
        opened(xlsx(tmp_path / "a.xlsx", sheets))
    assert caught.value.params["sheet"] == "6A2"
    assert caught.value.params["missing"] == "Họ và tên"
    assert "Họ và tn" in str(caught.value.params["seen"])


def test_a_file_without_a_needed_column_says_which_and_what_it_found(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissingError) as caught:
        opened(xlsx(tmp_path / "a.xlsx", [("Họ và tên", "Giới tính", "Địa chỉ"), ("An", "Nam", "Thôn 1")]))
    expected = {"sheet": "Sheet1", "missing": "Ngày sinh", "seen": "Họ và tên, Giới tính, Địa chỉ"}
    assert caught.value.params == expected


def test_a_file_about_something_else_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(NoHeaderError) as caught:
        opened(xlsx(tmp_path / "a.xlsx", [("Tên sách", "Tác giả"), ("Dế mèn", "Tô Hoài")]))
    assert caught.value.params == {"missing": "Họ và tên, Ngày sinh", "seen": "Tên sách, Tác giả"}


def test_a_file_in_an_old_font_says_so(tmp_path: Path) -> None:
    rows = [("Hä vµ tªn", "Ngµy sinh", "Giíi tÝnh", "Líp"), ("NguyÔn V¨n An", "09/05/2015", "Nam", "6A1")]
    with pytest.raises(OldFontError):
        opened(xlsx(tmp_path / "a.xlsx", rows))


def test_two_columns_that_mean_the_same_are_refused_by_their_letters(tmp_path: Path) -> None:
    rows = [("Họ và tên", "Ngày sinh", "HỌ TÊN", "Lớp"), ("An", "1/1/2015", "Bình", "6A1")]
    with pytest.raises(SameColumnTwiceError) as caught:
        opened(xlsx(tmp_path / "a.xlsx", rows))
    assert caught.value.params == {"sheet": "Sheet1", "column": "Họ và tên", "first": "A", "second": "C"}


def test_dates_as_dates_texts_serials_and_times_in_one_column(tmp_path: Path) -> None:
    days = (dt.date(2015, 5, 9), dt.datetime(2015, 5, 9), "09/05/2015", "2015-05-09", 42133, "42133")  # noqa: DTZ001 - workbooks know no time zones
    path = xlsx(tmp_path / "a.xlsx", [HEADER, *((AN[0], day, "Nam", "6A1") for day in days)])
    assert values(path) == [as_values(AN)] * len(days)


def test_numbers_as_text_and_identity_numbers_as_numbers(tmp_path: Path) -> None:
    rows = [
        (*HEADER, "Mã HS", "Số CCCD"),
        (*AN, 3700000001, 37215004118),
        (*BINH, "3700000002", "037315007702"),
    ]
    first, second = parsed(xlsx(tmp_path / "a.xlsx", rows))
    assert (first.values["sector_identifier"], first.values["identity_number"]) == (
        "3700000001",
        "037215004118",
    )
    assert ([problem.code for problem in first.problems], first.rejected) == (["zero_restored"], False)
    assert (second.values["identity_number"], second.problems) == ("037315007702", ())


def test_a_list_with_a_header_and_no_rows_is_read_as_nothing(tmp_path: Path) -> None:
    book = opened(xlsx(tmp_path / "a.xlsx", [HEADER]))
    assert (list(book.rows()), book.report.read) == ([], 0)


def test_a_stray_word_far_to_the_right_does_not_disturb(tmp_path: Path) -> None:
    rows = [HEADER, AN, (*BINH, *[""] * 60, "x")]
    assert values(xlsx(tmp_path / "a.xlsx", rows)) == BOTH


def test_every_row_that_counts_is_given_out_or_named(tmp_path: Path) -> None:
    rows = [
        ("Lớp: 6A1",),
        HEADER[:3],
        AN[:3],
        HEADER[:3],
        ("LỚP 6A2",),
        BINH[:3],
        ("",),
        ("Tổng số: 2",),
        ("x", "", ""),
    ]
    book = opened(xlsx(tmp_path / "a.xlsx", rows))
    given_out = [row.number for row in book.rows()]
    assert sorted(given_out + [row.number for row in book.report.skipped_rows]) == [3, 4, 5, 6, 8, 9]
    assert book.report.read == len(given_out)


def test_columns_that_share_a_header_are_a_mistake_of_the_sheet() -> None:
    with pytest.raises(ValueError, match="means both"):
        opened(Path("nowhere"), (*PUPILS, columns.text("other", "ho ten hoc sinh")))
