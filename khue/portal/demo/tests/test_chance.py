"""Chance falls the same way every time, and numbers never repeat."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from khue.foundation.people.formulas import identity_doubts
from khue.portal.demo.chance import Scatter, Weighted, stream
from khue.portal.demo.naming import family_name, full_name, peoples
from khue.portal.demo.world import Numbers


def test_the_same_seed_and_purpose_draw_the_same() -> None:
    assert stream(7, "school", "1").random() == stream(7, "school", "1").random()
    assert stream(7, "school", "1").random() != stream(7, "school", "2").random()
    assert stream(7, "school", "1").random() != stream(8, "school", "1").random()


@given(st.integers(2, 400), st.integers(0, 50))
def test_scattered_numbers_visit_every_place_once(size: int, seed: int) -> None:
    scatter = Scatter(size, seed)
    assert sorted(scatter[place] for place in range(size)) == list(range(size))


def test_weights_are_kept() -> None:
    dice = stream(1, "weights")
    drawn = Weighted({"often": 90, "seldom": 10})
    count = sum(drawn.draw(dice) == "often" for _ in range(10_000))
    assert 8_850 < count < 9_150


def test_a_thing_without_weight_is_never_drawn() -> None:
    drawn = Weighted({"never": 0, "always": 1})
    assert {drawn.draw(stream(1, place)) for place in range(100)} == {"always"}


def test_numbers_of_persons_agree_with_sex_and_birth() -> None:
    numbers = Numbers(7, "37")
    for born in (1987, 2013):
        for sex in (1, 2):
            number = numbers.identity_number("36", sex, born)
            assert identity_doubts(number, sex, dt.date(born, 5, 1)) == ()


def test_numbers_of_persons_are_different_people() -> None:
    numbers = Numbers(7, "37")
    identities = {numbers.identity_number("37", 1, 2013) for _ in range(5_000)}
    sectors = {numbers.sector_identifier() for _ in range(5_000)}
    phones = {numbers.phone() for _ in range(5_000)}
    assert len(identities) == len(sectors) == len(phones) == 5_000
    assert {len(number) for number in sectors | phones} == {10}


def test_a_number_that_is_taken_is_not_given_again() -> None:
    first = Numbers(7, "37").sector_identifier()
    numbers = Numbers(7, "37")
    numbers.taken.add(first)
    assert numbers.sector_identifier() != first


def test_every_people_has_its_own_names() -> None:
    dice = stream(3, "names")
    for group in ("01", *peoples()):
        for sex in (1, 2):
            family = family_name(dice, group, "north")
            name = full_name(dice, family, sex, 2013, group)
            assert name.startswith(family)
            assert name == name.strip()
    assert {full_name(dice, "Giàng", 1, 2013, "08")[:8] for _ in range(20)} == {"Giàng A "} | {"Giàng Se"}
