"""Cells are saved by compare-and-set: each is answered on its own, and none is lost to somebody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.rules import Forbidden
from khue.core.scope import current_scope, open_scope, system
from khue.school.gradebook.models import EntryDelegation, Mark, MarkHistory
from khue.school.gradebook.selectors.books import NoBook
from khue.school.gradebook.selectors.values import authors_of, values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome, sentence
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.factories import (
    NOON,
    YEAR,
    School,
    make_person,
    make_school,
    place,
    set_window,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def save(
    made: School, who: str, *cells: tuple[int, str, str | None, str | None], subject: str = "toan"
) -> list[CellAnswer]:
    """Send cells (pupil's place in the list, cell, old, new) as somebody."""
    with open_scope(made.scopes[who]):
        changes = [CellChange(made.uuid(pupil), cell, old, new) for pupil, cell, old, new in cells]
        return save_cells(book=made.book(subject), changes=changes)


def stored(made: School, pupil: int, subject: str = "toan") -> tuple[object, ...]:
    with open_scope(system("test")):
        return values_of(made.book(subject))[made.pupils[pupil].pk].cells


def test_a_mark_is_stored_in_tenths_and_answered_as_programs_write_it(made: School) -> None:
    (answer,) = save(made, "maths", (0, "final", None, "85"))
    assert (answer.outcome, answer.value) == (Outcome.SAVED, "8.5")
    assert stored(made, 0) == (None, None, None, None, None, None, 85, "")


def test_regular_marks_grow_with_gaps(made: School) -> None:
    save(made, "maths", (0, "regular.3", None, "7"))
    save(made, "maths", (0, "regular.1", None, "8,5"))
    assert stored(made, 0)[:5] == (85, None, 70, None, None)


def test_many_cells_of_one_pupil_go_together(made: School) -> None:
    answers = save(
        made,
        "maths",
        *(
            (0, cell, None, "8")
            for cell in ("regular.1", "regular.2", "regular.3", "regular.4", "midterm", "final")
        ),
        (0, "remark", None, "Chắc kiến thức."),
    )
    assert {answer.outcome for answer in answers} == {Outcome.SAVED}
    assert {answer.result for answer in answers} == {"8.0"}
    assert stored(made, 0) == (80, 80, 80, 80, None, 80, 80, "Chắc kiến thức.")


def test_neighbouring_cells_of_two_teachers_both_stay(made: School) -> None:
    save(made, "maths", (0, "regular.1", None, "7"))
    save(made, "maths_too", (0, "regular.2", None, "9"))
    assert stored(made, 0)[:2] == (70, 90)


def test_on_the_same_cell_the_second_sees_the_firsts_value_name_and_time(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    (answer,) = save(made, "maths_too", (0, "final", None, "9"))
    assert (answer.outcome, answer.value, answer.author, answer.at) == (
        Outcome.CHANGED,
        "7.0",
        "Quách Văn Thành",
        NOON,
    )
    assert stored(made, 0)[6] == 70


def test_the_author_is_the_cells_and_not_the_rows(made: School) -> None:
    save(made, "maths", (0, "regular.1", None, "7"), (0, "regular.3", None, "6"))
    save(made, "maths_too", (0, "regular.2", None, "9"))
    save(made, "maths", (0, "regular.4", None, "5"))
    with open_scope(made.scopes["maths"]):
        cells = [(made.pupils[0].pk, f"regular.{place}") for place in range(1, 5)]
        authors = authors_of(made.book(), cells)
    assert [authors[cell].name for cell in cells] == [
        "Quách Văn Thành",
        "Lê Thị Hà",
        "Quách Văn Thành",
        "Quách Văn Thành",
    ]


def test_what_stands_there_already_counts_as_saved(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    (answer,) = save(made, "maths", (0, "final", None, "7"))
    assert (answer.outcome, answer.value, answer.author) == (Outcome.SAVED, "7.0", "")


def test_a_message_sent_twice_leaves_no_second_trace(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    for _ in range(2):
        save(made, "maths", (0, "final", "7.0", "8"))
    with open_scope(system("test")):
        assert list(MarkHistory.objects.of(YEAR).values_list("cell", "old", "new")) == [("final", "70", "80")]


def test_a_changed_value_is_history_with_both_hands(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    save(made, "maths_too", (0, "final", "7.0", "8"))
    with open_scope(system("test")):
        (row,) = MarkHistory.objects.of(YEAR).values_list("old", "new", "old_by", "changed_by")
    assert row == ("70", "80", made.maths.account.pk, made.maths_too.account.pk)


def test_a_first_entry_is_no_history(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"), (0, "midterm", None, "7"))
    save(made, "maths", (0, "regular.1", None, "7"))
    with open_scope(system("test")):
        assert not MarkHistory.objects.of(YEAR).exists()


def test_a_cell_can_be_emptied(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    (answer,) = save(made, "maths", (0, "final", "7.0", ""))
    assert (answer.outcome, answer.value, stored(made, 0)[6]) == (Outcome.SAVED, None, None)


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        ("final", "11", "out_of_range"),
        ("final", "7,25", "too_many_decimals"),
        ("final", "tám", "not_a_mark"),
        ("final", "-1", "out_of_range"),
        ("regular.5", "8", "no_such_cell"),
        ("absences", "8", "no_such_cell"),
        ("remark", "x" * 501, "too_long"),
    ],
)
def test_a_value_that_cannot_stand_is_refused_and_the_old_one_is_safe(
    made: School, cell: str, typed: str, code: str
) -> None:
    save(made, "maths", (0, "final", None, "6,5"))
    refused, saved = save(made, "maths", (0, cell, "6.5", typed), (1, "final", None, "9"))
    assert (refused.outcome, refused.code, saved.outcome) == (Outcome.REFUSED, code, Outcome.SAVED)
    assert refused.value == ("6.5" if cell == "final" else None)
    assert sentence(refused.code, refused.params) != code
    assert stored(made, 0)[6] == 65


def test_a_subject_of_few_lessons_has_two_columns_of_regular_marks(made: School) -> None:
    with open_scope(system("test")):
        assert made.book("tin").cells == ("regular.1", "regular.2", "midterm", "final", "remark")


def test_comment_only_subjects_take_d_and_cd(made: School) -> None:
    answers = save(
        made,
        "literature",
        (0, "regular.1", None, "đ"),
        (0, "regular.2", None, "CĐ"),
        (0, "midterm", None, "D"),
        (0, "final", None, "Đ"),
        (1, "final", None, "8"),
        subject="gdtc",
    )
    assert [answer.value for answer in answers] == ["D", "CD", "D", "D", None]
    assert (answers[0].result, answers[4].code) == ("CD", "not_a_comment")


def test_conduct_is_the_homeroom_teachers(made: School) -> None:
    with open_scope(made.scopes["homeroom"]):
        changes = [
            CellChange(made.uuid(0), "rating", None, "Tốt"),
            CellChange(made.uuid(0), "absences", None, "3"),
            CellChange(made.uuid(0), "remark", None, "Ngoan, chăm chỉ."),
            CellChange(made.uuid(1), "rating", None, "cđ"),
            CellChange(made.uuid(2), "absences", None, "-1"),
        ]
        answers = save_cells(book=made.conduct(), changes=changes)
    assert [answer.value for answer in answers] == ["TOT", "3", "Ngoan, chăm chỉ.", "CHUA_DAT", None]
    assert answers[4].code == "not_a_count"
    with open_scope(made.scopes["maths"]), pytest.raises(Forbidden):
        save_cells(book=made.conduct(), changes=[])


def test_conduct_keeps_its_history(made: School) -> None:
    for old, new in ((None, "T"), ("TOT", "K")):
        with open_scope(made.scopes["homeroom"]):
            save_cells(book=made.conduct(), changes=[CellChange(made.uuid(0), "rating", old, new)])
    with open_scope(system("test")):
        assert list(MarkHistory.objects.of(YEAR).values_list("subject_id", "cell", "old", "new")) == [
            (None, "rating", "1", "2")
        ]


def test_a_pupil_of_nobody_and_a_pupil_who_left_are_refused(made: School) -> None:
    with open_scope(system("test")):
        leaver = make_person(made.school, "Sùng A Lử")
        place(made.class_a, leaver, 9, left=dt.date(2025, 11, 1))
    made.pupils.append(leaver)
    with open_scope(made.scopes["maths"]):
        changes = [CellChange(uuid4(), "final", None, "8"), CellChange(leaver.uuid, "final", None, "8")]
        answers = save_cells(book=made.book(), changes=changes)
    assert [answer.code for answer in answers] == ["unknown_pupil", "has_left"]


def test_a_closed_window_locks_each_cell_and_shows_what_stands_there(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    with open_scope(system("test")):
        set_window(made.department, NOON - dt.timedelta(days=30), NOON - dt.timedelta(hours=1))
    (answer,) = save(made, "maths", (0, "final", "7.0", "8"))
    assert (answer.outcome, answer.code, answer.value) == (Outcome.LOCKED, "closed", "7.0")
    assert stored(made, 0)[6] == 70


def test_the_nearest_window_wins(made: School) -> None:
    with open_scope(system("test")):
        set_window(made.department, NOON - dt.timedelta(days=30), NOON - dt.timedelta(hours=1))
        set_window(made.school, NOON - dt.timedelta(days=30), NOON + dt.timedelta(hours=1))
    (answer,) = save(made, "maths", (0, "final", None, "8"))
    assert answer.outcome is Outcome.SAVED


def test_a_window_that_has_not_opened_locks_too(made: School) -> None:
    with open_scope(system("test")):
        set_window(made.school, NOON + dt.timedelta(days=1), NOON + dt.timedelta(days=9))
    (answer,) = save(made, "maths", (0, "final", None, "8"))
    assert (answer.outcome, answer.code) == (Outcome.LOCKED, "not_open_yet")


@pytest.mark.parametrize("who", ["literature", "homeroom", "head", "deputy", "registrar", "director"])
def test_only_who_teaches_the_subject_there_types_its_marks(made: School, who: str) -> None:
    with pytest.raises(Forbidden):
        save(made, who, (0, "final", None, "8"))


@pytest.mark.parametrize("who", ["outsider", "parent", "pupil"])
def test_for_strangers_and_families_there_is_no_book(made: School, who: str) -> None:
    with pytest.raises(NoBook):
        save(made, who, (0, "final", None, "8"))


def test_a_registrar_types_what_the_head_delegated(made: School) -> None:
    with open_scope(system("test")):
        EntryDelegation.objects.create(
            organisation=made.school,
            school_class=made.class_a,
            subject=made.subjects["toan"],
            person=made.registrar.person,
            granted_by=made.head.account.pk,
            reason="Cô Hà nghỉ thai sản",
            valid_from=dt.date(2025, 12, 1),
        )
    (answer,) = save(made, "registrar", (0, "final", None, "8"))
    assert answer.outcome is Outcome.SAVED
    with pytest.raises(Forbidden):
        save(made, "registrar", (0, "final", None, "8"), subject="van")


def test_a_message_costs_the_same_for_one_cell_and_for_three_hundred(made: School) -> None:
    with open_scope(system("test")):
        made.pupils += [make_person(made.school, f"Lê Minh Anh {number}") for number in range(50)]
        for number, pupil in enumerate(made.pupils[3:], 10):
            place(made.class_a, pupil, number)
    cells = [
        (pupil, cell)
        for pupil in range(1, 51)
        for cell in ("regular.1", "regular.2", "regular.3", "regular.4", "midterm", "final")
    ]
    assert statements(made, [(0, "final", None, "8")]) == statements(
        made, [(*cell, None, "8") for cell in cells]
    )
    assert statements(made, [(0, "final", None, "9")]) == statements(
        made, [(*cell, None, "9") for cell in cells]
    )


def statements(made: School, cells: list[tuple[int, str, str | None, str | None]]) -> int:
    with open_scope(made.scopes["maths"]):
        book = made.book()
        changes = [CellChange(made.uuid(pupil), cell, old, new) for pupil, cell, old, new in cells]
        with CaptureQueriesContext(connection) as queries:
            save_cells(book=book, changes=changes)
        return len(queries)


def test_row_level_security_hides_another_schools_marks_even_from_raw_reads(made: School) -> None:
    save(made, "maths", (0, "final", None, "7"))
    with open_scope(made.scopes["outsider"]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM marks")
        assert cursor.fetchone() == (0,)
    with open_scope(made.scopes["parent"]):
        assert Mark.objects.of(YEAR).values_list("final", flat=True).get() == 70
        assert current_scope().role == "parent"
