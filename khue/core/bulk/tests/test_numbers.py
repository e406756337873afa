"""Numbers with points and commas, as text, and with the noise of binary fractions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.bulk.cells import BrokenFormula, Cell
from khue.core.bulk.numbers import decimal_reader, integer_reader, read_mark
from khue.core.bulk.problems import CellError
from khue.core.bulk.tests.test_dates import CELLS

read_integer = integer_reader(minimum=-10, maximum=2_000_000)
read_decimal = decimal_reader(places=2, minimum=Decimal(0), maximum=Decimal(2_000_000))


def refusal(reader: Any, cell: Cell) -> tuple[str, str]:
    with pytest.raises(CellError) as caught:
        reader(cell)
    return caught.value.code, caught.value.hint


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        (" 12\u00a0", 12),
        ("'12", 12),
        ("-3", -3),
        ("12,0", 12),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("12.000", 12_000),
        ("", None),
        (None, None),
    ],
)
def test_whole_numbers_are_read(cell: Cell, expected: int | None) -> None:
    assert read_integer(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("mười", "number_unreadable"),
        ("1.2.3", "number_unreadable"),
        (True, "number_unreadable"),
        (1e300, "number_unreadable"),
        (float("inf"), "number_unreadable"),
        (float("nan"), "number_unreadable"),
        ("9" * 40, "number_unreadable"),
        (dt.date(2015, 5, 9), "text_was_date"),
        (BrokenFormula("#DIV/0!"), "formula_error"),
        (1.5, "number_not_whole"),
        ("1,5", "number_not_whole"),
        (-11, "number_too_small"),
        ("3.000.000", "number_too_large"),
    ],
)
def test_what_is_no_whole_number_in_range_is_refused(cell: Cell, code: str) -> None:
    assert refusal(read_integer, cell)[0] == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1.5, "1.50"),
        ("1,5", "1.50"),
        ("1.5", "1.50"),
        ("1.234,5", "1234.50"),
        ("1,234.5", "1234.50"),
        ("1.234.567", "1234567.00"),
        (0.1 + 0.2, "0.30"),
        (7, "7.00"),
    ],
)
def test_decimals_are_read_with_point_or_comma(cell: Cell, expected: str) -> None:
    assert str(read_decimal(cell)) == expected


def test_a_point_before_three_digits_is_a_decimal_point_in_a_column_of_decimals() -> None:
    assert refusal(read_decimal, "1.234") == ("number_places", "")


def test_more_decimals_than_the_column_has_are_refused_not_rounded() -> None:
    assert refusal(read_decimal, 1.555)[0] == "number_places"


@pytest.mark.parametrize(
    ("cell", "tenths"),
    [
        (8, 80),
        (8.0, 80),
        (8.5, 85),
        ("8", 80),
        ("8.5", 85),
        ("8,5", 85),
        (" 8,5 ", 85),
        ("8,50", 85),
        ("10", 100),
        (0, 0),
        (7.499999999, 75),
        (7.500000000001, 75),
        ("", None),
        (None, None),
    ],
)
def test_marks_are_read_as_tenths(cell: Cell, tenths: int | None) -> None:
    assert read_mark(cell) == tenths


@pytest.mark.parametrize(
    ("cell", "code", "hint"),
    [
        (85, "mark_range", "mark_range.comma"),
        ("85", "mark_range", "mark_range.comma"),
        (10.5, "mark_range", "mark_rule"),
        (-1, "mark_range", "mark_rule"),
        (1e308, "mark_range", "mark_rule"),
        (8.25, "mark_places", "mark_rule"),
        ("8,25", "mark_places", "mark_rule"),
        ("tám", "mark_unreadable", "mark_rule"),
        ("Đ", "mark_unreadable", "mark_rule"),
        ("-", "mark_unreadable", "mark_rule"),
        (True, "mark_unreadable", "mark_rule"),
        (dt.date(2026, 5, 8), "text_was_date", "text_was_date.mend"),
        (BrokenFormula("#N/A"), "formula_error", "formula_error.mend"),
    ],
)
def test_what_is_no_mark_is_refused(cell: Cell, code: str, hint: str) -> None:
    assert refusal(read_mark, cell) == (code, hint)


@given(st.integers(0, 100))
def test_every_mark_is_read_from_every_way_of_writing_it(tenths: int) -> None:
    number = tenths / 10
    written: set[Cell] = {
        number,
        f"{number:.1f}",
        f"{number:.1f}".replace(".", ","),
        number + 1e-9,
        f"{number:.2f}",
    }
    assert {read_mark(cell) for cell in written} == {tenths}


@given(CELLS)
def test_no_cell_breaks_a_reader_of_numbers(cell: Cell) -> None:
    for reader in (read_integer, read_decimal, read_mark):
        try:
            value = reader(cell)
        except CellError:
            continue
        assert value is None or isinstance(value, int | Decimal)
