"""Asking for a correction on screen, deciding it, taking it back, and what a cell and a book remember."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Correction, CorrectionState
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.corrections import ask_correction
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.browsing import browser, middle, text
from khue.school.gradebook.tests.factories import NOON, School, make_school, set_window

pytestmark = pytest.mark.django_db
INBOX = "/so-diem/sua-diem/"
LATER = NOON + dt.timedelta(hours=2)


@pytest.fixture
def made() -> Iterator[School]:
    """A school whose mathematics book of term 1 holds 7,0 as An's final mark, 6,0 before, and is locked at noon."""
    made = make_school()
    for minutes, who, old, new in ((90, "maths", None, "6"), (60, "maths_too", "6.0", "7")):
        with clock.frozen(NOON - dt.timedelta(minutes=minutes)), open_scope(made.scopes[who]):
            save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", old, new)])
    with clock.frozen(LATER):
        with open_scope(system("test")):
            set_window(made.school, NOON - dt.timedelta(days=30), NOON)
        yield made


def cell(made: School, name: str = "final", pupil: int = 0) -> str:
    return f"/so-diem/{made.class_a.uuid}/toan/1/em/{made.uuid(pupil)}/{name}/"


def ask(made: School, who: str = "maths") -> Correction:
    with open_scope(made.scopes[who]):
        return ask_correction(
            book=made.book(), pupil=made.uuid(0), cell="final", new="8", reason="Cộng nhầm điểm bài thi"
        )


def final(made: School) -> object:
    with open_scope(system("test")):
        return values_of(made.book())[made.pupils[0].pk].cells[6]


def test_a_teacher_asks_from_the_locked_cell_and_sees_that_it_waits(made: School) -> None:
    client = browser(made, "maths")
    assert "Gửi yêu cầu sửa" in text(client.get(cell(made)))
    answer = client.post(cell(made), {"new": "8,5", "reason": "Cộng nhầm"}, follow=True)
    assert "Có yêu cầu sửa đang chờ duyệt. 7 → 8,5 . Cộng nhầm (Quách Văn Thành)" in text(answer)
    assert "Gửi yêu cầu sửa" not in text(answer)
    assert final(made) == 70


@pytest.mark.parametrize(
    ("new", "reason", "words"),
    [
        ("11", "Cộng nhầm", "Điểm từ 0 đến 10."),
        ("7", "Cộng nhầm", "Ô đang ghi đúng giá trị này rồi."),
        ("8", " ", "bắt buộc"),
    ],
)
def test_what_cannot_be_asked_stays_typed_and_says_why(
    made: School, new: str, reason: str, words: str
) -> None:
    answer = browser(made, "maths").post(cell(made), {"new": new, "reason": reason})
    assert answer.status_code == 422
    assert words in text(answer)
    assert f'value="{new}"' in middle(answer)


def test_only_who_writes_the_book_asks_and_strangers_do_not_find_the_cell(made: School) -> None:
    for who, status in (("literature", 403), ("head", 403), ("outsider", 404), ("parent", 404)):
        answer = browser(made, who).post(cell(made), {"new": "8", "reason": "Nhầm"})
        assert answer.status_code == status, who
    with open_scope(system("test")):
        assert not Correction.objects.exists()


def test_the_head_sees_the_request_with_its_effect_and_approves_it(made: School) -> None:
    row = ask(made)
    client = browser(made, "head")
    assert "Bùi Quốc An 8A1 Toán 8A1 · Toán · Cuối kì: 7 → 8" in text(client.get(INBOX))
    assert "Sửa điểm 1" in text(client.get("/so-diem/"))
    page = text(client.get(f"{INBOX}{row.uuid}/"))
    assert "Đang ghi 7 Xin sửa thành 8" in page
    client.post(f"{INBOX}{row.uuid}/", {"quyet-dinh": "duyet", "answer": ""})
    assert final(made) == 80
    assert "Không có yêu cầu nào đang chờ" in text(client.get(INBOX))
    told = text(browser(made, "maths").get(INBOX, {"xong": "1"}))
    assert "7 → 8" in told
    assert "Đã duyệt" in told


def test_a_refusal_needs_an_answer_which_the_teacher_reads(made: School) -> None:
    row = ask(made)
    client = browser(made, "head")
    nothing = client.post(f"{INBOX}{row.uuid}/", {"quyet-dinh": "tu-choi", "answer": " "})
    assert nothing.status_code == 422
    assert "Hãy ghi lí do." in text(nothing)
    client.post(f"{INBOX}{row.uuid}/", {"quyet-dinh": "tu-choi", "answer": "Bài thi đúng là 7"})
    assert final(made) == 70
    teacher = browser(made, "maths")
    assert "Trả lời Bài thi đúng là 7" in text(teacher.get(f"{INBOX}{row.uuid}/"))
    assert "Trần Đức Duy từ chối sửa ngày 15/12/2025: Bài thi đúng là 7" in text(teacher.get(cell(made)))


def test_who_asked_takes_it_back_and_nobody_else_does(made: School) -> None:
    row = ask(made)
    assert browser(made, "maths_too").post(f"{INBOX}{row.uuid}/rut/").status_code == 404
    browser(made, "head").post(f"{INBOX}{row.uuid}/rut/")
    with open_scope(system("test")):
        assert Correction.objects.get().state == CorrectionState.ASKED
    browser(made, "maths").post(f"{INBOX}{row.uuid}/rut/")
    with open_scope(system("test")):
        assert Correction.objects.get().state == CorrectionState.WITHDRAWN


def test_a_decision_comes_from_the_head_alone_and_once(made: School) -> None:
    row = ask(made)
    yes = {"quyet-dinh": "duyet", "answer": ""}
    for who, status in (("registrar", 403), ("maths", 403), ("literature", 404), ("outsider", 404)):
        assert browser(made, who).post(f"{INBOX}{row.uuid}/", yes).status_code == status, who
    head = browser(made, "head")
    assert "Hãy chọn duyệt hoặc từ chối" in text(head.post(f"{INBOX}{row.uuid}/", {"answer": "gì"}))
    head.post(f"{INBOX}{row.uuid}/", yes)
    again = browser(made, "deputy").post(f"{INBOX}{row.uuid}/", yes)
    assert again.status_code in {403, 422}
    assert final(made) == 80


def test_the_inbox_costs_the_same_for_one_request_and_for_three(made: School) -> None:
    ask(made)
    client = browser(made, "head")
    client.get(INBOX)
    with CaptureQueriesContext(connection) as before:
        client.get(INBOX)
    for pupil in (1, 2):
        with open_scope(made.scopes["maths"]):
            ask_correction(book=made.book(), pupil=made.uuid(pupil), cell="final", new="8", reason="Sót")
    with CaptureQueriesContext(connection) as after:
        client.get(INBOX)
    assert len(after) == len(before)


def test_a_cell_remembers_every_value_with_its_author(made: School) -> None:
    page = text(browser(made, "head").get(cell(made)))
    assert "11:00 15/12/2025 7 Lê Thị Hà" in page
    assert "10:30 15/12/2025 6 Quách Văn Thành" in page
    part = browser(made, "head").get(cell(made), headers={"X-Part": "1"}).content.decode()
    assert "<main" not in part
    assert "Lê Thị Hà" in part


def test_a_pupils_cells_and_changes_stand_on_one_page_and_the_books_on_another(made: School) -> None:
    client = browser(made, "homeroom")
    pupil = text(client.get(f"/so-diem/{made.class_a.uuid}/toan/1/em/{made.uuid(0)}/"))
    assert "Cuối kì 7 Lê Thị Hà 11:00 15/12/2025" in pupil
    assert "Giữa kì thiếu" in pupil
    book = text(client.get(f"/so-diem/{made.class_a.uuid}/toan/1/lich-su/"))
    assert "Bùi Quốc An Cuối kì 6 Cuối kì: 6 → 7 Lê Thị Hà" in book
    empty = text(client.get(f"/so-diem/{made.class_a.uuid}/van/1/lich-su/"))
    assert "Sổ này chưa có lần sửa nào" in empty


def test_history_is_for_those_who_read_the_book(made: School) -> None:
    pages = (f"em/{made.uuid(0)}/", "lich-su/", f"em/{made.uuid(0)}/final/")
    for who, status in (("literature", 403), ("outsider", 404), ("parent", 404)):
        for page in pages:
            answer = browser(made, who).get(f"/so-diem/{made.class_a.uuid}/toan/1/{page}")
            assert answer.status_code == status, (who, page)


def test_a_cell_or_pupil_that_there_is_not_is_not_found(made: School) -> None:
    client = browser(made, "head")
    assert client.get(cell(made, "regular.9")).status_code == 404
    assert client.get(cell(made).replace(str(made.uuid(0)), str(made.class_a.uuid))).status_code == 404
