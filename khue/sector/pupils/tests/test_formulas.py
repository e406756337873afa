"""Ages in grades, and days that overlap."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.sector.pupils.formulas import AgeDoubt, Span, age_doubt, usual_birth_year

days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
spans = st.builds(Span, days, st.one_of(st.none(), days))


def test_six_year_olds_sit_in_the_first_grade() -> None:
    assert usual_birth_year(1, 2025) == 2019
    assert usual_birth_year(6, 2026) == 2015
    assert usual_birth_year(0, 2025) is None


@pytest.mark.parametrize(
    ("born", "grade", "doubt"),
    [
        (2014, 6, None),
        (2015, 6, None),
        (2016, 6, AgeDoubt.YOUNG),
        (2011, 6, None),
        (2010, 6, AgeDoubt.OLD),
        (2005, 6, AgeDoubt.OLD),
        (2004, 6, AgeDoubt.IMPOSSIBLE),
        (2018, 6, AgeDoubt.IMPOSSIBLE),
    ],
)
def test_an_age_is_usual_unusual_or_impossible(born: int, grade: int, doubt: AgeDoubt | None) -> None:
    assert age_doubt(dt.date(born, 3, 1), grade, 2025) is doubt


def test_grown_ups_learn_at_any_age_and_nothing_is_said_of_an_unknown_one() -> None:
    assert age_doubt(dt.date(1980, 3, 1), 10, 2025, for_adults=True) is None
    assert age_doubt(None, 6, 2025) is None
    assert age_doubt(dt.date(2022, 3, 1), -1, 2025) is None


@given(spans, spans)
def test_overlapping_is_mutual(one: Span, other: Span) -> None:
    assert one.overlaps(other) == other.overlaps(one)


@given(days, days, days)
def test_what_begins_when_another_ends_does_not_overlap(
    first: dt.date, middle: dt.date, last: dt.date
) -> None:
    assert not Span(first, middle).overlaps(Span(middle, last))


@given(spans)
def test_a_cancelled_span_overlaps_with_nothing(span: Span) -> None:
    assert not Span(dt.date(2025, 9, 5), dt.date(2025, 9, 5)).overlaps(span)
