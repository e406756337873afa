"""Files of every shape, and the reason each unusable one is refused with."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from khue.core.bulk.cells import UNSAVED, BrokenFormula
from khue.core.bulk.grids import open_grids
from khue.core.bulk.limits import Limits
from khue.core.bulk.reading import open_workbook
from khue.core.bulk.tests.workbooks import (
    AN,
    BINH,
    HEADER,
    PUPILS,
    as_values,
    opened,
    renamed_stream,
    rewritten,
    text_file,
    values,
    xls,
    xlsx,
)
from khue.core.bulk.unusable import (
    CorruptedError,
    EmptyFileError,
    EncodingUnknownError,
    FormatUnsupportedError,
    NoHeaderError,
    NotAWorkbookError,
    PasswordProtectedError,
    QuoteOpenError,
    SuspiciousPackingError,
    TextTooLongError,
    TooLargeError,
    TooManyCellsError,
    UnusableError,
    told,
)

BOTH = [as_values(AN), as_values(BINH)]
CSV = "Họ và tên,Ngày sinh,Giới tính,Lớp\nNguyễn Văn An,09/05/2015,Nam,6A1\nTrần Thị Bình,2015-12-31,Nữ,6A1\n"
SHEET = "xl/worksheets/sheet1.xml"
HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {}</style></head>
<body><table border=1>
<tr><td colspan="4"><b>DANH S&Aacute;CH</b> &nbsp; LỚP 6A1</td></tr>
<tr><th>Họ và<br>tên</th><th>Ngày sinh</th><th>Giới tính</th><th>Mã HS</th></tr>
<tr><td>Nguyễn Văn An<td>09/05/2015<td>Nam<td style="mso-number-format:'\\@'">3700000001
<tr><td>Trần Thị Bình</td><td x:num="42369">31/12</td><td>Nữ</td><td>3700000002</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_in_every_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    assert values(text_file(tmp_path / "a.csv", CSV, encoding)) == BOTH


def test_a_csv_of_old_vietnamese_windows(tmp_path: Path) -> None:
    marks = {"ọ": "o\u0323", "ễ": "ê\u0303", "ầ": "â\u0300", "ị": "i\u0323", "ớ": "ơ\u0301", "ữ": "ư\u0303"}
    marks |= {"à": "à", "ì": "i\u0300", "í": "í"}
    decomposed = "".join(marks.get(letter, letter) for letter in CSV)
    assert values(text_file(tmp_path / "a.csv", decomposed, "cp1258")) == BOTH


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_csv_with_another_separator(tmp_path: Path, separator: str) -> None:
    assert values(text_file(tmp_path / "a.csv", CSV.replace(",", separator))) == BOTH


def test_a_csv_that_names_its_separator_for_excel(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "sep=;\r\n" + CSV.replace(",", ";").replace("\n", "\r\n"))
    assert values(path) == BOTH
    assert [row.number for row in opened(path).rows()] == [3, 4]


def test_a_csv_with_titles_quotes_line_breaks_and_short_rows(tmp_path: Path) -> None:
    header = 'Danh sách,,\n\n"Họ và\ntên",Ngày sinh,Lớp,Ghi chú\n'
    text = header + '"An, Nguyễn ""Tí""",09/05/2015\nBình,1/1/2015,6A1,"a\nb"\n'
    path = text_file(tmp_path / "a.csv", text)
    rows = list(opened(path).rows())
    assert [(row.number, row.cells) for row in rows] == [
        (5, ['An, Nguyễn "Tí"', "09/05/2015", "", ""]),
        (6, ["Bình", "1/1/2015", "6A1", "a\nb"]),
    ]


def test_a_csv_whose_quote_never_closes_names_the_line(tmp_path: Path) -> None:
    text = CSV + '"Lê Thị Cúc,1/1/2015,Nữ,6A1\n' + "Trần,1/1/2015,Nam,6A1\n" * 6000
    with pytest.raises(QuoteOpenError) as caught:
        list(opened(text_file(tmp_path / "a.csv", text)).rows())
    assert caught.value.params == {"line": 4}


def test_letters_that_cannot_be_told_are_refused(tmp_path: Path) -> None:
    old_font = "Hä vµ tªn,Ngµy sinh\nNguyÔn V¨n An,09/05/2015\n"
    with pytest.raises(EncodingUnknownError):
        opened(text_file(tmp_path / "a.csv", old_font, "latin-1"))


def test_an_html_table_called_xls(tmp_path: Path) -> None:
    first, second = values(text_file(tmp_path / "a.xls", HTML))
    assert first == {**as_values(AN), "sector_identifier": "3700000001"}
    assert second == {**as_values(BINH), "sector_identifier": "3700000002"}


def test_an_html_file_with_a_table_for_each_class(tmp_path: Path) -> None:
    head = "<tr><td rowspan=2>Họ và tên</td><td colspan=2>Học sinh</td></tr><tr><td>Ngày sinh</td><td>Lớp</td></tr>"
    table = f"<table>{head}<tr><td>{{}}</td><td>1/1/2015</td><td>{{}}</td></tr></table>"
    path = text_file(
        tmp_path / "a.xls", "<html>" + table.format("An", "6A1") + table.format("Bình", "6A2") + "</html>"
    )
    book = opened(path)
    assert book.report.sheets == ["a 1", "a 2"]
    assert [(row.cells[0], row.cells[2]) for row in book.rows()] == [("An", "6A1"), ("Bình", "6A2")]


def test_an_html_page_without_a_table_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        opened(text_file(tmp_path / "a.xls", "<html><p>Phiên làm việc đã hết</p></html>"))


def test_a_workbook_with_macros_is_read_without_running_them(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsm", [HEADER, AN, BINH])
    assert values(path) == BOTH


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
@pytest.mark.parametrize("content", [b"", b"\r\n \n", b"\0" * 2000])
def test_a_file_of_nothing_is_empty(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EmptyFileError):
        opened(tmp_path / name)


def test_a_workbook_of_empty_sheets_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        opened(xlsx(tmp_path / "a.xlsx", {"Sheet1": [], "Sheet2": []}))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n....",
        b"\xff\xd8\xff\xe0....",
        b"{\\rtf1 ...",
        b"MIME-Version: 1.0\r\n",
        b"Rar!....",
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(FormatUnsupportedError):
        opened(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1}', b"<svg></svg>", b"\x01\x02\x03\x04" * 100, b"MZ\x90\x00\x03\x00" + bytes(range(1, 200))],
)
def test_what_is_no_table_at_all_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(NotAWorkbookError):
        opened(tmp_path / "a.csv")


def test_a_letter_called_csv_has_no_table(tmp_path: Path) -> None:
    with pytest.raises(NoHeaderError):
        opened(text_file(tmp_path / "a.csv", "Kính gửi các thầy cô,\nNhà trường xin thông báo.\n"))


@pytest.mark.parametrize(
    "part", ["xl/workbook.bin", "word/document.xml", "content.xml", "ppt/presentation.xml", "a.txt"]
)
def test_other_packages_are_named(tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr(part, "x")
    with pytest.raises(FormatUnsupportedError):
        opened(tmp_path / "a.xlsx")


def test_an_excel_2003_xml_file_is_named(tmp_path: Path) -> None:
    text = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    with pytest.raises(FormatUnsupportedError):
        opened(text_file(tmp_path / "a.xls", text))


def test_a_workbook_with_a_password_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    source = xls(tmp_path / "plain.xls", [HEADER, AN])
    with pytest.raises(PasswordProtectedError):
        opened(renamed_stream(source, tmp_path / "a.xlsx", "EncryptedPackage"))


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(xls(tmp_path / "plain.xls", [HEADER, AN]).read_bytes())
    start = data.find(struct.pack("<HH", 0x809, 16))
    struct.pack_into("<H", data, start + 20, 0x2F)
    (tmp_path / "a.xls").write_bytes(data)
    with pytest.raises(PasswordProtectedError):
        opened(tmp_path / "a.xls")


def test_an_old_word_document_and_an_installer_are_no_workbooks(tmp_path: Path) -> None:
    source = xls(tmp_path / "plain.xls", [HEADER, AN])
    with pytest.raises(FormatUnsupportedError):
        opened(renamed_stream(source, tmp_path / "a.xls", "WordDocument"))
    with pytest.raises(NotAWorkbookError):
        opened(renamed_stream(source, tmp_path / "b.xls", "Other"))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_a_file_cut_off_on_its_way_is_damaged(tmp_path: Path, name: str, kept: float) -> None:
    rows = [HEADER, *[AN, BINH] * 300]
    path = xlsx(tmp_path / name, rows) if name == "a.xlsx" else xls(tmp_path / name, rows)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(CorruptedError):
        list(opened(path).rows())


def test_a_sheet_of_broken_xml_is_damaged(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "plain.xlsx", [HEADER, AN])
    path = rewritten(source, tmp_path / "a.xlsx", SHEET, lambda part: part[: len(part) // 2])
    with pytest.raises(CorruptedError):
        opened(path)


def test_a_file_larger_than_allowed_is_refused_unread(tmp_path: Path) -> None:
    for path in (
        xlsx(tmp_path / "a.xlsx", [HEADER, AN]),
        xls(tmp_path / "a.xls", [HEADER]),
        text_file(tmp_path / "a.csv", CSV),
    ):
        with pytest.raises(TooLargeError):
            open_workbook(path, PUPILS, limits=Limits(packed=100))


def test_a_file_that_unpacks_to_more_than_allowed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        open_workbook(xlsx(tmp_path / "a.xlsx", [HEADER, AN]), PUPILS, limits=Limits(unpacked=100))


def test_a_zip_bomb_is_refused_unpacked(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "plain.xlsx", [HEADER, AN])
    path = rewritten(source, tmp_path / "a.xlsx", "docProps/app.xml", lambda part: part + b" " * (60 << 20))
    with pytest.raises(SuspiciousPackingError):
        opened(path)


def test_a_cell_in_the_farthest_corner_is_named_before_memory_is_taken_for_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TooManyCellsError) as caught:
        opened(tmp_path / "a.xlsx")
    assert caught.value.params == {"sheet": "Sheet", "cell": "XFD1048576"}


@pytest.mark.parametrize(
    "spelling",
    [
        rb'<x:c r="\1"',
        rb"<c r='\1'",
        rb'<c\nr="\1"',
        rb'<c t="n" r="\1"',
        rb'<c r = "\1"',
    ],
)
def test_no_spelling_of_a_far_cell_escapes(tmp_path: Path, spelling: bytes) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["XFD1048576"] = 1
    book.worksheets[0]["A1"] = 1
    book.save(tmp_path / "plain.xlsx")
    path = rewritten(
        tmp_path / "plain.xlsx",
        tmp_path / "a.xlsx",
        SHEET,
        lambda part: re.sub(rb'<c r="(XFD\d+)"', spelling, part),
    )
    with pytest.raises(TooManyCellsError):
        open_grids(path)


def test_formatted_but_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (HEADER, AN, BINH):
        sheet.append(row)
    for far in ("XFD3", "A1048576", "XFD1048576"):
        sheet[far].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert values(tmp_path / "a.xlsx") == BOTH


def test_an_old_workbook_that_claims_endless_rows_is_refused(tmp_path: Path) -> None:
    data = bytearray(xls(tmp_path / "plain.xls", [HEADER, AN]).read_bytes())
    place = data.find(struct.pack("<HH", 0x200, 14))
    for first, last, refusal in ((0, 0xFFFFFF00, TooManyCellsError), (60, 1, CorruptedError)):
        struct.pack_into("<II", data, place + 4, first, last)
        (tmp_path / "a.xls").write_bytes(data)
        with pytest.raises(refusal):
            opened(tmp_path / "a.xls")


def test_one_long_text_shared_by_many_cells_is_refused_before_it_is_copied(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for line in range(2000):
        sheet.write_string(line, 0, "x" * 30_000)
    book.close()
    with pytest.raises(TextTooLongError):
        open_workbook(tmp_path / "a.xlsx", PUPILS, limits=Limits(text=10 << 20))


def test_failed_formulas_and_formulas_without_result_are_not_taken_for_blanks(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for place, text in enumerate((*HEADER, "Mã HS")):
        sheet.write_string(0, place, text)
    sheet.write_formula("A2", "=VLOOKUP(1,B:C,2,0)", value="#N/A")
    sheet.write_formula("B2", "=A1", value="09/05/2015")
    sheet.write_formula("C2", "=1/0", value="#DIV/0!")
    sheet.write_string("D2", "6A1")
    book.close()
    assert values(tmp_path / "a.xlsx") == [["formula_error", "formula_error"]]
    path = rewritten(
        tmp_path / "a.xlsx",
        tmp_path / "c.xlsx",
        SHEET,
        lambda part: part.replace(b't="e"', b't="str"').replace(b"#N/A", b""),
    )
    assert values(path) == [["missing", "formula_error"]]
    path = xlsx(tmp_path / "b.xlsx", [HEADER, ("=UPPER(B9)", *AN[1:])])
    assert values(path) == [["formula_unsaved"]]
    [grid] = open_grids(path)
    [_, (_, cells)] = list(grid.rows())
    assert cells[0] == BrokenFormula(UNSAVED)


def test_failed_formulas_of_an_old_workbook_are_not_taken_for_blanks(tmp_path: Path) -> None:
    data = xls(tmp_path / "plain.xls", [HEADER, AN, (BINH[0], BINH[1], True, "6A1")]).read_bytes()
    place = data.find(struct.pack("<HH", 0x205, 8))
    path = tmp_path / "a.xls"
    path.write_bytes(data[: place + 10] + bytes((42, 1)) + data[place + 12 :])
    assert values(path) == [as_values(AN), ["formula_error"]]


def test_every_reason_is_stored_as_code_and_parameters_and_told_again() -> None:
    for reason in UnusableError.__subclasses__():
        words = dict.fromkeys(
            ("format", "sheet", "cell", "missing", "seen", "column", "first", "second"), "x"
        )
        error = reason(megabytes=70, limit=64, ratio=300, line=4, sheets=400, **words)
        assert told(error.as_json()) == str(error)
        assert "%" not in str(error)


def test_a_cell_of_a_page_that_spans_a_whole_sheet_is_refused_at_once(tmp_path: Path) -> None:
    path = text_file(
        tmp_path / "a.xls", "<table><tr><td rowspan=1000000 colspan=16000>Họ và tên</td></tr></table>"
    )
    with pytest.raises(TooManyCellsError):
        opened(path)


@pytest.mark.parametrize("letter", [",", '"', ";"])
def test_a_line_of_millions_of_fields_is_refused_before_it_is_cut(tmp_path: Path, letter: str) -> None:
    path = text_file(tmp_path / "a.csv", letter * (5 << 20))
    with pytest.raises(UnusableError):
        list(opened(path).rows())


@pytest.mark.parametrize("entity", ['"&lol;&lol;"', 'SYSTEM "file:///etc/passwd"'])
def test_a_sheet_with_entities_of_its_own_is_damaged(tmp_path: Path, entity: str) -> None:
    source = xlsx(tmp_path / "plain.xlsx", [HEADER, AN])
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY lol "lol"><!ENTITY x {entity}>]>'.encode()
    path = rewritten(
        source,
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda part: bomb + part.split(b"?>", 1)[-1].replace(b"<t>", b"<t>&x;", 1),
    )
    with pytest.raises(UnusableError):
        list(opened(path).rows())
