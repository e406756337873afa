"""While the database is away, people and programs are told so, and when to ask again; other failures stay failures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client

from khue.foundation.accounts import selectors

pytestmark = pytest.mark.django_db
Failure = Callable[..., NoReturn]


def raising(cause: Exception, error: type[Exception] = OperationalError) -> Failure:
    """A call that fails as Django tells the failure of the driver."""

    def fail(*_given: object, **_named: object) -> NoReturn:
        raise error(str(cause)) from cause

    return fail


GONE = [
    raising(psycopg.OperationalError("couldn't get a connection after 3.00 sec")),
    raising(psycopg.errors.AdminShutdown()),
    raising(psycopg.errors.CannotConnectNow()),
    raising(psycopg.errors.TooManyConnections()),
    raising(psycopg.InterfaceError("the connection is closed"), InterfaceError),
]
BROKEN = [
    raising(psycopg.errors.DeadlockDetected()),
    raising(psycopg.errors.UndefinedColumn(), DatabaseError),
    raising(ValueError("x"), ValueError),
]


def browser(as_person: Any, monkeypatch: pytest.MonkeyPatch, failure: Failure) -> Client:
    """A browser of somebody who signed in before the failure began."""
    client: Client = as_person("head")
    client.raise_request_exception = False
    monkeypatch.setattr(selectors, "scope_of_request", failure)
    return client


@pytest.mark.parametrize("failure", GONE)
def test_a_page_says_that_the_system_is_away_and_when_to_come_again(
    as_person: Any, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    answer = browser(as_person, monkeypatch, failure).get("/hoc-sinh/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "Hệ thống đang tạm ngừng" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("failure", GONE)
def test_the_api_says_it_as_a_problem(
    as_person: Any, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    answer = browser(as_person, monkeypatch, failure).get("/api/v1/classes/pupils")
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "database_away"


@pytest.mark.parametrize("failure", BROKEN)
def test_what_is_broken_is_not_called_away(
    as_person: Any, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    client = browser(as_person, monkeypatch, failure)
    page, problem = client.get("/hoc-sinh/"), client.get("/api/v1/classes/pupils")
    assert [page.status_code, problem.status_code] == [500, 500]
    assert "Retry-After" not in page
    assert problem.json()["code"] == "unexpected"
