"""A problem is kept as a code and its parameters, and told as a sentence in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from khue.core.bulk import columns
from khue.core.bulk.columns import Column
from khue.core.bulk.problems import CellDoubtError, CellError, Problem, declare

pytestmark = pytest.mark.usefixtures("english")


def test_a_problem_is_stored_as_code_and_parameters_and_told_in_words() -> None:
    problem = Problem(
        "date_unreal", {"day": "31/02", "column": "Ngày sinh"}, "see_birth_certificate", "birth_date"
    )
    assert Problem.from_json(problem.as_json()) == problem
    assert (problem.text(), problem.advice()) == ("There is no day 31/02", "See the birth certificate")


def test_a_header_within_a_sentence_loses_its_capital_unless_it_is_an_abbreviation() -> None:
    assert Problem("missing", {"column": "Giới tính"}).text() == "Giới tính is missing"
    assert "among giới tính" in Problem("choice_unknown", {"column": "Giới tính", "value": "x"}).text()
    assert "among SĐT" in Problem("choice_unknown", {"column": "SĐT", "value": "x"}).text()


def test_a_room_declares_its_own_codes_once() -> None:
    text = "The school has no class %(value)s"
    declare({"test_room.no_class": text})
    declare({"test_room.no_class": text})
    assert Problem("test_room.no_class", {"value": "6A9"}).text() == "The school has no class 6A9"
    with pytest.raises(ValueError, match="test_room"):
        declare({"test_room.no_class": "another"})


EVERY_PROBLEM: list[tuple[Column, Any]] = [
    (columns.text("x", "Ghi chú", limit=3), "dài quá"),
    (columns.text("x", "Ghi chú", required=True), ""),
    (columns.text("x", "Ghi chú"), "#N/A"),
    (columns.code("x", "Mã"), dt.date(2015, 1, 6)),
    (columns.choice("x", "Lớp", labels={"6/1": "6/1"}), dt.date(2015, 1, 6)),
    (columns.choice("x", "Lớp", labels={"6/1": "6/1"}), "6/2"),
    (columns.choice("x", "Lớp", labels={"6/1": "6/1"}), "khác hẳn"),
    (columns.date("x", "Ngày", hint="see_birth_certificate"), "30/2/2015"),
    (columns.date("x", "Ngày"), "2/30/2015"),
    (columns.date("x", "Ngày"), "1/2/15"),
    (columns.date("x", "Ngày"), "2015"),
    (columns.date("x", "Ngày"), "1/2/2015 7:00"),
    (columns.date("x", "Ngày"), "1/2/1815"),
    (columns.date("x", "Ngày"), "1/2/2315"),
    (columns.date("x", "Ngày"), "mai"),
    (columns.integer("x", "Số", minimum=1, maximum=9), "0"),
    (columns.integer("x", "Số", minimum=1, maximum=9), "10"),
    (columns.integer("x", "Số"), "1,5"),
    (columns.integer("x", "Số"), "một"),
    (columns.decimal("x", "Số", places=1), "1,55"),
    (columns.mark("x", "GK"), "85"),
    (columns.mark("x", "GK"), "8,55"),
    (columns.mark("x", "GK"), "tám"),
    (columns.yes_no("x", "Đội viên"), "chưa rõ"),
    (columns.digits("x", "Số CCCD", digits=12), "123"),
    (columns.digits("x", "Số CCCD", digits=12), "03721500411"),
    (columns.digits("x", "Số CCCD", digits=12), "chưa có"),
    (columns.digits("x", "Số CCCD", digits=12), "3,7E+10"),
    (columns.digits("x", "Số CCCD", digits=12), 37215004118),
    (columns.phone("x", "SĐT"), "12"),
    (columns.phone("x", "SĐT"), "0912345678 / 0987654321"),
    (columns.email("x", "Thư điện tử"), "an"),
    (columns.person_name("x", "Họ và tên"), "An @"),
    (columns.person_name("x", "Họ và tên"), "NguyÔn V¨n An"),
]


@pytest.mark.parametrize(("column", "cell"), EVERY_PROBLEM)
def test_every_problem_has_its_words(column: Column, cell: Any) -> None:
    with pytest.raises(CellError) as caught:
        column.read(cell)
    problem = caught.value.problem(column.key, column.header)
    words = f"{problem.text()} {problem.advice()}"
    assert "%(" not in words
    assert problem.text()[0].isupper() or not problem.text()[0].isalpha()
    assert problem.warning == isinstance(caught.value, CellDoubtError)


def told(column: Column, cell: Any) -> tuple[str, str]:
    with pytest.raises(CellError) as caught:
        column.read(cell)
    problem = caught.value.problem(column.key, column.header)
    with override("vi"):
        return problem.text(), problem.advice()


def test_the_result_page_says_it_in_vietnamese() -> None:
    birth = columns.date("birth_date", "Ngày sinh", hint="see_birth_certificate")
    sex = columns.choice("sex", "Giới tính", labels={"M": "Nam", "F": "Nữ"}, required=True)
    identity = columns.digits("identity_number", "Số định danh", digits=12)
    assert told(birth, "31/02/2015") == ("Ngày 31/02 không có thật", "Xem lại giấy khai sinh")
    assert told(sex, "") == ("Thiếu giới tính", "")
    assert told(identity, "03731500226") == ("Số định danh có 11 chữ số", "Cần đủ 12 chữ số")
