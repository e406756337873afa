"""axe-core finds nothing on any of our pages, at 360 and 1280 pixels, light and dark, under the strict policy.

The browser gets the pages from this process without a server: what it asks for is drawn or read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Route

from khue.core.ui import specimens, views
from tests.chromium import opened

AXE = Path(__file__).resolve().parents[4] / "node_modules" / "axe-core" / "axe.min.js"
HOST = "http://khue.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ERRORS = ("404",)  # one skeleton for all
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def drawn(path: str) -> str:
    """A page as a stranger gets it."""
    request: HttpRequest = RequestFactory().get(path)
    name = path.rpartition("/")[2]
    if name in ERRORS:
        return render_to_string(f"errors/{name}.html", {"request_id": "01JD7K"}, request)
    response = views.styleguide(request) if name == "styleguide" else views.example(request, name)
    return response.content.decode()


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOST).partition("?")[0]
    if path.startswith("/static/"):
        file = Path(str(finders.find(path.removeprefix("/static/"))))
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
    else:
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=drawn(path), headers=headers)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as chromium:
        yield chromium


def findings(context: Any, path: str) -> list[str]:
    """What axe, the policy and a look at the width have against a page."""
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.goto(HOST + path)
    page.evaluate("document.fonts.ready")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    page.close()
    found += [f"{one['id']}: {node['html'][:120]}" for one in result["violations"] for node in one["nodes"]]
    return [f"{path} {line}" for line in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_reports_nothing(browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
    context.route(f"{HOST}/**", answer)
    paths = [
        "/styleguide",
        *(f"/styleguide/{name}" for name in specimens.EXAMPLES),
        *(f"/{name}" for name in ERRORS),
    ]
    found = [line for path in paths for line in findings(context, path)]
    context.close()
    assert found == []
