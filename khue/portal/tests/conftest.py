"""A province with marks and results, and a browser for each of its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from khue.core import clock
from khue.portal.tests.factories import Province, make_province
from tests.clients import client_of
from tests.world import World, build_world

NOON = dt.datetime(2025, 11, 24, 5, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _a_monday_in_november() -> Iterator[None]:
    caches["memory"].clear()
    with clock.frozen(NOON):
        yield


@pytest.fixture
def world(db: None) -> World:
    """The standing people and what they own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint), open_school_year(2024::smallint)")
    return build_world()


@pytest.fixture
def province(world: World) -> Province:
    """The same with subjects, marks, results, corrections and transcripts."""
    return make_province(world)


@pytest.fixture
def as_person(world: World) -> object:
    """`as_person("head")` is a browser in which that person is signed in."""

    def browser(standing: str) -> Client:
        return client_of(world.people[standing])

    return browser
