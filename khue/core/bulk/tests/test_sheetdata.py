"""Rows written as XML are the rows XlsxWriter would have written, byte for byte."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from khue.core.bulk.cells import Cell, show
from khue.core.bulk.sheetdata import encoder
from khue.core.bulk.writing import OPTIONS, putter

EARLY = dt.datetime(1890, 1, 1)  # noqa: DTZ001 - workbooks know no time zones
LATE = dt.datetime(2200, 1, 1)  # noqa: DTZ001 - as above
WRITABLE = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=20)
CELLS = st.one_of(
    WRITABLE,
    st.sampled_from(
        ["=1+1", " a", "a ", "a\nb", "a\r", "a\r\nb", "_x0041_", "a&b<c>", '"', "\x07", "a\tb", ""]
    ),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e15, 1e15),
    st.dates(dt.date(1890, 1, 1), dt.date(9999, 1, 1)),
    st.datetimes(EARLY, LATE).map(lambda time: time.replace(microsecond=0)),
    st.just(dt.time(7, 30)),
    st.none(),
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def by_xlsxwriter(path: Path, cells: list[Cell]) -> str:
    with Workbook(path, dict(OPTIONS)) as book:
        style = book.add_format({"num_format": "@"})
        put = putter(book.add_worksheet())
        for place, cell in enumerate(cells):
            put(0, place, cell, style if place % 2 else None)
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    return re.sub(r"<row r=\"1\"[^>]*>", "", sheet[sheet.index("<row") : sheet.index("</row>")])


@given(st.lists(CELLS, min_size=1, max_size=6).filter(lambda cells: any(show(cell) for cell in cells)))
@settings(max_examples=50, deadline=None)
def test_our_rows_are_those_of_xlsxwriter(folder: Path, cells: list[Cell]) -> None:
    ours = "".join(encoder(place, "1" if place % 2 else "")(cell, 1) for place, cell in enumerate(cells))
    assert ours == by_xlsxwriter(folder / "a.xlsx", cells)


def test_a_text_longer_than_a_cell_holds_is_cut_where_excel_would_refuse_it() -> None:
    assert len(encoder(0, "")("x" * 40_000, 1)) == 32_767 + len(
        '<c r="A1" t="inlineStr"><is><t></t></is></c>'
    )
