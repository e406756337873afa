"""The world of the access tests, made once a test and rolled back with it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.clients import client_of
from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """The standing people and what they own."""
    return build_world()


@pytest.fixture
def as_person(world: World) -> object:
    """`as_person("head")` is a browser in which that person is signed in; "stranger" is nobody."""

    def browser(standing: str) -> Client:
        return client_of(world.people[standing]) if standing != "stranger" else Client()

    return browser
