"""The live server on the test database, run as the app, and Debian's chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import AXE, House, give_passwords
from tests.world import build_world


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of one module; where it or axe is missing, the tests say so and stay out."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    if not AXE.exists():
        pytest.skip("no axe-core: run make develop")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread; Django would take our plain queries for asynchronous ones.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def house(transactional_db: None, chromium: Browser, live_server: Any) -> Iterator[House]:
    """The product with the world in it; every window is closed afterwards."""
    cache.clear()  # sign-ins of one address are counted there
    world = build_world()
    give_passwords(world)
    yield House(live_server.url, world, chromium)
    for context in chromium.contexts:
        context.close()
