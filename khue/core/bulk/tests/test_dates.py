"""A date is read when it is certain, refused with what was probably meant when not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.bulk.cells import BrokenFormula, Cell
from khue.core.bulk.dates import PartialDate, date_reader
from khue.core.bulk.problems import CellDoubtError, CellError

NINTH_OF_MAY = dt.date(2015, 5, 9)
read = date_reader(hint="see_birth_certificate")
read_part = date_reader(partial=True)


def refusal(cell: Cell, reader: Any = read) -> tuple[str, str, dict[str, Any]]:
    with pytest.raises(CellError) as caught:
        reader(cell)
    assert not isinstance(caught.value, CellDoubtError)
    return caught.value.code, caught.value.hint, caught.value.params


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2015, 5, 9),
        dt.datetime(2015, 5, 9),  # noqa: DTZ001 - workbooks know no time zones
        42133,
        42133.0,
        "42133",
        "9/5/2015",
        "09/05/2015",
        " 09 / 05 / 2015 ",
        "09-05-2015",
        "09.05.2015",
        "9 5 2015",
        "2015-05-09",
        "2015/5/9",
        "2015-05-09 00:00:00",
        "2015-05-09T00:00:00Z",
        "09/05/2015 12:00:00 AM",
        "\u00a009/05/2015\u200b",
        "'09/05/2015",
        "ngày 9 tháng 5 năm 2015",
        "Ngay 09 thang 05 nam 2015",
    ],
)
def test_the_ninth_of_may_is_read_however_it_is_written(cell: Cell) -> None:
    assert read(cell) == NINTH_OF_MAY


@pytest.mark.parametrize("cell", ["", None, "  ", "\u00a0"])
def test_a_blank_cell_is_no_date(cell: Cell) -> None:
    assert read(cell) is None


def test_a_day_that_does_not_exist_sends_to_the_birth_certificate() -> None:
    assert refusal("31/02/2013") == ("date_unreal", "see_birth_certificate", {"day": "31/02"})


def test_the_29_of_february_of_a_common_year_names_the_year() -> None:
    assert refusal("29/02/2015") == ("date_unreal", "see_birth_certificate", {"day": "29/02/2015"})


def test_month_and_day_the_american_way_are_not_guessed_but_pointed_out() -> None:
    assert refusal("12/25/2015") == ("date_unreal", "date_swapped", {"day": "12/25", "guess": "25/12/2015"})


def test_a_day_that_is_unreal_both_ways_is_not_turned_round() -> None:
    assert refusal("2/30/2015") == ("date_unreal", "see_birth_certificate", {"day": "02/30"})


def test_a_year_of_two_digits_is_refused_with_the_likely_year() -> None:
    assert refusal("9/5/15") == (
        "date_short_year",
        "date_short_year.mend",
        {"value": "9/5/15", "guess": "9/5/2015"},
    )
    assert refusal("9/5/85")[2]["guess"] == "9/5/1985"


@pytest.mark.parametrize(
    "cell", ["hôm qua", "2015", 2015, 2015.0, "05/2015", True, dt.time(7, 30), 3.5, "99999", 1e300]
)
def test_what_is_no_whole_date_is_refused(cell: Cell) -> None:
    assert refusal(cell)[0] in {"date_unreadable", "date_partial"}


@pytest.mark.parametrize("cell", [BrokenFormula("#N/A"), "#REF!", BrokenFormula("=")])
def test_a_failed_formula_is_named_as_such(cell: Cell) -> None:
    assert refusal(cell)[0] in {"formula_error", "formula_unsaved"}


def test_a_time_of_day_is_dropped_with_a_warning() -> None:
    for cell in (dt.datetime(2015, 5, 9, 17, 0), "09/05/2015 17:00", 42133.5):  # noqa: DTZ001 - as above
        with pytest.raises(CellDoubtError) as caught:
            read(cell)
        assert (caught.value.code, caught.value.value) == ("date_had_time", NINTH_OF_MAY)


def test_days_out_of_the_columns_range_are_refused() -> None:
    reader = date_reader(earliest=dt.date(2015, 1, 1), latest=dt.date(2015, 12, 31))
    assert refusal("31/12/2014", reader)[0] == "date_too_early"
    assert refusal(dt.date(2016, 1, 1), reader)[0] == "date_too_late"
    assert reader("09/05/2015") == NINTH_OF_MAY


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2015", PartialDate(2015)),
        (2015, PartialDate(2015)),
        (2015.0, PartialDate(2015)),
        ("5/2015", PartialDate(2015, 5)),
        ("2015-05", PartialDate(2015, 5)),
        ("9/5/2015", PartialDate(2015, 5, 9)),
        (NINTH_OF_MAY, PartialDate(2015, 5, 9)),
    ],
)
def test_a_column_of_partial_dates_takes_what_is_known(cell: Cell, expected: PartialDate) -> None:
    assert read_part(cell) == expected


def test_a_partial_date_says_itself_for_people_and_for_the_national_standard() -> None:
    dates = (PartialDate(2015), PartialDate(2015, 5), PartialDate(2015, 5, 9))
    assert [str(date) for date in dates] == ["2015", "05/2015", "09/05/2015"]
    assert [date.isoformat() for date in dates] == ["2015", "2015-05", "2015-05-09"]
    assert [date.whole for date in dates] == [None, None, NINTH_OF_MAY]


def test_a_month_that_does_not_exist_is_refused() -> None:
    assert refusal("13/2015", read_part)[0] == "date_unreadable"


DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31))
FORMS = st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%dT00:00:00"])


@given(DAYS, FORMS)
def test_every_day_is_read_back_from_every_form(day: dt.date, form: str) -> None:
    assert read(day.strftime(form)) == day


@given(st.integers(20_000, 60_000))
def test_every_serial_of_our_century_is_the_day_excel_means(serial: int) -> None:
    assert read(serial) == dt.date(1899, 12, 30) + dt.timedelta(days=serial)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"\d{1,4}[/.-]\d{1,4}[/.-]\d{1,4}"),
)


@given(CELLS, st.booleans())
def test_no_cell_breaks_the_reader(cell: Cell, partial: bool) -> None:
    try:
        value = date_reader(partial=partial)(cell)
    except CellError:
        return
    assert value is None or isinstance(value, PartialDate if partial else dt.date)
