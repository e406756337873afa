"""Closing a term on screen, the results of a class, and the summer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.school.gradebook.formulas import Decision
from khue.school.gradebook.models import Reassessment, Result
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.closing import close_term
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.browsing import browser, middle, text
from khue.school.gradebook.tests.factories import NOON, YEAR, School, make_school
from khue.school.gradebook.tests.test_overseeing import fill

pytestmark = pytest.mark.django_db
PAGE = "/so-diem/tong-ket/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def class_page(made: School, term: int) -> str:
    return f"{PAGE}{made.class_a.uuid}/{term}/"


def test_the_head_sees_what_is_missing_before_a_term_is_closed_and_closes_it(made: School) -> None:
    fill(made, 1)
    with open_scope(system("test")):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", "8.0", "")])
    client = browser(made, "head")
    before = text(client.get(PAGE, {"ki": 1}))
    assert "Học kì I: chưa tổng kết" in before
    assert "còn thiếu 1 ô trong 1 sổ · 8 sổ chưa xác nhận" in before
    client.post(f"{PAGE}tinh/", {"ki": 1})
    after = text(client.get(PAGE, {"ki": 1}))
    assert "Học kì I: đã tổng kết 3 em, lúc 12:00 15/12/2025. Trong đó 1 em còn thiếu" in after
    assert "8A1 3 em 2 0 0 0 1 em chưa đủ" in after


@pytest.mark.parametrize("who", ["homeroom", "maths", "registrar", "parent", "outsider"])
def test_closing_is_not_everybodys(made: School, who: str) -> None:
    assert browser(made, who).post(f"{PAGE}tinh/", {"ki": 1}).status_code == 403
    with open_scope(system("test")):
        assert not Result.objects.of(YEAR).exists()


@pytest.mark.parametrize("term", ["", "9", "x", "٣"])
def test_a_term_that_there_is_not_is_answered_in_words(made: School, term: str) -> None:
    client = browser(made, "head")
    answer = client.post(f"{PAGE}tinh/", {"ki": term}, follow=True)
    assert "Chưa tổng kết được" in answer.content.decode()


def test_an_office_closes_a_school_below_it_alone(made: School) -> None:
    client = browser(made, "director")
    assert client.post(f"{PAGE}tinh/", {"ki": 1}).status_code == 404
    fill(made, 1)
    assert client.post(f"{PAGE}tinh/?truong={made.school.uuid}", {"ki": 1}).status_code == 302
    with open_scope(system("test")):
        assert Result.objects.of(YEAR).count() == 3


def test_a_class_shows_every_pupil_with_levels_and_what_is_missing_with_its_way(made: School) -> None:
    fill(made, 1)
    with open_scope(system("test")):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", "8.0", "")])
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=1, organisations=[made.school])
    page = browser(made, "homeroom").get(class_page(made, 1))
    assert "2 Bùi Quốc Bảo Học tập: Tốt · Rèn luyện: Tốt Tốt Tốt 2 8 8 8 8 8 8 8 Đ" in text(page)
    assert "1 em chưa có kết quả đầy đủ" in text(page)
    assert f'href="/so-diem/{made.class_a.uuid}/toan/1/">Toán</a>' in middle(page)


def test_before_the_close_nothing_is_called_missing(made: School) -> None:
    page = text(browser(made, "head").get(class_page(made, 1)))
    assert page.count("Chưa tổng kết") == 4
    assert "Học sinh" not in page


def test_the_year_says_title_and_decision(made: School) -> None:
    for term in (1, 2):
        fill(made, term)
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])
    page = text(browser(made, "registrar").get(class_page(made, 3)))
    assert "Tốt Tốt 4 Học sinh Giỏi Được lên lớp" in page


@pytest.mark.parametrize(("who", "status"), [("maths", 403), ("outsider", 404), ("parent", 404)])
def test_results_of_a_class_are_its_homeroom_teachers_and_the_offices(
    made: School, who: str, status: int
) -> None:
    assert browser(made, who).get(class_page(made, 1)).status_code == status


def test_there_are_no_results_of_a_fifth_term(made: School) -> None:
    assert browser(made, "head").get(class_page(made, 5)).status_code == 404


def summer(made: School) -> str:
    for term in (1, 2):
        fill(made, term, low=("toan", "van"))
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])
    return f"{PAGE}{made.class_a.uuid}/he/"


def test_new_results_of_the_summer_are_saved_and_a_wrong_one_stays_in_its_field(made: School) -> None:
    address = summer(made)
    client = browser(made, "registrar")
    assert "Bùi Quốc An Toán 3 Bùi Quốc An Ngữ văn 3" in text(client.get(address))
    right, wrong = f"{made.uuid(0)}.toan", f"{made.uuid(1)}.van"
    answer = client.post(address, {right: "6,5", wrong: "11", "junk": "1"})
    assert 'value="11"' in middle(answer)
    assert "Điểm từ 0 đến 10." in text(answer)
    with open_scope(system("test")):
        assert list(Reassessment.objects.values_list("pupil_id", "value")) == [(made.pupils[0].pk, 65)]
    assert client.post(address, {right: "6,5", f"{right}.da-thay": "6,5", wrong: "7"}).status_code == 302
    with open_scope(system("test")):
        assert Reassessment.objects.count() == 2


def test_the_second_of_two_who_save_sees_the_first_result_and_who_typed_it(made: School) -> None:
    address = summer(made)
    first, second = browser(made, "registrar"), browser(made, "head")
    mine, other = f"{made.uuid(0)}.toan", f"{made.uuid(1)}.toan"
    opened = {mine: "", f"{mine}.da-thay": "", other: "", f"{other}.da-thay": ""}
    assert first.post(address, opened | {mine: "6,5"}).status_code == 302
    answer = second.post(address, opened | {mine: "5", other: "7"})
    assert f"{made.registrar.person.full_name} đã lưu 6,5 lúc" in text(answer)
    assert f'name="{mine}.da-thay" value="6,5"' in middle(answer)
    assert 'value="5"' in middle(answer)
    assert values_of_summer() == {0: 65, 1: 70}
    assert second.post(address, {mine: "5", f"{mine}.da-thay": "6,5"}).status_code == 302
    assert values_of_summer() == {0: 50, 1: 70}
    last = audited(action="gradebook.reassessed")[-1]
    assert last.params["mended"] == [[made.pupils[0].pk, made.subjects["toan"].pk, 65, 50]]


def test_a_page_left_open_writes_nothing_over_a_result_that_it_did_not_touch(made: School) -> None:
    address = summer(made)
    client = browser(made, "registrar")
    mine, other = f"{made.uuid(0)}.toan", f"{made.uuid(1)}.toan"
    client.post(address, {mine: "6", f"{mine}.da-thay": ""})
    client.post(address, {mine: "7", f"{mine}.da-thay": "6"})
    stale = {mine: "6", f"{mine}.da-thay": "6", other: "8", f"{other}.da-thay": ""}
    assert client.post(address, stale).status_code == 302
    assert values_of_summer() == {0: 70, 1: 80}


def values_of_summer() -> dict[int, int]:
    """The stored results by the place of the pupil among those who have one."""
    with open_scope(system("test")):
        rows = Reassessment.objects.order_by("pupil_id").values_list("value", flat=True)
        return dict(enumerate(rows))


def test_after_the_summer_the_class_shows_who_had_something_to_mend(made: School) -> None:
    address = summer(made)
    client = browser(made, "head")
    for pupil in range(3):
        client.post(address, {f"{made.uuid(pupil)}.{code}": "6" for code in ("toan", "van")})
    client.post(f"{PAGE}tinh/", {"ki": 4})
    page = text(client.get(class_page(made, 4)))
    assert "Được lên lớp" in page
    assert "sau hè: Được lên lớp" in text(client.get(class_page(made, 3)))


def test_who_trains_in_the_summer_is_named_with_the_book_for_the_rating(made: School) -> None:
    for term in (1, 2):
        fill(made, term)
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])
        Result.objects.of(YEAR).filter(pupil=made.pupils[0]).update(decision=Decision.SUMMER_TRAINING.number)
    page = browser(made, "homeroom").get(f"{PAGE}{made.class_a.uuid}/he/")
    assert "Bùi Quốc An chưa có mức" in text(page)
    assert f"/so-diem/{made.class_a.uuid}/ren-luyen/3/" in middle(page)
    assert browser(made, "homeroom").get(f"/so-diem/{made.class_a.uuid}/ren-luyen/3/").status_code == 200


def test_only_the_office_enters_new_results(made: School) -> None:
    address = summer(made)
    answer = browser(made, "homeroom").post(address, {f"{made.uuid(0)}.toan": "6,5"})
    assert answer.status_code == 403
    assert browser(made, "outsider").get(address).status_code == 404
