"""The columns of marks in a file, by all the names that schools give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khue.core.bulk import columns as c
from khue.core.bulk.cells import Cell
from khue.core.bulk.contexts import Context
from khue.core.bulk.numbers import read_mark
from khue.core.text import clean, fold
from khue.school.gradebook.models.cells import LONGEST_REMARK, REGULAR

_SPOKEN: Final = {
    "d": True, "dat": True, "cd": False, "chua dat": False, "chd": False,
}  # fmt: skip
_TERMS: Final = {"1": "1", "2": "2"}
_TERM_SPELLINGS: Final = {
    spelling: number
    for number, roman in (("1", "I"), ("2", "II"))
    for word in ("", "HK", "HK ", "Học kì ", "Học kỳ ", "Kì ", "Kỳ ")
    for spelling in (f"{word}{number}", f"{word}{roman}")
    if spelling != number
}


def _read_value(cell: Cell) -> int | bool | None:
    """A mark in tenths, or Đ and CĐ as a boolean; which of them the subject takes is asked later."""
    if isinstance(cell, str) and (spoken := _SPOKEN.get(fold(clean(cell)))) is not None:
        return spoken
    return read_mark(cell)


def _write_value(value: int | bool | None) -> Cell:  # noqa: FBT001 - it is the value of the cell
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "CĐ"
    return value / 10


def _value(key: str, header: str, aliases: Sequence[str]) -> c.Column:
    return c.Column(
        key=key,
        header=header,
        kind=c.Kind.MARK,
        parse=_read_value,
        write=_write_value,
        number_format="0.0",
        aliases=tuple(aliases),
        width=7,
        example=8.5,
    )


def _regular(place: int) -> c.Column:
    names = ("ĐĐGtx{}", "ĐĐGtx {}", "ĐGtx{}", "ĐGtx {}", "TX {}", "Điểm TX{}", "Điểm TX {}", "KTTX{}",
             "Thường xuyên {}", "Điểm thường xuyên {}", "Đánh giá thường xuyên {}")  # fmt: skip
    return _value(REGULAR[place - 1], f"TX{place}", [name.format(place) for name in names])


COLUMNS: Final = (
    c.code(
        "pupil", "Mã HS",
        aliases=("Mã học sinh", "Mã định danh", "Mã định danh Bộ GD&ĐT", "Mã định danh ngành",
                 "Mã định danh học sinh", "Số định danh", "Số định danh cá nhân", "Mã học viên"),
    ),
    c.person_name("name", "Họ tên", limit=120,
                  aliases=("Họ và tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh")),
    c.date("birth_date", "Ngày sinh", aliases=("Ngày tháng năm sinh", "Năm sinh")),
    c.text("class", "Lớp", limit=30, aliases=("Tên lớp", "Lớp học"), context=Context(("Lớp",), sheet_name=True)),
    c.text("subject", "Môn", limit=120, required=True, aliases=("Môn học", "Tên môn", "Mã môn"),
           context=Context(("Môn học", "Môn"))),
    c.choice("term", "Học kì", labels=_TERMS, spellings=_TERM_SPELLINGS, required=True, width=7,
             aliases=("Học kỳ", "HK", "Kì", "Kỳ"), context=Context(("Học kì", "Học kỳ", "HK"))),
    *(_regular(place) for place in range(1, len(REGULAR) + 1)),
    _value("midterm", "GK", ("ĐĐGgk", "ĐGgk", "Giữa kì", "Giữa kỳ", "Giữa học kì", "Giữa học kỳ", "Điểm GK",
                             "Điểm giữa kì", "Điểm giữa kỳ", "ĐĐG giữa kì", "Kiểm tra giữa kì", "KTGK")),
    _value("final", "CK", ("ĐĐGck", "ĐGck", "Cuối kì", "Cuối kỳ", "Cuối học kì", "Cuối học kỳ", "Điểm CK",
                           "Điểm cuối kì", "Điểm cuối kỳ", "ĐĐG cuối kì", "Kiểm tra cuối kì", "KTCK")),
    c.text("remark", "Nhận xét", limit=LONGEST_REMARK, lines=True, width=40, aliases=("Nhận xét của giáo viên",)),
)  # fmt: skip
CELLS: Final = (*REGULAR, "midterm", "final", "remark")
