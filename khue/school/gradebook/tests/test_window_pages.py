"""Entry windows on screen: what holds, what a change would do, and books that are given to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.calendar.formulas import Days
from khue.foundation.calendar.services import decide_terms
from khue.school.gradebook.models import EntryDelegation, EntryWindow
from khue.school.gradebook.selectors.windows import effect_of
from khue.school.gradebook.tests.browsing import browser, text
from khue.school.gradebook.tests.factories import FIRST_DAY, NOON, YEAR, School, make_school, set_window
from khue.school.gradebook.views.opening import term_now
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post

pytestmark = pytest.mark.django_db
PAGE = "/so-diem/han-vao-diem/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def windows() -> list[EntryWindow]:
    with open_scope(system("test")):
        return list(EntryWindow.objects.order_by("organisation__path", "term"))


def test_everybody_at_school_sees_which_window_holds_and_whose_it_is(made: School) -> None:
    set_window(made.department, NOON - DAY, NOON + DAY)
    page = text(browser(made, "maths").get(PAGE))
    assert "Học kì I Đang mở đến 12:00 16/12/2025" in page
    assert "theo hạn của Sở GDĐT" in page
    assert "Học kì II Chưa ai đặt hạn: mọi sổ đang mở." in page
    assert "Đặt hạn riêng" not in page
    assert browser(made, "parent").get(PAGE).status_code == 403


def test_a_head_sees_what_a_window_changes_and_then_sets_it(made: School) -> None:
    client = browser(made, "head")
    typed = {"opens_at": "01/12/2025 07:00", "closes_at": "14/12/2025 17:00"}
    shown = text(client.post(f"{PAGE}1/", {**typed, "buoc": "xem"}))
    assert "07:00 01/12/2025 – 17:00 14/12/2025" in shown
    assert "Sổ đang mở sẽ đóng lại." in shown
    assert "Học kì còn thiếu 132 ô. 8 sổ chưa xác nhận." in shown
    assert windows() == []
    client.post(f"{PAGE}1/", {**typed, "buoc": "luu"})
    (row,) = windows()
    assert row.closes_at == dt.datetime(2025, 12, 14, 10, tzinfo=dt.UTC)
    assert "Đã khoá từ 17:00 14/12/2025" in text(client.get(PAGE))


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ("1/12", "14/12/2025 17:00", "Ghi ngày và giờ"),
        ("14/12/2025 17:00", "01/12/2025 07:00", "Giờ khoá phải sau giờ mở."),
        ("", "14/12/2025 17:00", "bắt buộc"),
    ],
)
def test_a_window_that_cannot_be_is_told_at_its_field(
    made: School, opens: str, closes: str, words: str
) -> None:
    for step in ("xem", "luu"):
        answer = browser(made, "head").post(
            f"{PAGE}1/", {"opens_at": opens, "closes_at": closes, "buoc": step}
        )
        assert answer.status_code == 422
        assert words in text(answer)
    assert windows() == []


def test_locking_now_asks_first(made: School) -> None:
    client = browser(made, "head")
    assert "Khoá sổ ngay, lúc 12:00 15/12/2025." in text(client.get(f"{PAGE}1/", {"khoa": "1"}))
    assert windows() == []
    client.post(f"{PAGE}1/", {"buoc": "khoa"})
    (row,) = windows()
    assert row.closes_at == NOON


@pytest.mark.parametrize("who", ["maths", "registrar", "outsider", "parent"])
def test_windows_are_the_heads_to_set(made: School, who: str) -> None:
    assert browser(made, who).post(f"{PAGE}1/", {"buoc": "khoa"}).status_code == 403
    assert windows() == []


def test_there_is_no_window_of_a_third_term(made: School) -> None:
    assert browser(made, "head").get(f"{PAGE}3/").status_code == 404


def test_an_office_touches_the_schools_that_have_not_decided_for_themselves(made: School) -> None:
    set_window(made.other_school, NOON - DAY, NOON + DAY)
    with open_scope(made.scopes["director"]):
        effect = effect_of(organisation=made.department, year=YEAR, term=1)
    assert (effect.schools, effect.apart) == (1, 1)


def employ(made: School) -> None:
    with open_scope(system("test")):
        Post.objects.create(
            organisation=made.school,
            person=made.literature.person,
            position=Position.TEACHER,
            valid_from=FIRST_DAY,
        )


def give(made: School, who: str = "head", **other: str) -> int:
    form = {
        "person": str(made.literature.person.uuid),
        "valid_from": "15/12/2025",
        "last_day": "20/12/2025",
        "reason": "Cô Hà nghỉ ốm",
    }
    answer = browser(made, who).post(f"/so-diem/{made.class_b.uuid}/toan/1/giao/", form | other)
    return int(answer.status_code)


def test_a_teacher_who_is_given_a_book_finds_and_opens_it_until_the_last_day(made: School) -> None:
    employ(made)
    assert give(made) == 302
    teacher = browser(made, "literature")
    assert "8A2 Toán" in text(teacher.get("/so-diem/"))
    book = f"/so-diem/{made.class_b.uuid}/toan/1/"
    assert teacher.get(book).status_code == 200
    assert "Phạm Thị Mai 8A2 Toán" in text(browser(made, "head").get(PAGE))
    with clock.frozen(NOON + 6 * DAY):
        assert browser(made, "literature").get(book).status_code == 404


def test_a_book_that_is_taken_back_is_gone_the_next_day(made: School) -> None:
    employ(made)
    give(made)
    with open_scope(system("test")):
        (row,) = EntryDelegation.objects.all()
    assert browser(made, "registrar").post(f"{PAGE}giao/{row.uuid}/thoi/").status_code == 403
    browser(made, "head").post(f"{PAGE}giao/{row.uuid}/thoi/")
    with open_scope(system("test")):
        (row,) = EntryDelegation.objects.all()
    assert row.valid_to == dt.date(2025, 12, 16)


def test_what_cannot_be_given_is_told_and_not_given(made: School) -> None:
    employ(made)
    wrong = ({"reason": " "}, {"last_day": "14/12/2025"}, {"valid_from": "01/12/2025"}, {"person": "x"})
    for other in wrong:
        assert give(made, **other) == 422, other
    assert give(made) == 302
    assert give(made, last_day="16/12/2025") == 422
    with open_scope(system("test")):
        assert EntryDelegation.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("registrar", 403), ("maths", 404), ("outsider", 404)])
def test_books_are_given_by_the_head_alone(made: School, who: str, status: int) -> None:
    employ(made)
    assert give(made, who) == status


def test_terms_that_a_school_decides_turn_its_books_to_them_and_leave_windows_and_locks_alone(
    made: School,
) -> None:
    """NOON lies in December: in the second term of a school whose first one ended in November, in no other's."""
    set_window(made.department, NOON - DAY, NOON + DAY)
    with open_scope(system("test")):
        day = dt.date
        province = [Days(day(2025, 9, 5), day(2026, 1, 16)), Days(day(2026, 1, 19), day(2026, 5, 29))]
        own = [Days(day(2025, 9, 1), day(2025, 11, 28)), Days(day(2025, 12, 1), day(2026, 5, 29))]
        decide_terms(organisation=made.department, year=YEAR, terms=province)
    assert term_now(made.school.pk) == 1
    held = windows()
    with open_scope(made.scopes["head"]):
        decide_terms(organisation=made.school, year=YEAR, terms=own)
        assert (term_now(made.school.pk), term_now(made.other_school.pk)) == (2, 1)
        assert made.book().is_open
    assert windows() == held
    page = text(browser(made, "head").get("/so-diem/tong-ket/"))
    assert "Học kì II" in page
    with clock.frozen(NOON + 2 * DAY), open_scope(made.scopes["head"]):
        assert not made.book().is_open
