"""The gradebook for programs: the rights of the pages, compare-and-set by cell, a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.models import EntryWindow
from khue.school.gradebook.services.closing import compute
from khue.school.gradebook.tests.factories import NOON, open_year
from khue.sector.classes.models import ClassPlacement, ClassSubject
from khue.sector.pupils.models import Enrolment
from tests.clients import client_of
from tests.world import DAY, YEAR, World, build_world, person

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
ROOT = "/api/v1/gradebook"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def world(db: None) -> World:
    made = build_world()
    with open_scope(system("test")):
        open_year(YEAR)
    return made


@pytest.fixture
def browse(world: World) -> Browser:
    def browser(standing: str) -> Client:
        return client_of(world.people[standing])

    return browser


def book(world: World, subject: str = "TOAN", term: int = 1) -> str:
    return f"{ROOT}/books/{world.classes['A 8A1'].uuid}/{subject}/{term}"


def cell(world: World, name: str, old: str | None, new: str | None, pupil: int = 1) -> dict[str, Any]:
    return {"pupil": str(world.pupils[f"A 8A1 {pupil}"].uuid), "cell": name, "old": old, "new": new}


def save(client: Client, address: str, *cells: dict[str, Any]) -> Any:
    return client.patch(f"{address}/cells", {"cells": list(cells)}, content_type="application/json")


def problems(answer: Any) -> list[tuple[int, str] | None]:
    return [
        each["problem"] and (each["problem"]["status"], each["problem"]["code"])
        for each in answer.json()["answers"]
    ]


def test_a_teacher_reads_the_own_book_with_its_cells(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    assert save(client, book(world), cell(world, "final", None, "85")).status_code == 200
    told = client.get(book(world)).json()
    assert (told["kind"], told["expected"], told["may_write"]) == ("marks", 4, True)
    assert told["cells"][-3:] == ["midterm", "final", "remark"]
    assert [row["cells"]["final"] for row in told["rows"]] == ["8.5", None]


def test_the_version_changes_exactly_when_something_does(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    save(client, book(world), cell(world, "final", None, "8"))
    before = client.get(book(world)).json()["version"]
    save(client, book(world), cell(world, "final", "8", "8.0"))
    assert client.get(book(world)).json()["version"] == before
    save(client, book(world), cell(world, "final", "8", "9"))
    assert client.get(book(world)).json()["version"] != before


def test_a_conflict_in_one_cell_keeps_no_other_out(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    save(client, book(world), cell(world, "final", None, "8"))
    answer = save(
        client, book(world), cell(world, "final", None, "3"), cell(world, "midterm", None, "7"),
        cell(world, "midterm", None, "77", pupil=2), cell(world, "regular.9", None, "7"),
    )  # fmt: skip
    assert answer.status_code == 207
    assert answer.json()["saved"] == 2
    assert problems(answer) == [(409, "changed"), None, None, (422, "no_such_cell")]
    first = answer.json()["answers"][0]
    assert (first["value"], first["author"]) == ("8.0", "Trần Thị Dạy")
    rows = client.get(book(world)).json()["rows"]
    assert [row["cells"]["midterm"] for row in rows] == ["7.0", "7.7"]


def test_a_locked_book_answers_423_a_cell(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        EntryWindow.objects.create(
            organisation=world.schools[0], year_id=YEAR, term=1, opens_at=NOON - dt.timedelta(days=9),
            closes_at=NOON - dt.timedelta(days=1),
        )  # fmt: skip
    answer = save(browse("own teacher"), book(world), cell(world, "final", None, "8"))
    assert problems(answer) == [(423, "closed")]


def test_a_message_sent_twice_with_its_key_is_done_once(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    body = {"cells": [cell(world, "final", None, "8")]}
    for _ in range(2):
        answer = client.patch(
            f"{book(world)}/cells", body, content_type="application/json", headers={"Idempotency-Key": "a1"}
        )
        assert (answer.status_code, answer.json()["saved"]) == (200, 1)
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="gradebook.save").count() == 1


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"cells": 3}', '{"cells": [{"pupil": "x"}]}', '{"cells": [{"cell": "final"}]}']
)
def test_a_message_that_cannot_be_read_is_a_problem(world: World, browse: Browser, body: str) -> None:
    answer = browse("own teacher").patch(f"{book(world)}/cells", body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_an_empty_message_saves_nothing(world: World, browse: Browser) -> None:
    assert save(browse("own teacher"), book(world)).json() == {"saved": 0, "answers": []}


def test_a_book_is_confirmed_once(world: World, browse: Browser) -> None:
    client = browse("own teacher")

    def confirm() -> Any:
        return client.post(f"{book(world)}/confirm", content_type="application/json")

    assert confirm().json()["code"] == "nothing_to_confirm"
    save(client, book(world), cell(world, "final", None, "8"))
    made = confirm()
    assert made.json()["version"] == client.get(book(world)).json()["version"]
    assert confirm().status_code == 409


def test_a_cell_tells_its_values(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    save(client, book(world), cell(world, "final", None, "8"))
    save(client, book(world), cell(world, "final", "8", "9"))
    told = client.get(f"{book(world)}/pupils/{world.pupils['A 8A1 1'].uuid}/cells/final").json()
    assert [each["value"] for each in told] == ["9.0", "8.0"]
    assert client.get(f"{book(world)}/pupils/{world.pupils['A 8A1 1'].uuid}/cells/x").status_code == 404
    assert client.get(f"{book(world)}/pupils/{world.pupils['A 8A2 1'].uuid}/cells/final").status_code == 404


def test_conduct_is_a_book_too(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    assert save(client, book(world, "conduct"), cell(world, "rating", None, "tốt")).json()["saved"] == 1
    told = client.get(book(world, "conduct")).json()
    assert (told["kind"], told["rows"][0]["cells"]["rating"]) == ("conduct", "TOT")


def test_results_are_told_by_subject(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    cells = [*(f"regular.{place}" for place in range(1, 5)), "midterm", "final"]
    save(client, book(world), *(cell(world, name, None, "8") for name in cells))
    address = f"{ROOT}/results/{world.classes['A 8A1'].uuid}/1"
    assert client.get(address).json()["is_closed"] is False
    with open_scope(system("test")):
        compute(year=YEAR, term=1, classes=[world.classes["A 8A1"].pk])
    lines = client.get(address).json()["lines"]
    assert [line["values"] for line in lines] == [{"TOAN": "8.0"}, {"TOAN": None}]
    assert [line["missing"] for line in lines] == [[], ["TOAN"]]


# The list


def test_the_list_goes_on_behind_its_cursor(world: World, browse: Browser) -> None:
    client, seen, after = browse("head"), [], ""
    while True:
        page = client.get(f"{ROOT}/books", {"year": str(YEAR), "limit": "1", "after": after}).json()
        seen += [(each["class_name"], each["subject"]) for each in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [("8A1", "TOAN"), ("8A2", "TOAN")]


def test_the_list_is_narrowed_by_class_and_subject(world: World, browse: Browser) -> None:
    client = browse("head")

    def classes(**query: str) -> list[str]:
        page = client.get(f"{ROOT}/books", {"year": str(YEAR), **query}).json()
        return [each["class_name"] for each in page["items"]]

    assert classes(school_class=str(world.classes["A 8A2"].uuid)) == ["8A2"]
    assert classes(subject="NV") == []


def test_a_teacher_finds_the_own_books_only(world: World, browse: Browser) -> None:
    items = browse("own teacher").get(f"{ROOT}/books", {"year": YEAR}).json()["items"]
    assert [each["class_name"] for each in items] == ["8A1"]


@pytest.mark.parametrize("standing", ["own parent", "own pupil", "another parent"])
def test_families_have_no_books(world: World, browse: Browser, standing: str) -> None:
    assert browse(standing).get(f"{ROOT}/books").status_code == 403
    assert browse(standing).get(book(world)).status_code in {403, 404}


@pytest.mark.parametrize(
    "standing", ["teacher of another school", "head of another school", "another parent"]
)
def test_strangers_write_nothing(world: World, browse: Browser, standing: str) -> None:
    answer = save(browse(standing), book(world), cell(world, "final", None, "10"))
    assert answer.status_code in {403, 404}
    rows = browse("own teacher").get(book(world)).json()["rows"]
    assert rows[0]["cells"]["final"] is None


def test_a_head_reads_and_does_not_write(world: World, browse: Browser) -> None:
    client = browse("head")
    assert client.get(book(world)).json()["may_write"] is False
    assert save(client, book(world), cell(world, "final", None, "8")).status_code == 403


# What it costs


def more_pupils(world: World, count: int) -> None:
    school_class = world.classes["A 8A1"]
    with open_scope(system("test")):
        for number in range(10, 10 + count):
            pupil = person(f"Bùi Thị {number}", world.schools[0])
            enrolment = Enrolment.objects.create(
                organisation=world.schools[0], person=pupil, year_id=YEAR, grade_id=8, valid_from=DAY
            )
            ClassPlacement.objects.create(
                organisation=world.schools[0], school_class=school_class, enrolment=enrolment, person=pupil,
                list_number=number, valid_from=DAY,
            )  # fmt: skip


def test_every_reading_costs_the_same_for_two_pupils_and_for_twenty(world: World, browse: Browser) -> None:
    client = browse("head")
    addresses = (
        f"{ROOT}/books?year={YEAR}", book(world), book(world, "conduct"),
        f"{ROOT}/results/{world.classes['A 8A1'].uuid}/1",
    )  # fmt: skip

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    more_pupils(world, 18)
    with open_scope(system("test")):
        art, _new = Subject.objects.get_or_create(
            code="NT",
            defaults={"name": "Nghệ thuật", "short_name": "NT", "assessed": "comment", "valid_from": DAY},
        )
        ClassSubject.objects.create(
            organisation=world.schools[0], school_class=world.classes["A 8A1"], subject=art, periods=70
        )
    assert costs() == few


def test_saving_costs_the_same_for_one_cell_and_for_many(world: World, browse: Browser) -> None:
    client = browse("own teacher")

    def cost(*cells: dict[str, Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert save(client, book(world), *cells).status_code == 200
        return len(queries)

    cost(cell(world, "remark", None, "Chăm"))
    one = cost(cell(world, "final", None, "8"))
    many = cost(
        *(cell(world, f"regular.{place}", None, "8", pupil) for place in (1, 2, 3, 4) for pupil in (1, 2))
    )
    assert many == one
