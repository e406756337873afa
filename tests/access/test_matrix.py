"""Every page and endpoint × every standing person.

Another school, another commune, a parent of another child: not found. A stranger: sent to sign in, or 401.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import path

from khue.config import urls
from khue.portal.views import home
from tests.access.routes import Route, all_routes
from tests.access.samples import Sample, all_samples
from tests.world import World

OUTSIDERS = (
    "teacher of another school",
    "head of another school",
    "officer of another commune",
    "another parent",
)
INSIDERS = (
    "own parent",
    "own pupil",
    "own teacher",
    "head",
    "registrar",
    "records clerk",
    "own officer",
    "director",
)
METHODS = ("get", "post", "put", "patch", "delete")
SIGN_IN = "/dang-nhap/"
pytestmark = pytest.mark.django_db


def ask(client: Client, route: Route, sample: Sample, method: str) -> int:
    """The status of one request; a server error is raised by the test client."""
    values = {name: sample.values.get(name, "x") for name in route.arguments}
    sent = (
        {"data": sample.body or {}, "content_type": "application/json"}
        if route.is_api and method != "get"
        else {}
    )
    answer = getattr(client, method)(route.address(values), **sent)
    if answer.streaming:
        b"".join(answer.streaming_content)
    if answer.status_code == 302 and answer["Location"].startswith(SIGN_IN):
        return 401
    return int(answer.status_code)


def unguessed(routes: list[Route], samples: dict[str, Sample]) -> list[str]:
    """Routes with arguments, not open to strangers, that no sample guesses at."""
    return [
        route.name for route in routes if route.arguments and not route.is_open and route.name not in samples
    ]


def test_every_address_with_arguments_has_something_to_guess_at(world: World) -> None:
    assert unguessed(all_routes(), all_samples(world)) == []


def test_no_sample_speaks_of_an_address_that_is_gone(world: World) -> None:
    names = {route.name for route in all_routes()}
    assert [name for name in all_samples(world) if name not in names] == []


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_sign_in(world: World, method: str) -> None:
    samples = all_samples(world)
    wrong = {}
    for route in all_routes():
        if not route.is_open:
            status = (
                ask(Client(), route, samples.get(route.name, Sample()), method)
                if route.takes(method)
                else 405
            )
            if status not in {401, 405}:
                wrong[route.name] = status
    assert wrong == {}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("standing", OUTSIDERS)
def test_an_outsider_finds_nothing_of_school_a(
    world: World, as_person: object, standing: str, method: str
) -> None:
    samples = all_samples(world)
    client = as_person(standing)  # type: ignore[operator]
    wrong = {}
    for route in all_routes():
        sample = samples.get(route.name)
        is_private = route.arguments and not route.is_open and sample and not sample.public
        if is_private and sample and route.takes(method):
            status = ask(client, route, sample, method)
            if status not in {403, 404, 405}:
                wrong[route.name] = status
    assert wrong == {}


@pytest.mark.parametrize("standing", OUTSIDERS[:3])
def test_no_list_of_an_outsider_names_anybody_of_school_a(
    world: World, as_person: object, standing: str
) -> None:
    client = as_person(standing)  # type: ignore[operator]
    leaks = []
    for route in all_routes():
        if not route.arguments:
            answer = client.get(route.address({}))
            body = b"" if answer.streaming else answer.content
            if "Nguyễn Kín A".encode() in body:
                leaks.append(route.name)
    assert leaks == []


@pytest.mark.parametrize("standing", INSIDERS)
def test_nobody_inside_meets_a_server_error(world: World, as_person: object, standing: str) -> None:
    samples = all_samples(world)
    client = as_person(standing)  # type: ignore[operator]
    for route in all_routes():
        if route.arguments and route.name not in samples:
            continue
        assert ask(client, route, samples.get(route.name, Sample()), "get") < 500, route.name


def test_a_new_page_without_a_sample_fails_the_matrix(world: World) -> None:
    dummy = path("thu/<uuid:uuid>/", home, name="dummy")
    assert "dummy" in unguessed(all_routes([*urls.urlpatterns, dummy]), all_samples(world))
