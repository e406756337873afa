"""Identity numbers and sector identifiers: what is impossible, and what is only doubtful."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.foundation.people.formulas import (
    HISTORIC_PROVINCES,
    Doubt,
    identity_doubts,
    identity_fault,
    sector_identifier_fault,
)

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def number_of(birth: date, sex: int, province: str = "037", tail: str = "004118") -> str:
    return f"{province}{2 * (birth.year // 100 - 19) + sex - 1}{birth.year % 100:02}{tail}"


@given(births, st.sampled_from([1, 2]), st.sampled_from(sorted(HISTORIC_PROVINCES)), st.integers(0, 999_999))
def test_a_number_made_by_the_decree_leaves_no_doubt(birth: date, sex: int, province: str, tail: int) -> None:
    number = number_of(birth, sex, province, f"{tail:06}")
    assert identity_fault(number) == ""
    assert identity_doubts(number, sex, birth) == ()


def test_the_published_example_is_a_woman_of_ha_nam_born_in_1999() -> None:
    assert identity_doubts("035199000123", 2, date(1999, 5, 1)) == ()


@pytest.mark.parametrize(
    "number", ["03731500226", "0372150041180", "03721500411a", "", "٠٣٧٢١٥٠٠٤١١٨", "037 215004118"]
)
def test_anything_but_twelve_digits_is_an_error(number: str) -> None:
    assert identity_fault(number) == "identity_digits"


@given(births, st.sampled_from([1, 2]))
def test_another_sex_is_a_doubt_and_no_error(birth: date, sex: int) -> None:
    assert identity_doubts(number_of(birth, 3 - sex), sex, birth) == (Doubt.SEX,)


def test_another_year_or_century_is_a_doubt_and_no_error() -> None:
    assert identity_doubts("037215004118", 1, date(2014, 1, 1)) == (Doubt.YEAR,)
    assert identity_doubts("037215004118", 1, date(1915, 1, 1)) == (Doubt.SEX, Doubt.CENTURY)[1:]


def test_what_the_record_does_not_know_is_not_doubted() -> None:
    assert identity_doubts("037315004118", 0, None) == ()


def test_provinces_are_the_historic_ones_and_countries_pass() -> None:
    assert len(HISTORIC_PROVINCES) == 63
    assert identity_doubts("003215004118", 1, date(2015, 1, 1)) == (Doubt.PLACE,)
    assert identity_doubts("152215004118", 1, date(2015, 1, 1)) == ()


@pytest.mark.parametrize("number", ["3741681838", "0074168183", "TAM-037215004118"])
def test_a_sector_identifier_has_ten_digits_or_is_temporary(number: str) -> None:
    assert sector_identifier_fault(number) == ""


@pytest.mark.parametrize("number", ["374168183", "37416818380", "TAM-1", "374168183x", ""])
def test_other_sector_identifiers_are_refused(number: str) -> None:
    assert sector_identifier_fault(number) == "sector_digits"
