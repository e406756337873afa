"""The API keeps what its description promises: valid OpenAPI 3.1, no change unseen, no answer that is not described.

Schemathesis asks every operation odd things as a head who signed in, at addresses of things that exist and of things
that do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from khue.portal.urls import api
from tests.access.samples import all_samples
from tests.clients import client_of
from tests.conformance.description import COMMAND, PREFIX, SNAPSHOT, described
from tests.world import World

schema = schemathesis.openapi.from_dict(json.loads(described()))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_the_description_is_valid_openapi() -> None:
    schema.validate()
    assert schema.raw_schema["openapi"].startswith("3.1")


def test_the_description_is_the_committed_one() -> None:
    assert described() == SNAPSHOT.read_text(encoding="utf-8"), f"The API changed. If it should: {COMMAND}"


def test_every_operation_declares_problems_as_problems() -> None:
    plain = [
        f"{method} {path} {status}"
        for path, operations in api.get_openapi_schema(path_prefix=PREFIX)["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if str(status) >= "400" and list(answer["content"]) != ["application/problem+json"]
    ]
    assert plain == []


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request must not close the connection in whose transaction the whole test runs."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def headers(world: World) -> dict[str, str]:
    """Cookies and token of a browser in which the head of school A is signed in."""
    client = client_of(world.people["head"])
    request = RequestFactory().get("/")
    token = get_token(request)
    cookies = SimpleCookie({"csrftoken": request.META["CSRF_COOKIE"]})
    cookies |= client.cookies
    return {
        "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()),
        "X-CSRFToken": token,
    }


@pytest.fixture
def known(world: World) -> dict[str, dict[str, str]]:
    """Arguments that lead to something of school A's, by path as the description writes it."""
    return {
        "/" + name.replace("<", "{").replace(">", "}").replace("uuid:", ""): {
            key: str(value) for key, value in sample.values.items()
        }
        for name, sample in all_samples(world).items()
        if name.startswith("api/")
    }


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_undescribed(
    case: Any, headers: dict[str, str], known: dict[str, dict[str, str]]
) -> None:
    case.call_and_validate(app=get_wsgi_application(), headers=headers, checks=CHECKS)
    if case.path in known:
        case.path_parameters = known[case.path]
        case.call_and_validate(app=get_wsgi_application(), headers=headers, checks=CHECKS)
