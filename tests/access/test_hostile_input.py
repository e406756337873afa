"""Whatever stands in a query, a form, a cursor or a path, no page and no endpoint answers with a server error.

Every parameter that a view asks for, by any name, is answered with the hostile value: the test needs no list of names
and a new page joins by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import PropertyMock, patch
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from khue.core.tables.paging import encode
from tests.access.routes import Route, all_routes
from tests.access.samples import Sample, all_samples
from tests.world import World

pytestmark = pytest.mark.django_db
VALUES = {
    "a number of 5,000 digits": "9" * 5_000,
    "a number beyond every column": "99999999999999999999",
    "a number beyond four bytes": "3000000000",
    "a negative number": "-1",
    "zero": "0",
    "a digit that int() refuses": "²",
    "Arabic digits": "٢٠٢٥",
    "not a number": "nan",
    "a day that is none": "2025-02-31",
    "the year zero": "0000-00-00",
    "the last year": "9999-12-31",
    "a bad UUID": "00000000-0000-0000-0000-00000000000g",
    "the UUID of nobody": "00000000-0000-0000-0000-000000000000",
    "half a pair in JSON": '{"a": "\\ud800", "cells": [["\\ud800"]]}',
    "NUL": "a\0b",
    "signs": "%_'\"\\<script>;--{}[]()$&|",
    "a long text": "ạ" * 70_000,
    "true": "true",
    "a list": "[]",
    "half an object": '{"a": [1, {"b": ',
    "a deep list": "[" * 5_000,
    "blanks": " \t\u00a0\u3000\n",
    "a cursor of one": encode(["9" * 5_000]),
    "a cursor of texts": encode(["a\0b", "\ud800", "x"]),
    "a cursor of two": encode([10**30, 10**30]),
    "a cursor of lists": encode([[], {}]),
    "a cursor of three": encode([None, "2025-02-31", -(10**30)]),
    "a cursor of three texts": encode(["a", "b", "c"]),
    "a cursor of two truths": encode([True, 1.5]),
    "a cursor of four": encode(["a", "", None, "x"]),
}
STANDINGS = ("director", "head", "own teacher", "own parent")
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


def fed(world: World, client: Client, methods: tuple[str, ...]) -> list[str]:
    """Each route and value that ended in a server error, told in a line."""
    samples, failures = all_samples(world), list[str]()
    client.raise_request_exception = False
    for route in all_routes():
        if (route.arguments and route.name not in samples) or route.pattern == "dang-xuat/":
            continue
        for method in methods:
            for name, value in VALUES.items():
                with hostile(value):
                    code = status(client, route, samples.get(route.name, Sample()), method)
                if code >= 500:
                    failures.append(f"{method} {route.pattern}: {name}")
                if code in REFUSED:
                    break
    return failures


@pytest.mark.parametrize("standing", STANDINGS)
def test_no_parameter_of_a_page_makes_a_server_error(world: World, as_person: Any, standing: str) -> None:
    assert fed(world, as_person(standing), ("GET", "POST")) == []
