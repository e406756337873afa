"""Plain makers of files for the tests, and the columns of a pupil list that most of them read."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from khue.core.bulk import columns
from khue.core.bulk.columns import Column
from khue.core.bulk.contexts import Context
from khue.core.bulk.parsing import Parsed, RowParser
from khue.core.bulk.reading import Workbook, open_workbook

PUPILS: tuple[Column, ...] = (
    columns.digits(
        "sector_identifier", "Mã định danh", digits=10, aliases=("Mã HS", "Mã học sinh"), also=r"TAM-\d{12}"
    ),
    columns.person_name("full_name", "Họ và tên", aliases=("Họ tên học sinh",), required=True),
    columns.date(
        "birth_date",
        "Ngày sinh",
        aliases=("Ngày tháng năm sinh",),
        required=True,
        hint="see_birth_certificate",
    ),
    columns.choice("sex", "Giới tính", labels={"M": "Nam", "F": "Nữ"}),
    columns.text("class", "Lớp", required=True, context=Context(("Lớp",), sheet_name=True)),
    columns.digits("identity_number", "Số định danh cá nhân", digits=12, lost_zeros=2, aliases=("Số CCCD",)),
)
HEADER = ("Họ và tên", "Ngày sinh", "Giới tính", "Lớp")
AN = ("Nguyễn Văn An", dt.date(2015, 5, 9), "Nam", "6A1")
BINH = ("Trần Thị Bình", dt.date(2015, 12, 31), "Nữ", "6A1")


def as_values(row: Sequence[Any]) -> dict[str, Any]:
    """What a row like `AN` must become."""
    name, day, sex, room = row
    return {"full_name": name, "birth_date": day, "sex": {"Nam": "M", "Nữ": "F"}[sex], "class": room}


def xlsx(
    path: Path,
    sheets: Mapping[str, Iterable[Sequence[Any]]] | Iterable[Sequence[Any]],
    *,
    merges: Iterable[str] = (),
    hidden: Iterable[str] = (),
) -> Path:
    """A workbook of rows by sheet name (or of one sheet), with merged ranges of the first sheet and hidden sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for merge in merges:
        book.worksheets[0].merge_cells(merge)
    book.save(path)
    return path


def xls(path: Path, rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet1") -> Path:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    shape = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write(line, place, cell, *([shape] if isinstance(cell, dt.date) else []))
    book.save(str(path))
    return path


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text in an encoding."""
    path.write_bytes(text.encode(encoding))
    return path


def rewritten(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """An .xlsx with one of its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return target


def renamed_stream(source: Path, target: Path, name: str) -> Path:
    """An .xls whose stream `Workbook` has another name, as in a document that is something else."""
    data = bytearray(source.read_bytes())
    place = data.find("Workbook\0".encode("utf-16-le"))
    data[place : place + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<H", data, place + 64, 2 * len(name) + 2)
    target.write_bytes(data)
    return target


def opened(
    path: Path, wanted: Sequence[Column] = PUPILS, *, given: Mapping[str, str] | None = None
) -> Workbook:
    return open_workbook(path, wanted, given=given or {})


def parsed(
    path: Path, wanted: Sequence[Column] = PUPILS, *, given: Mapping[str, str] | None = None
) -> list[Parsed]:
    """All rows of a file, read."""
    parse = RowParser(wanted, given)
    return [parse(row) for row in opened(path, wanted, given=given).rows()]


def values(
    path: Path, wanted: Sequence[Column] = PUPILS, *, given: Mapping[str, str] | None = None
) -> list[Any]:
    """The values of all rows; a row with problems stands as its list of problem codes."""
    return [
        [problem.code for problem in each.problems] if each.problems else each.values
        for each in parsed(path, wanted, given=given)
    ]
