"""Two teachers at two machines: two connections, one book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Reassessment
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellAnswer, CellChange, Outcome
from khue.school.gradebook.services.closing import close_term
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.services.summer import Answer, NewResult, save_reassessments
from khue.school.gradebook.tests.factories import YEAR, School, make_school
from khue.school.gradebook.tests.test_overseeing import fill

T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made() -> Iterator[School]:
    yield make_school(pupils=20)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("TRUNCATE marks, comment_marks, mark_history, results, gradebook_reassessment")
        cursor.execute("SET ROLE khue_app")


def both(*acts: Callable[[], list[T]]) -> list[list[T]]:
    """Run the acts at the same moment, each on its own connection."""
    start = Barrier(len(acts))

    def run(act: Callable[[], list[T]]) -> list[T]:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def typing(made: School, who: str, *cells: tuple[int, str, str]) -> Callable[[], list[CellAnswer]]:
    def act() -> list[CellAnswer]:
        with open_scope(made.scopes[who]):
            changes = [CellChange(made.uuid(pupil), cell, None, new) for pupil, cell, new in cells]
            return save_cells(book=made.book(), changes=changes)

    return act


def test_of_two_results_of_one_re_assessment_one_is_saved_and_the_other_is_told(made: School) -> None:
    for term in (1, 2):
        fill(made, term, low=("toan", "van"))
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])

    def giving(who: str, value: str) -> Callable[[], list[Answer]]:
        def act() -> list[Answer]:
            with open_scope(made.scopes[who]):
                new = [NewResult(made.uuid(pupil), "toan", value) for pupil in range(10)]
                return save_reassessments(school_class=made.class_a, results=new)

        return act

    mine, yours = both(giving("registrar", "6"), giving("head", "7"))
    with open_scope(system("test")):
        stands = set(Reassessment.objects.values_list("value", flat=True))
    assert stands in ({60}, {70})
    told = yours if stands == {60} else mine
    assert {answer.code for answer in (mine if stands == {60} else yours)} == {""}
    assert {(answer.code, answer.value) for answer in told} == {("changed", *stands)}


def stored(made: School, pupil: int) -> tuple[object, ...]:
    with open_scope(system("test")):
        return values_of(made.book())[made.pupils[pupil].pk].cells


def test_on_one_cell_one_is_saved_and_the_other_sees_it(made: School) -> None:
    for pupil in range(10):
        first, second = both(
            typing(made, "maths", (pupil, "final", "7")), typing(made, "maths_too", (pupil, "final", "9"))
        )
        outcomes = sorted(answer.outcome for answer in (*first, *second))
        assert outcomes == [Outcome.CHANGED, Outcome.SAVED]
        saved, changed = (first[0], second[0]) if first[0].outcome is Outcome.SAVED else (second[0], first[0])
        assert changed.value == saved.value
        assert changed.author == ("Quách Văn Thành" if saved is first[0] else "Lê Thị Hà")


def test_on_neighbouring_cells_both_stay(made: School) -> None:
    for pupil in range(10):
        answers = both(
            typing(made, "maths", (pupil, "regular.1", "7")),
            typing(made, "maths_too", (pupil, "regular.2", "9")),
        )
        assert {answer.outcome for each in answers for answer in each} == {Outcome.SAVED}
        assert stored(made, pupil)[:2] == (70, 90)


def test_blocks_that_cross_never_lock_each_other_out(made: School) -> None:
    down = [(pupil, "midterm", "8") for pupil in range(20)]
    up = [(pupil, "final", "6") for pupil in reversed(range(20))]
    answers = both(typing(made, "maths", *down), typing(made, "maths_too", *up), typing(made, "maths", *down))
    assert {answer.outcome for each in answers for answer in each} == {Outcome.SAVED}
    assert {stored(made, pupil)[5:7] for pupil in range(20)} == {(80, 60)}
