"""The live server on the test database, run as the app, and Debian's chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from tests.browser.house import House, give_passwords
from tests.chromium import opened
from tests.world import build_world


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of one module; where it or axe is missing, the tests say so and stay out."""
    with pytest.MonkeyPatch.context() as patch, opened() as browser:
        # Playwright keeps a loop in this thread; Django would take our plain queries for asynchronous ones.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture
def house(transactional_db: None, chromium: Browser, live_server: Any) -> Iterator[House]:
    """The product with the world in it; every window is closed afterwards."""
    cache.clear()  # sign-ins of one address are counted there
    world = build_world()
    give_passwords(world)
    yield House(live_server.url, world, chromium)
    for context in chromium.contexts:
        context.close()
