"""How alike two persons are."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from khue.foundation.people.formulas import STRONG, Reason, Traits, likeness, swapped

days = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2025, 12, 31)))
traits = st.builds(
    Traits,
    folded=st.sampled_from(["nguyen van an", "le thi hoa", "dan"]),
    birth=days,
    birth_is_exact=st.booleans(),
    sex=st.sampled_from([0, 1, 2]),
    guardians=st.lists(st.sampled_from(["quach thi dung", "bui van thang"]), max_size=2),
)
AN = Traits("nguyen van an", date(2013, 3, 5), sex=1, guardians=("le thi hoa",))


@given(traits, traits)
def test_likeness_is_mutual_and_between_0_and_100(one: Traits, other: Traits) -> None:
    assert likeness(one, other).score == likeness(other, one).score
    assert 0 <= likeness(one, other).score <= 100


@given(traits)
def test_the_same_number_decides(one: Traits) -> None:
    found = likeness(AN, one, {Reason.IDENTITY_NUMBER})
    assert found.score == 100
    assert found.reasons[0] is Reason.IDENTITY_NUMBER


@given(days)
def test_swapping_a_date_twice_gives_it_back(day: date | None) -> None:
    other = swapped(day)
    assert other is None or swapped(other) == day


def test_the_same_name_on_the_same_day_is_strong() -> None:
    assert likeness(AN, Traits("nguyen van an", date(2013, 3, 5), sex=1)).score >= STRONG


def test_day_and_month_swapped_is_strong_with_the_same_guardian() -> None:
    twin = Traits("nguyen van an", date(2013, 5, 3), sex=1, guardians=("le thi hoa",))
    assert likeness(AN, twin).reasons == (Reason.NAME, Reason.BIRTH_SWAPPED, Reason.SEX, Reason.GUARDIAN)
    assert likeness(AN, twin).is_strong


def test_the_same_name_in_the_same_year_is_not_strong() -> None:
    assert not likeness(AN, Traits("nguyen van an", date(2013, 9, 9), sex=1)).is_strong


def test_a_boy_is_not_taken_for_a_girl_of_the_same_name_and_day() -> None:
    assert not likeness(AN, Traits("nguyen van an", date(2013, 3, 5), sex=2)).is_strong


def test_a_year_alone_does_not_make_a_date_agree() -> None:
    year_only = Traits("nguyen van an", date(2013, 1, 1), birth_is_exact=False, sex=1)
    assert likeness(AN, year_only).reasons == (Reason.NAME, Reason.BIRTH_YEAR, Reason.SEX)
