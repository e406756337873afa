"""Debian's chromium, for the tests that look at pages as people do; where it cannot run, they say what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from khue.config.environment import ROOT

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]


def missing() -> str:
    """What keeps the browser from running here, and how it comes; empty when nothing does."""
    if PROGRAM is None:
        return "no chromium on this machine: apt install chromium"
    if not any(Path("/usr/lib").glob("*/libatomic.so.1")):
        return "the Node of Playwright does not start: apt install libatomic1"
    if not (ROOT / "node_modules" / "axe-core").exists():
        return "no axe-core: run make develop"
    return ""


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser that is closed afterwards; skips the test where none runs."""
    if reason := missing():
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        yield browser
        browser.close()
