"""What the statements count, on rows one can count by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from khue.core.scope import open_scope, system
from khue.portal.homes.counting import books, by_school, classes_of_term, levels_of, pupils_of
from khue.portal.homes.figures import Completion, Levels
from khue.portal.homes.periods import Running, running_term
from khue.portal.homes.waiting import unconfirmed, unsigned
from khue.portal.tests.factories import (
    WHOLE,
    Province,
    close_window,
    confirm,
    give_mark,
    give_result,
    issue_transcript,
)
from khue.sector.classes.models import ClassPlacement, ClassSubject, Exemption
from tests.world import DAY, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def system_scope(world: World) -> Iterator[None]:
    with open_scope(system("test")):
        yield


@pytest.fixture
def running(system_scope: None, world: World) -> Running:
    return running_term(world.schools[0].path, YEAR)


def of_class(world: World, running: Running, name: str) -> Completion:
    number = world.classes[name].pk
    return next(each.completion for each in classes_of_term(running) if each.school_class == number)


def test_two_pupils_owe_four_regular_marks_a_midterm_and_a_final_each(
    province: Province, running: Running
) -> None:
    assert of_class(province.world, running, "A 8A1") == Completion(owed=12, entered=11, classes=1, lacking=1)
    assert of_class(province.world, running, "A 8A2") == Completion(owed=12, entered=0, classes=1, lacking=1)
    assert of_class(province.world, running, "B 8A1") == Completion(owed=12, entered=12, classes=1, lacking=0)


def test_schools_are_the_sums_of_their_classes(province: Province, running: Running) -> None:
    found = by_school(classes_of_term(running))
    school_a, school_b = (school.pk for school in province.world.schools)
    assert found[school_a] == Completion(owed=24, entered=11, classes=2, lacking=2)
    assert found[school_b].is_whole


def test_books_and_classes_tell_the_same(province: Province, running: Running) -> None:
    by_class: dict[int, tuple[int, int]] = {}
    for book in books(running):
        owed, entered = by_class.get(book.school_class, (0, 0))
        by_class[book.school_class] = (owed + book.owed, entered + book.entered)
    assert by_class == {
        each.school_class: (each.completion.owed, each.completion.entered)
        for each in classes_of_term(running)
    }


def test_a_book_says_which_kind_of_mark_is_missing(province: Province, running: Running) -> None:
    world = province.world
    (book,) = books(running, classes=[world.classes["A 8A1"].pk])
    assert (book.missing_regular, book.missing_midterm, book.missing_final) == (1, 0, 0)


def test_a_subject_without_any_mark_is_owed_all_the_same(province: Province, running: Running) -> None:
    world = province.world
    made = world.classes["B 8A1"]
    ClassSubject.objects.create(
        organisation=made.organisation, school_class=made, subject=province.comment, periods=70
    )
    assert of_class(world, running, "B 8A1") == Completion(owed=20, entered=12, classes=1, lacking=1)


def test_who_left_and_who_is_exempt_owes_nothing(province: Province, running: Running) -> None:
    world = province.world
    ClassPlacement.objects.filter(person=world.pupils["A 8A1 2"]).update(valid_to=DAY + dt.timedelta(days=9))
    made = world.classes["A 8A2"]
    Exemption.objects.create(
        organisation=made.organisation, school_class=made, person=world.pupils["A 8A2 1"], subject=world.subject,
        reason="Khuyết tật",
    )  # fmt: skip
    assert of_class(world, running, "A 8A1") == Completion(owed=6, entered=6, classes=1, lacking=0)
    assert of_class(world, running, "A 8A2") == Completion(owed=6, entered=0, classes=1, lacking=1)


def test_a_mark_too_many_does_not_fill_another_gap(province: Province, running: Running) -> None:
    world = province.world
    give_mark(world, "A 8A2 1", regular=[80, 80, 80, 80, 80])
    assert of_class(world, running, "A 8A2").entered == 4


def test_the_other_term_has_its_own_marks(province: Province, running: Running) -> None:
    world = province.world
    give_mark(world, "A 8A2 1", term=2, **WHOLE)
    assert of_class(world, running, "A 8A2").entered == 0


def test_levels_are_counted_by_term_and_school(province: Province, system_scope: None) -> None:
    world = province.world
    give_result(world, "A 8A1 1", term=2, learning=4)
    give_result(world, "A 8A1 2", term=2, learning=None)
    found = levels_of(YEAR, None)
    assert found[1] == {world.schools[1].pk: Levels((1, 1, 0, 0))}
    assert found[2] == {world.schools[0].pk: Levels((0, 0, 0, 1))}


def test_pupils_are_those_of_today_beside_those_of_a_year_ago(world: World, system_scope: None) -> None:
    assert pupils_of(None) == {world.schools[0].pk: (4, 0), world.schools[1].pk: (2, 0)}


def test_books_are_late_when_their_lock_fell_and_nobody_confirmed(world: World, system_scope: None) -> None:
    soon = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    close_window(world.department, soon - dt.timedelta(days=20))
    close_window(world.schools[1], soon)
    confirm(world, "A 8A1")
    (late,) = unconfirmed(YEAR, None)
    assert (late.school_class, late.term, late.books) == (world.classes["A 8A2"].pk, 1, 1)


def test_transcripts_wait_for_whoever_comes_next(world: World, system_scope: None) -> None:
    issue_transcript(world, "A 8A1 1", signed=("homeroom",))
    issue_transcript(world, "A 8A1 2")
    issue_transcript(world, "A 8A2 1", signed=("homeroom", "head", "seal"), state="issued")
    assert {(each.turn, each.papers) for each in unsigned(None)} == {("head", 1), ("homeroom", 1)}
