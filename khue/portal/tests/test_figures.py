"""How figures add up, and how they are said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.portal.homes.figures import Completion, Levels, Line, completion_of_class, weakest_first
from khue.portal.homes.wording import percent, tenths_of, whole_percent


def line(
    name: str, levels: tuple[int, int, int, int] = (0, 0, 0, 0), owed: int = 0, entered: int = 0
) -> Line:
    thing = SimpleNamespace(folded=name)
    return Line(thing, levels=Levels(levels), completion=completion_of_class(owed, entered))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "–"), (0, 7, "0%"), (7, 7, "100%"), (1, 3, "33,3%"), (1, 2, "50%"), (9999, 10000, "99,9%")],
)
def test_a_share_is_said_with_one_decimal_comma(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


@given(st.integers(1, 10**7), st.data())
def test_only_the_whole_is_a_hundred_and_only_nothing_is_nought(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert (tenths_of(part, whole) == 1000) is (part == whole)
    assert (tenths_of(part, whole) == 0) is (part == 0)


@given(st.integers(1, 10**6), st.data())
def test_a_share_is_never_more_than_half_a_tenth_off(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert abs(tenths_of(part, whole) - 1000 * part / whole) <= 1


def test_dense_tables_round_half_up() -> None:
    assert [whole_percent(part, 200) for part in (1, 2, 3, 199)] == ["1%", "1%", "2%", "100%"]


def test_a_class_that_owes_nothing_is_neither_complete_nor_lacking() -> None:
    nothing = completion_of_class(0, 0)
    assert (nothing.classes, nothing.lacking, nothing.is_whole, nothing.share) == (0, 0, False, "–")


def test_one_lacking_class_keeps_a_school_from_being_complete() -> None:
    school = completion_of_class(10, 10) + completion_of_class(10, 9)
    assert school == Completion(owed=20, entered=19, classes=2, lacking=1)
    assert school.is_whole is False
    assert (school.missing, school.share) == (1, "95%")


def test_a_line_takes_its_schools_in() -> None:
    area = Line(SimpleNamespace(folded="an"))
    area.add(line("a", (1, 1, 0, 0), 10, 10))
    area.add(line("b", (0, 0, 0, 2), 10, 5))
    area.add(line("primary"))
    assert (area.schools, area.marking, area.whole) == (3, 2, 1)
    assert area.levels.counts == (1, 1, 0, 2)
    assert (area.levels.good_share, area.levels.failed_share) == ("50%", "50%")


def test_the_weakest_stand_first_and_who_has_nothing_last() -> None:
    lines = [
        line("no school"),
        line("good", (9, 1, 0, 0), 10, 1),
        line("no results, more marks", owed=10, entered=9),
        line("failing", (9, 0, 0, 1), 10, 10),
        line("no results, fewer marks", owed=10, entered=1),
        line("passing", (1, 1, 8, 0), 10, 10),
    ]
    assert [each.thing.folded for each in weakest_first(lines)] == [
        "failing",
        "passing",
        "good",
        "no results, fewer marks",
        "no results, more marks",
        "no school",
    ]


def test_a_change_needs_both_terms() -> None:
    now = line("a", (1, 0, 1, 0))
    assert (now.change, now.change_words) == (None, "–")
    now.before = Levels((0, 0, 4, 0))
    assert (now.change, now.change_words) == (500, "50,0")
