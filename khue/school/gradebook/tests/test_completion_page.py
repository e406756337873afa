"""The completion list: which book lacks what, who sees it, and the same cost for one book and for many."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.confirming import confirm
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.browsing import browser, middle, text
from khue.school.gradebook.tests.factories import FIRST_DAY, NOON, School, make_school
from khue.sector.classes.models import TeachingAssignment

pytestmark = pytest.mark.django_db
PAGE = "/so-diem/tien-do/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def type_all(made: School, mark: str = "8") -> None:
    with open_scope(made.scopes["maths"]):
        book = made.book()
        cells = [cell for cell in book.cells if cell != "remark"]
        save_cells(
            book=book,
            changes=[CellChange(each.uuid, cell, None, mark) for each in made.pupils for cell in cells],
        )


def test_the_head_sees_each_book_with_what_it_lacks_and_its_teachers(made: School) -> None:
    page = text(browser(made, "head").get(PAGE))
    assert "8A1 · Toán Toán Lê Thị Hà Lê Thị Hà , Quách Văn Thành Quách Văn Thành 0 / 18 thiếu 18 ô" in page
    assert "8A1 · Tin học Tin học Chưa phân công 0 / 12 thiếu 12 ô" in page


def test_a_full_book_waits_for_its_teacher_and_then_is_confirmed(made: School) -> None:
    type_all(made)
    client = browser(made, "head")
    assert "18 / 18 Đủ, chưa xác nhận" in text(client.get(PAGE))
    with open_scope(made.scopes["maths"]):
        confirm(book=made.book())
    assert "18 / 18 Xác nhận ngày 15/12/2025" in text(client.get(PAGE))


def test_filters_leave_what_was_asked_for(made: School) -> None:
    type_all(made)
    client = browser(made, "head")
    full = text(client.get(PAGE, {"tt": "cho-xac-nhan"}))
    assert "18 / 18" in full
    assert "Ngữ văn Ngữ văn" not in full
    one = text(client.get(PAGE, {"lop": str(made.class_a.uuid), "mon": "van"}))
    assert "8A1 · Ngữ văn" in one
    assert "8A1 · Toán" not in one
    mine = text(client.get(PAGE, {"gv": str(made.literature.person.uuid)}))
    assert "Giáo viên Phạm Thị Mai" in mine
    assert "8A1 · Toán" not in mine


def test_a_filter_that_nothing_fits_says_so(made: School) -> None:
    assert "Không có sổ nào phù hợp" in text(browser(made, "head").get(PAGE, {"lop": "8A9"}))


def test_a_homeroom_teacher_sees_the_class_they_lead_and_a_subject_teacher_none(made: School) -> None:
    led = text(browser(made, "homeroom").get(PAGE))
    assert "8A1 · Toán" in led
    assert "8A2" not in led
    assert "Năm học này chưa có sổ điểm" in text(browser(made, "maths").get(PAGE))


def test_an_office_chooses_a_school_and_finds_none_that_is_not_below_it(made: School) -> None:
    client = browser(made, "director")
    assert "THCS Đinh Tiên Hoàng" in text(client.get(PAGE))
    assert "8A1 · Toán" in text(client.get(PAGE, {"truong": str(made.school.uuid)}))
    for stranger in (str(made.department.uuid), "x"):
        assert client.get(PAGE, {"truong": stranger}).status_code == 404


def test_a_family_has_no_such_page(made: School) -> None:
    assert browser(made, "parent").get(PAGE).status_code == 403


def test_the_page_costs_the_same_for_one_teacher_and_for_many(made: School) -> None:
    client = browser(made, "head")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        client.get(PAGE)
    with open_scope(system("test")):
        for subject in ("tin", "anh", "khtn", "gdcd"):
            TeachingAssignment.objects.create(
                organisation=made.school,
                school_class=made.class_b,
                subject=made.subjects[subject],
                person=made.maths.person,
                valid_from=FIRST_DAY,
            )
    with CaptureQueriesContext(connection) as after:
        client.get(PAGE)
    assert len(after) == len(before)


def test_books_lead_to_completion_for_those_who_may_see_it(made: School) -> None:
    assert PAGE in middle(browser(made, "head").get("/so-diem/"))
    assert "Bùi Quốc An" not in middle(browser(made, "outsider").get("/so-diem/"))


def test_exactly_the_books_that_are_shown_leave_as_a_workbook(made: School) -> None:
    client = browser(made, "head")
    answer = client.get(PAGE + "xuat/", {"mon": "toan"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2:] for row in rows[1:]] == [
        ["8A1", "Toán", "Lê Thị Hà, Quách Văn Thành", 0, 18, "Thiếu 18 ô"],
        ["8A2", "Toán", "", 0, 0, "Chưa có học sinh"],
    ]
