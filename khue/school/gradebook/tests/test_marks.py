"""Reading and writing single marks: files are strict, fingers are free."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.school.gradebook.formulas import (
    MarkError,
    MarkFault,
    format_mark,
    parse_comment,
    parse_mark,
    parse_typed_comment,
    parse_typed_mark,
)

TENTHS = st.integers(0, 100)


@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("8", 80),
        ("8.5", 85),
        ("8,5", 85),
        ("10", 100),
        ("10.0", 100),
        ("10,0", 100),
        ("0", 0),
        ("0.5", 5),
        (" 7 ", 70),
    ],
)
def test_a_file_writes_a_mark_with_point_or_comma(text: str, tenths: int) -> None:
    assert parse_mark(text) == tenths
    assert parse_typed_mark(text) == tenths


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", MarkFault.NOT_A_MARK),
        (" ", MarkFault.NOT_A_MARK),
        ("D", MarkFault.NOT_A_MARK),
        ("NaN", MarkFault.NOT_A_MARK),
        ("1e1", MarkFault.NOT_A_MARK),
        ("+8", MarkFault.NOT_A_MARK),
        ("08", MarkFault.NOT_A_MARK),
        ("8.", MarkFault.NOT_A_MARK),
        (".5", MarkFault.NOT_A_MARK),
        ("8 5", MarkFault.NOT_A_MARK),
        ("8..5", MarkFault.NOT_A_MARK),
        ("８", MarkFault.NOT_A_MARK),
        ("٨", MarkFault.NOT_A_MARK),
        ("8½", MarkFault.NOT_A_MARK),
        ("9" * 5000, MarkFault.NOT_A_MARK),
        ("-1", MarkFault.OUT_OF_RANGE),
        ("-0", MarkFault.OUT_OF_RANGE),
        ("10.1", MarkFault.OUT_OF_RANGE),
        ("10,5", MarkFault.OUT_OF_RANGE),
        ("11", MarkFault.OUT_OF_RANGE),
        ("85", MarkFault.OUT_OF_RANGE),
        ("100", MarkFault.OUT_OF_RANGE),
        ("8.25", MarkFault.TOO_MANY_DECIMALS),
        ("8.50", MarkFault.TOO_MANY_DECIMALS),
    ],
)
def test_a_file_writes_nothing_else(text: str, fault: MarkFault) -> None:
    with pytest.raises(MarkError) as refusal:
        parse_mark(text)
    assert refusal.value.fault is fault
    assert len(str(refusal.value)) < 100


@pytest.mark.parametrize(
    ("text", "tenths"),
    [("85", 85), ("05", 5), ("00", 0), ("99", 99), ("10", 100), ("100", 100), ("11", 11), (" 75 ", 75)],
)
def test_two_typed_digits_are_a_digit_and_its_decimal_but_ten_is_ten(text: str, tenths: int) -> None:
    assert parse_typed_mark(text) == tenths


@pytest.mark.parametrize("text", ["101", "850", "8,55", "-5", "٨٥", "８５", "x", "8-5", ""])
def test_a_typed_mark_is_still_a_mark(text: str) -> None:
    with pytest.raises(MarkError):
        parse_typed_mark(text)


@given(TENTHS, st.sampled_from([".", ","]))
def test_what_is_written_is_read_back(tenths: int, separator: str) -> None:
    text = format_mark(tenths, separator)
    assert parse_mark(text) == tenths
    assert parse_typed_mark(text) == tenths


@given(TENTHS.filter(lambda tenths: tenths != 10))
def test_a_mark_typed_without_its_separator_is_the_same_mark_but_for_1_0(tenths: int) -> None:
    assert parse_typed_mark(format_mark(tenths).replace(".", "")) == tenths


def outcome(parse: Callable[[str], int], text: str) -> int | MarkFault:
    try:
        return parse(text)
    except MarkError as error:
        return error.fault


@given(st.text(max_size=6) | st.text("0123456789.,-+ ", max_size=6))
def test_any_text_is_a_mark_between_0_and_10_or_a_named_fault(text: str) -> None:
    assert outcome(parse_mark, text) in {*range(101), *MarkFault}
    assert outcome(parse_typed_mark, text) in {*range(101), *MarkFault}


def test_marks_are_written_with_one_decimal() -> None:
    assert [format_mark(tenths) for tenths in (0, 5, 80, 100)] == ["0.0", "0.5", "8.0", "10.0"]
    assert format_mark(85, ",") == "8,5"


def test_a_file_writes_comment_results_as_d_and_cd() -> None:
    assert parse_comment("D") is True
    assert parse_comment(" CD ") is False
    for text in ("d", "Đ", "CĐ", "8", "", "DD"):
        with pytest.raises(MarkError) as refusal:
            parse_comment(text)
        assert refusal.value.fault is MarkFault.NOT_A_COMMENT


@pytest.mark.parametrize("text", ["Đ", "đ", "D", "d", " Đ "])
def test_a_typed_pass(text: str) -> None:
    assert parse_typed_comment(text) is True


@pytest.mark.parametrize("text", ["CĐ", "cđ", "CD", "cd", "Cđ"])
def test_a_typed_fail(text: str) -> None:
    assert parse_typed_comment(text) is False


def test_a_typed_comment_is_nothing_else() -> None:
    with pytest.raises(MarkError):
        parse_typed_comment("8")
