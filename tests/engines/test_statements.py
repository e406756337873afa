"""What a page costs the database: each statement more is a journey more, on every click of everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core.web import inbox
from tests.world import World

Browser = Callable[[str], Client]
ITSELF = 4
"""Session, account with its hats, scope, frame: what every page costs before it says anything. What waits for the hat
is counted three times a minute at most."""
GRADES = 2
"""What grades the school teaches, where no class of the year says it."""
DEFAULT = 1
"""Whether somebody lets a list that is opened without a question open in a way of their own."""
CLASSES = 2
"""What a teacher's or a parent's hat costs more: a scope to ask in, and whose classes or children they are."""


@pytest.fixture(autouse=True)
def _remember(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "REMEMBERED_SECONDS", 20)
    caches[inbox.MEMORY].clear()


def statements(client: Client, address: str) -> int:
    """How many statements the second visit takes; the first may fill what a process keeps.

    A test runs inside a transaction: a scope begins with a savepoint there, and sets the values before it once more
    when it ends. Neither is counted.
    """
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    asked = [each["sql"] for each in seen if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return len(asked) - sum("set_config('khue.reach'" in each for each in asked) // 2


@pytest.mark.parametrize(
    ("standing", "address", "of_the_page"),
    [
        ("head", "/tai-khoan/", 0),
        ("own teacher", "/tai-khoan/", CLASSES),
        ("own parent", "/tai-khoan/", CLASSES),
        ("head", "/hoc-sinh/", 3 + GRADES + DEFAULT),
        ("head", "/lop/", 2 + GRADES + DEFAULT),
        ("head", "/lich/nghi-le/", 2 + DEFAULT),
        ("own teacher", "/so-diem/", 8 + CLASSES),
    ],
)
def test_a_page_costs_what_it_shows_and_four(
    as_person: Browser, standing: str, address: str, of_the_page: int
) -> None:
    assert statements(as_person(standing), address) == ITSELF + of_the_page


def test_the_hats_of_an_account_are_read_once(as_person: Browser, world: World) -> None:
    client = as_person("head")
    with CaptureQueriesContext(connection) as seen:
        client.get("/tai-khoan/")
    assert sum("accounts_hats" in each["sql"] for each in seen) == 1
