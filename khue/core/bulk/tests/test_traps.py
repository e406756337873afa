"""Files made to take a machine down: what would grow without end, or never end, is refused at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from khue.core.bulk.compound_texts import lengths_of
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
    rewritten,
    text_file,
    values,
    xls,
    xlsx,
)
from khue.core.bulk.unusable import (
    CorruptedError,
    TextTooLongError,
    TooLargeError,
    TooManyCellsError,
    TooManySheetsError,
)


def test_sheets_that_are_small_alone_and_huge_together_are_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    for _number in range(5):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.write(99_998, 25, "y")
    book.close()
    with pytest.raises(TooManyCellsError) as caught:
        open_grids(tmp_path / "a.xlsx")
    assert caught.value.params == {"sheet": "Sheet4", "cell": "Z99999"}


def test_old_sheets_that_are_small_alone_and_huge_together_are_refused_unparsed(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for number in range(5):
        sheet = book.add_sheet(f"Lớp {number}")
        sheet.write(0, 0, "x")
        sheet.write(65_000, 40, "y")
    book.save(str(tmp_path / "a.xls"))
    with pytest.raises(TooManyCellsError):
        open_grids(tmp_path / "a.xls")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_more_sheets_than_any_school_has_classes_are_refused(tmp_path: Path, name: str) -> None:
    if name == "a.xlsx":
        xlsx(tmp_path / name, {f"Lớp {number}": [HEADER, AN] for number in range(7)})
    else:
        book = xlwt.Workbook()
        for number in range(7):
            book.add_sheet(f"Lớp {number}").write(0, 0, "x")
        book.save(str(tmp_path / name))
    with pytest.raises(TooManySheetsError):
        open_grids(tmp_path / name, Limits(sheets=6))


def test_one_part_in_the_name_of_many_sheets_is_damage(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "plain.xlsx", [HEADER, AN])
    with zipfile.ZipFile(source) as package:
        key = package.read("xl/workbook.xml").split(b'r:id="')[1].split(b'"')[0]
    twin = b'<sheet name="Twin" sheetId="9" r:id="' + key + b'"/></sheets>'
    path = rewritten(
        source, tmp_path / "a.xlsx", "xl/workbook.xml", lambda part: part.replace(b"</sheets>", twin)
    )
    with pytest.raises(CorruptedError):
        open_grids(path)


def shared(path: Path, cells: int, text: str) -> Path:
    """A workbook of one text that all its cells share."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for line in range(cells):
        sheet.write_string(line, 0, text)
    book.close()
    return path


def test_a_table_of_texts_larger_than_memory_is_refused_unread(tmp_path: Path) -> None:
    path = shared(tmp_path / "a.xlsx", 1, "x" * 6_000)
    with pytest.raises(TextTooLongError):
        open_workbook(path, PUPILS, limits=Limits(text=5_000))


@pytest.mark.parametrize(
    "spelling", [b" t='s'><v>", b' t = "s" ><v>', b' t="s"><f>A1</f> <v>', b' t="s"><v xml:id="a">']
)
def test_no_spelling_of_a_shared_text_escapes(tmp_path: Path, spelling: bytes) -> None:
    source = shared(tmp_path / "plain.xlsx", 500, "x" * 6_000)
    path = rewritten(
        source,
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b' t="s"><v>', spelling),
    )
    with pytest.raises(TextTooLongError):
        open_workbook(path, PUPILS, limits=Limits(text=2_000_000))


def test_one_long_text_that_many_cells_of_an_old_workbook_share_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", [["x" * 30_000] * 10 for _number in range(60)])
    with pytest.raises(TextTooLongError):
        open_grids(path, Limits(text=10_000_000))


@given(
    texts=st.lists(st.text(alphabet="aễ", min_size=1, max_size=9_000), min_size=1, max_size=12, unique=True)
)
def test_the_texts_of_an_old_workbook_are_measured_over_the_ends_of_their_records(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = xls(tmp_path_factory.mktemp("texts") / "a.xls", [[text] for text in texts])
    [grid] = open_grids(path, Limits(text=sum(map(len, texts))))
    assert [cells[0] for _number, cells in grid.rows()] == texts
    with pytest.raises(TextTooLongError):
        open_grids(path, Limits(text=sum(map(len, texts)) - 1))


def test_a_table_of_texts_that_promises_more_than_it_holds_is_damage() -> None:
    with pytest.raises(CorruptedError):
        list(lengths_of([b"\x01\0\0\0\xff\0\0\0\x03\0\0abc"]))


@pytest.mark.parametrize(
    "endless", ["<!--", "<!", "<?x ", "<![CDATA[", 'x <td a="', "<style>a", "&", "<td " + 'a="b" ' * 9]
)
def test_a_page_whose_tag_or_comment_never_ends_is_refused_at_once(tmp_path: Path, endless: str) -> None:
    path = text_file(tmp_path / "a.xls", "<html><table><tr><td>" + endless * (4_000_000 // len(endless)))
    with pytest.raises((CorruptedError, TooLargeError)):
        opened(path)


def test_a_page_cut_within_a_tag_is_damaged_only_when_much_is_lost(tmp_path: Path) -> None:
    rows = "".join(f"<td>{cell}</td>" for cell in HEADER) + "<tr>"
    rows += "".join(f"<td>{cell}</td>" for cell in (AN[0], "09/05/2015", *AN[2:]))
    assert values(text_file(tmp_path / "a.xls", f"<table><tr>{rows}</tr></table><!-- en")) == [as_values(AN)]


def test_a_header_merged_beyond_the_table_takes_no_column_that_is_not_there(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER, AN, BINH], merges=["D1:H1", "J2:K9"])
    assert values(path) == [as_values(AN), as_values(BINH)]
