"""The grid without scripts: nothing is lost and nothing overwritten. And the question what colleagues wrote since."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.browsing import browser, middle, text
from khue.school.gradebook.tests.factories import NOON, School, make_school, set_window

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def address(made: School, subject: str = "toan", page: str = "") -> str:
    return f"/so-diem/{made.class_a.uuid}/{subject}/1/{page}"


def fields(answer: Any) -> dict[str, str]:
    """What a browser without scripts would send back untouched."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", middle(answer)):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def type_as(made: School, who: str, cell: str, old: str | None, new: str) -> None:
    with open_scope(made.scopes[who]):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), cell, old, new)])


def stored(made: School, pupil: int = 0) -> tuple[Any, ...]:
    with open_scope(system("test")):
        row = values_of(made.book()).get(made.pupils[pupil].pk)
        return row.cells if row else ()


def opened(made: School) -> tuple[Client, dict[str, str]]:
    client = browser(made, "maths")
    return client, fields(client.get(address(made)))


def test_what_is_typed_is_saved_and_the_rest_left_alone(made: School) -> None:
    type_as(made, "maths_too", "midterm", None, "7,5")
    client, form = opened(made)
    answer = client.post(address(made), form | {f"{made.uuid(0)}.final": "85"})
    assert answer.status_code == 302
    assert stored(made)[5:7] == (75, 85)
    assert stored(made, 1) == ()


def test_a_form_sent_untouched_changes_nothing(made: School) -> None:
    type_as(made, "maths_too", "midterm", None, "7,5")
    client, form = opened(made)
    type_as(made, "maths_too", "midterm", "7.5", "9")
    assert client.post(address(made), form).status_code == 302
    assert stored(made)[5] == 90


def test_a_colleagues_value_is_never_overwritten_unseen(made: School) -> None:
    type_as(made, "maths", "final", None, "6")
    client, form = opened(made)
    type_as(made, "maths_too", "final", "6.0", "7")
    key = f"{made.uuid(0)}.final"
    answer = client.post(address(made), form | {key: "8", f"{made.uuid(1)}.final": "5"})
    page = text(answer)
    assert stored(made)[6] == 70
    assert stored(made, 1)[6] == 50
    assert "1 ô chưa lưu được." in page
    assert page.count("Lê Thị Hà đã đổi thành 7 lúc 12:00 15/12/2025. Thầy/cô gõ 8") == 2
    assert fields(answer)[key] == "7"
    client.post(address(made), fields(answer) | {key: "8"})
    assert stored(made)[6] == 80


def test_a_wrong_value_stays_in_its_field_with_the_reason(made: School) -> None:
    client, form = opened(made)
    key = f"{made.uuid(0)}.final"
    answer = client.post(address(made), form | {key: "11"})
    assert "Không lưu được “11”. Điểm từ 0 đến 10." in text(answer)
    assert fields(answer)[key] == "11"
    assert stored(made) == ()
    client.post(address(made), fields(answer) | {key: "10"})
    assert stored(made)[6] == 100


def test_a_book_that_was_locked_meanwhile_says_so_at_the_cell(made: School) -> None:
    client, form = opened(made)
    with open_scope(system("test")):
        set_window(made.school, NOON - dt.timedelta(days=1), NOON - MINUTE)
    answer = client.post(address(made), form | {f"{made.uuid(0)}.final": "8"})
    assert "Không lưu được “8”. Sổ điểm đã khoá." in text(answer)
    assert stored(made) == ()


@pytest.mark.parametrize("seen", ["", "{}", '{"cells":1}', "không"])
def test_a_form_that_does_not_say_what_it_showed_saves_nothing(made: School, seen: str) -> None:
    client, form = opened(made)
    client.post(address(made), form | {"seen": seen, f"{made.uuid(0)}.final": "8"})
    assert stored(made) == ()


def test_a_reader_does_not_write_by_form(made: School) -> None:
    _client, form = opened(made)
    for who, status in (("head", 403), ("homeroom", 403), ("outsider", 404)):
        sent = form | {f"{made.uuid(0)}.final": "8"}
        assert browser(made, who).post(address(made), sent).status_code == status
    assert stored(made) == ()


def since(client: Client, made: School, moment: dt.datetime) -> list[dict[str, Any]]:
    answer = client.get(address(made, page="thay-doi/"), {"tu": moment.isoformat()})
    cells: list[dict[str, Any]] = answer.json()["cells"]
    return cells


def test_the_page_hears_what_colleagues_wrote_and_not_what_it_wrote_itself(made: School) -> None:
    type_as(made, "maths", "midterm", None, "6")
    with clock.frozen(NOON + MINUTE):
        type_as(made, "maths_too", "final", None, "7")
        type_as(made, "maths", "regular.1", None, "9")
        client = browser(made, "maths")
        (cell,) = since(client, made, NOON)
        assert (cell["cell"], cell["shown"], cell["author"]) == ("final", "7", "Lê Thị Hà")
        assert since(client, made, NOON + MINUTE) == []


def test_while_nothing_happens_the_question_costs_one_statement_of_the_book(made: School) -> None:
    client = browser(made, "maths")
    client.get(address(made, page="thay-doi/"), {"tu": NOON.isoformat()})
    with CaptureQueriesContext(connection) as queries:
        client.get(address(made, page="thay-doi/"), {"tu": NOON.isoformat()})
    about = [each["sql"] for each in queries if "m.changed_at >" in each["sql"]]
    assert len(about) == 1
    assert not [each["sql"] for each in queries if "mark_history" in each["sql"]]


@pytest.mark.parametrize("moment", ["", "hôm qua", "2025-12-15T12:00:00"])
def test_a_moment_that_is_none_is_refused(made: School, moment: str) -> None:
    answer = browser(made, "maths").get(address(made, page="thay-doi/"), {"tu": moment})
    assert answer.status_code == 400


def test_strangers_hear_nothing(made: School) -> None:
    for who, status in (("literature", 403), ("outsider", 404), ("parent", 404)):
        answer = browser(made, who).get(address(made, page="thay-doi/"), {"tu": NOON.isoformat()})
        assert answer.status_code == status
