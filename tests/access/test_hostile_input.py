"""Whatever stands in a query, a form, a cursor or a path, no page and no endpoint answers with a server error.

Every parameter that a view asks for, by any name, is answered with the hostile value: the test needs no list of names
and a new page joins by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import PropertyMock, patch
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from khue.core.scope import open_scope, system
from khue.core.tables.paging import encode
from tests.access.routes import Route, all_routes
from tests.access.samples import Sample, all_samples
from tests.world import World

pytestmark = pytest.mark.django_db
VALUES = {
    "a number of 5,000 digits": "9" * 5_000,
    "a number beyond every column": "99999999999999999999",
    "a number beyond four bytes": "3000000000",
    "a digit that int() refuses": "²",
    "a day that is none": "2025-02-31",
    "the last day of all": "9999-12-31",
    "a UUID of nobody": "00000000-0000-0000-0000-000000000000",
    "NUL": "a\0b",
    "signs": "%_'\"\\<script>;--{}[]()$&|",
    "half a pair in JSON": '{"a": "\\ud800", "cells": [["\\ud800"]]}',
    "a deep list": "[" * 5_000,
    "a cursor of texts": encode(["a\0b", "\ud800", "x"]),
    "a cursor of two": encode([10**30, 10**30]),
    "a cursor of three": encode([None, "2025-02-31", -(10**30)]),
}
ASKED = (
    ("director", "GET"),
    ("head", "GET"),
    ("head", "POST"),
    ("own teacher", "POST"),
    ("own parent", "GET"),
)
EACH = 2
SIGN_OUT = "dang-xuat/"
REFUSED = {403, 404, 405}


class Hostile(QueryDict):
    """Answers every name with one value."""

    def __init__(self, value: str) -> None:
        super().__init__("", mutable=True)
        self.value = value
        self.setlist("hostile", [value])

    def __getitem__(self, key: str) -> str:
        return self.value

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, default: Any = None) -> Any:
        return "" if key in {"idempotency_key", "csrfmiddlewaretoken"} else self.value

    def copy(self) -> Any:
        return QueryDict("hostile=" + quote(self.value[:100]), mutable=True)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        return [self.value, self.value]


@contextmanager
def hostile(value: str) -> Iterator[None]:
    """Every request of the block carries nothing but `value`."""
    given = PropertyMock(return_value=Hostile(value))
    files = PropertyMock(return_value=MultiValueDict())
    with (
        patch.object(WSGIRequest, "GET", given),
        patch.object(WSGIRequest, "POST", given),
        patch.object(WSGIRequest, "FILES", files),
    ):
        yield


def status(client: Client, route: Route, sample: Sample, method: str, **more: Any) -> int:
    values = {name: sample.values.get(name, "x") for name in route.arguments}
    answer = client.generic(method, route.address(values), **more)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return int(answer.status_code)


def turns() -> Iterator[list[str]]:
    """The names of a few values for each route, so that all of them have their turn before one comes again."""
    names = list(VALUES)
    for number in itertools.count():
        yield [names[(number * EACH + step) % len(names)] for step in range(EACH)]


def fed(world: World, client: Client, method: str) -> list[str]:
    """Each route and value that ended in a server error, told in a line."""
    samples, failures = all_samples(world), list[str]()
    client.raise_request_exception = False
    routes = [
        route
        for route in all_routes()
        if (route.name in samples or not route.arguments) and route.pattern != SIGN_OUT
    ]
    for route, names in zip(routes, turns(), strict=False):
        for name in names:
            with hostile(VALUES[name]):
                code = status(client, route, samples.get(route.name, Sample()), method)
            if code >= 500:
                failures.append(f"{method} {route.pattern}: {name}")
            if code in REFUSED:
                break
    return failures


@pytest.mark.parametrize(("standing", "method"), ASKED)
def test_no_parameter_makes_a_server_error(world: World, as_person: Any, standing: str, method: str) -> None:
    with open_scope(system("test")), connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint)")
    assert fed(world, as_person(standing), method) == []
