"""The standing people of the access tests."""

from __future__ import annotations

import pytest

from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """The standing people and what they own."""
    return build_world()
