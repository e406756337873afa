"""Identifiers keep every digit; phones come out in one form."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.bulk.cells import BrokenFormula, Cell
from khue.core.bulk.identifiers import code_reader, digits_reader, read_phone
from khue.core.bulk.problems import CellDoubtError, CellError
from khue.core.bulk.tests.test_dates import CELLS

read_identity = digits_reader(digits=12, lost_zeros=2)
read_sector = digits_reader(digits=10, lost_zeros=1, also=r"TAM-\d{12}")
read_code = code_reader(limit=20)


def refusal(reader: Any, cell: Cell) -> tuple[str, str, dict[str, Any]]:
    with pytest.raises(CellError) as caught:
        reader(cell)
    assert not isinstance(caught.value, CellDoubtError)
    return caught.value.code, caught.value.hint, caught.value.params


@pytest.mark.parametrize(
    "cell",
    [
        "037215004118",
        " 037215004118 ",
        "'037215004118",
        "037 215 004 118",
        "037.215.004.118",
        "037215004118\u200b",
    ],
)
def test_twelve_digits_are_an_identity_number(cell: Cell) -> None:
    assert read_identity(cell) == "037215004118"


def test_a_number_of_twelve_digits_lost_nothing() -> None:
    assert read_identity(137215004118.0) == "137215004118"


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        (37215004118, "037215004118"),
        (37215004118.0, "037215004118"),
        (1215004118.0, "001215004118"),
        ("37215004118.0", "037215004118"),
    ],
)
def test_zeros_that_excel_dropped_are_restored_with_a_warning(cell: Cell, whole: str) -> None:
    with pytest.raises(CellDoubtError) as caught:
        read_identity(cell)
    assert (caught.value.code, caught.value.value) == ("zero_restored", whole)


def test_a_text_of_eleven_digits_is_refused_because_any_digit_may_be_missing() -> None:
    assert refusal(read_identity, "03731500226") == (
        "digits_count",
        "digits_count.mend",
        {"count": 11, "needed": 12},
    )
    assert refusal(read_identity, "37315002260")[1] == "digits_count.zero"


def test_too_many_digits_are_refused() -> None:
    assert refusal(read_identity, "0372150041181")[:2] == ("digits_count", "digits_count.mend")
    assert refusal(read_identity, 123.0)[:2] == ("digits_count", "digits_count.mend")


@pytest.mark.parametrize("cell", ["3.7215E+10", "3,7E+09", 1e16])
def test_digits_that_excel_shortened_cannot_be_restored(cell: Cell) -> None:
    assert refusal(read_identity, cell)[0] == "digits_lost"


@pytest.mark.parametrize("cell", ["03721500411A", "không có", True, "٠٣٧٢١٥٠٠٤١١٨"])
def test_letters_are_no_digits(cell: Cell) -> None:
    assert refusal(read_identity, cell)[0] == "digits_only"


def test_dates_and_failed_formulas_are_no_identifiers() -> None:
    assert refusal(read_identity, dt.date(2015, 5, 9))[0] == "text_was_date"
    assert refusal(read_identity, BrokenFormula("#VALUE!"))[0] == "formula_error"


def test_a_temporary_code_is_as_good_as_a_number() -> None:
    assert read_sector("TAM-037215004118") == "TAM-037215004118"
    assert refusal(read_sector, "TAM-1")[0] == "digits_only"


def test_a_code_that_excel_made_a_number_loses_its_fraction_only() -> None:
    assert read_code(3741681838.0) == "3741681838"
    assert read_code(" 37-A/01 ") == "37-A/01"
    assert read_code("") is None
    assert refusal(read_code, "x" * 21)[0] == "text_too_long"


@pytest.mark.parametrize(
    "cell",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "(+84) 912-345-678",
        912345678,
        912345678.0,
        "912345678",
    ],
)
def test_a_mobile_number_is_read_in_its_national_form(cell: Cell) -> None:
    assert read_phone(cell) == "0912345678"


def test_a_landline_is_a_phone() -> None:
    assert read_phone("0229 387 1234") == "02293871234"


@pytest.mark.parametrize(
    "cell", ["0912345678/0987654321", "0912345678; 0987654321", "0912345678 hoặc 0987654321"]
)
def test_two_numbers_in_a_cell_are_not_chosen_from(cell: Cell) -> None:
    assert refusal(read_phone, cell)[0] == "phone_several"


@pytest.mark.parametrize("cell", ["12", "0112345678", "không", "0912345"])
def test_what_is_no_phone_number_is_refused(cell: Cell) -> None:
    assert refusal(read_phone, cell)[0] == "phone_unreadable"


@given(st.from_regex(r"\A0[0-9]{11}\Z"))
def test_every_identity_number_survives_excel_when_at_most_two_zeros_were_lost(number: str) -> None:
    if number.startswith("000"):
        return
    try:
        value = read_identity(float(int(number)))
    except CellDoubtError as doubt:
        value = str(doubt.value)
    assert value == number


@given(CELLS)
def test_no_cell_breaks_a_reader_of_identifiers(cell: Cell) -> None:
    for reader in (read_identity, read_sector, read_code, read_phone):
        try:
            value = reader(cell)
        except CellError:
            continue
        assert value is None or isinstance(value, str)
