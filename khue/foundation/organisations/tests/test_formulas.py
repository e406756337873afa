"""Paths, names, spans and differences: what holds for all of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.foundation.organisations.choices import OrganisationKind, Stage
from khue.foundation.organisations.formulas import (
    Edge,
    Facts,
    Span,
    ancestors_on,
    child_path,
    closure,
    depth,
    differences,
    is_within,
    makes_cycle,
    moved,
    name_key,
    parent_path,
    search_words,
    segment,
    split_prefix,
    with_differences,
)
from khue.foundation.organisations.formulas.stages import is_of_department, kind_of, read_stages, write_stages

numbers = st.integers(min_value=1, max_value=36**6)
chains = st.lists(numbers, min_size=1, max_size=6)
days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 20))
spans = st.tuples(days, st.integers(1, 9) | st.none()).map(
    lambda pair: Span(pair[0], pair[0] + dt.timedelta(days=pair[1]) if pair[1] else None)
)
texts = st.text("abđ", max_size=2)
facts = st.builds(
    Facts,
    name=texts,
    short_name=texts,
    code=texts,
    unit=st.none() | numbers,
    administrative=st.none() | numbers,
    professional=st.none() | numbers,
)
pictures = st.dictionaries(st.integers(-3, 3), st.none() | facts, max_size=5)


def path_of(chain: list[int]) -> str:
    path = ""
    for number in chain:
        path = child_path(path, number)
    return path


def test_a_path_is_written_in_base_36() -> None:
    assert path_of([1, 4]) == "0001.0004."
    assert path_of([35, 36, 36**4]) == "000z.0010.10000."


@given(numbers)
def test_a_segment_is_a_number_that_can_be_read_back(number: int) -> None:
    assert int(segment(number), 36) == number


@given(chains, numbers)
def test_going_down_and_up_comes_back(chain: list[int], number: int) -> None:
    path = path_of(chain)
    assert parent_path(child_path(path, number)) == path
    assert depth(child_path(path, number)) == depth(path) + 1


@given(chains, chains)
def test_a_subtree_is_a_range_of_text(one: list[int], other: list[int]) -> None:
    root, path = path_of(one), path_of(other)
    assert (root <= path < root + "~") == (other[: len(one)] == one) == is_within(path, root)


@given(chains, chains, chains)
def test_a_moved_subtree_keeps_its_shape(old: list[int], new: list[int], below: list[int]) -> None:
    assert moved(path_of(old + below), path_of(old), path_of(new)) == path_of(new + below)


@given(spans, spans, days)
def test_two_spans_meet_on_the_days_of_both(one: Span, other: Span, day: dt.date) -> None:
    shared = one.meets(other)
    assert (shared is not None and shared.holds_on(day)) == (one.holds_on(day) and other.holds_on(day))


def test_the_same_school_has_one_key_in_three_workbooks() -> None:
    spellings = [
        "Trường THCS Đinh Tiên Hoàng",
        "THCS Đinh Tiên Hoàng",
        "TRƯỜNG TRUNG HỌC CƠ SỞ ĐINH TIÊN HOÀNG",
    ]
    assert {name_key(name) for name in spellings} == {"thcs dinh tien hoang"}
    assert name_key("Trường Tiểu học và THCS Gia Vân") == name_key("TH & THCS Gia Vân") == "th thcs gia van"
    assert name_key("Trường THPT Gia Viễn A") != name_key("Trường THPT Gia Viễn B")


def test_a_unit_is_a_kind_and_a_name() -> None:
    assert split_prefix("Phường 1") == ("Phường", "1")
    assert split_prefix("Thành Phố Bắc Kạn") == ("Thành phố", "Bắc Kạn")
    assert split_prefix("Xã Xuân Lâm") == ("Xã", "Xuân Lâm")
    assert split_prefix("Hoa Lư") == ("", "Hoa Lư")


def test_search_words_come_once_and_folded() -> None:
    assert search_words("THCS Đinh Tiên Hoàng", "Đinh Tiên Hoàng", "35 001") == "thcs dinh tien hoang 35 001"


@given(pictures, pictures)
def test_the_difference_of_two_pictures_leads_from_one_to_the_other(
    before: dict[int, Facts | None], after: dict[int, Facts | None]
) -> None:
    reached = with_differences(before, differences(before, after))
    assert {each: facts for each, facts in reached.items() if facts} == {
        each: facts for each, facts in after.items() if facts
    }
    assert differences(after, after) == ()


def test_an_edge_that_would_close_a_circle_is_seen_on_its_own_days_only() -> None:
    first, second = Span(dt.date(2024, 1, 1), dt.date(2024, 1, 5)), Span(dt.date(2024, 1, 5))
    edges = [Edge(2, 1, first)]
    assert makes_cycle(edges, Edge(1, 2, first))
    assert not makes_cycle(edges, Edge(1, 2, second))
    assert makes_cycle(edges, Edge(1, 1, second))


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), spans), max_size=8), days)
def test_the_closure_of_a_day_is_the_ancestors_of_that_day(
    raw: list[tuple[int, int, Span]], day: dt.date
) -> None:
    lives = {number: Span(dt.date(2023, 1, 1)) for number in range(1, 7)}
    edges: list[Edge] = []
    for child, parent, span in raw:
        edge = Edge(child, parent, span)
        taken = any(other.child == child and other.span.meets(span) for other in edges)
        if not taken and not makes_cycle(edges, edge):
            edges.append(edge)
    lines = closure(lives, edges)
    for child in lives:
        expected = {(parent, level) for level, parent in enumerate([child, *ancestors_on(edges, child, day)])}
        found = {
            (line.ancestor, line.depth)
            for line in lines
            if line.descendant == child and line.span.holds_on(day)
        }
        assert found == expected


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("Tiểu học", (Stage.PRIMARY,)),
        ("TH&THCS", (Stage.PRIMARY, Stage.LOWER_SECONDARY)),
        ("Trường THCS và THPT", (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)),
        ("liên cấp 1-2-3", None),
        ("Cấp 1, cấp 2", (Stage.PRIMARY, Stage.LOWER_SECONDARY)),
        ("01", (Stage.PRESCHOOL,)),
        ("GDNN-GDTX", (Stage.CONTINUING,)),
        ("Mẫu giáo; mầm non", (Stage.PRESCHOOL,)),
        ("Đại học", None),
        ("", None),
    ],
)
def test_stages_are_read_as_people_write_them(text: str, stages: tuple[Stage, ...] | None) -> None:
    assert read_stages(text) == stages


@given(st.sets(st.sampled_from(list(Stage)), min_size=1))
def test_stages_that_were_written_are_read_back(stages: set[Stage]) -> None:
    ordered = tuple(stage for stage in Stage if stage in stages)
    assert read_stages(write_stages(ordered)) == ordered


def test_upper_secondary_and_continuing_education_are_the_departments() -> None:
    assert [is_of_department([stage]) for stage in Stage] == [False, False, False, True, True]
    assert is_of_department([Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY])
    assert kind_of([Stage.CONTINUING]) == OrganisationKind.CENTRE
