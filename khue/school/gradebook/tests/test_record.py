"""What the gradebook says in a pupil's record, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.browsing import browser, text
from khue.school.gradebook.tests.factories import NOON, School, make_school
from khue.school.gradebook.tests.test_overseeing import fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def record(made: School, who: str, **query: str) -> str:
    return text(browser(made, who).get(f"/hoc-sinh/{made.uuid(0)}/", query))


def test_the_overview_says_what_the_term_has_and_what_is_not_complete(made: School) -> None:
    fill(made, 1)
    with open_scope(system("test")):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", "8.0", "")])
    page = record(made, "head")
    assert "Học tập kì này" in page
    assert "Xem đủ 8 môn" in page
    assert "chưa đủ" in page


def test_the_tab_has_every_mark(made: School) -> None:
    fill(made, 1)
    page = record(made, "head", muc="hoc-tap")
    assert "Điểm trong năm học" in page
    assert "Giáo dục thể chất" in page


def test_a_subject_teacher_sees_the_own_subject_alone_and_the_homeroom_teacher_all(made: School) -> None:
    fill(made, 1)
    with open_scope(system("test")):
        book = made.conduct()
        save_cells(book=book, changes=[CellChange(made.uuid(0), "conduct", None, "TOT")])
    own, led = record(made, "maths", muc="hoc-tap"), record(made, "homeroom", muc="hoc-tap")
    assert ("Toán" in own, "Ngữ văn" in own, "Rèn luyện" in own) == (True, False, False)
    assert ("Ngữ văn" in led, "Rèn luyện" in led) == (True, True)
    assert "Rèn luyện" not in record(made, "maths")


def test_a_pupil_without_marks_has_no_section(made: School) -> None:
    assert "Học tập kì này" not in record(made, "head")
