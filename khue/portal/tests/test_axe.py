"""axe-core finds nothing on any home page or list behind one, at 360 and 1280 pixels, light and dark.

The pages are asked for first, as each person gets them; the browser then reads them without a server.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Route

from khue.core.scope import open_scope, system
from khue.core.ui.tests.test_axe import HOST, TYPES, findings
from khue.portal.tests.factories import (
    Province,
    ask_correction,
    close_window,
    give_result,
    issue_transcript,
    rate,
)
from tests.chromium import opened

LISTS = ("xa", "truong", "lop", "lop-chua-xac-nhan", "hoc-ba", "sua-diem", "hoc-sinh/?nam=2025&ki=1")
PAGES = {
    "director": ("/", *(f"/so-lieu/{kind}" if "?" in kind else f"/so-lieu/{kind}/" for kind in LISTS)),
    "own officer": ("/",),
    "head": ("/", "/thiet-lap/"),
    "records clerk": ("/",),
    "own teacher": ("/",),
    "own parent": ("/", "/ket-qua/?ki=1", "/ket-qua/?ki=3"),
    "own pupil": ("/", "/ket-qua/?ki=2"),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(province: Province, as_person: Callable[[str], Client]) -> dict[str, tuple[bytes, str]]:
    """Body and policy of every page, by a path that begins with who asked."""
    world = province.world
    with open_scope(system("test")):
        ask_correction(world, "A 8A1 1", days_ago=4)
        issue_transcript(world, "A 8A1 1", signed=("homeroom", "head"))
        issue_transcript(world, "A 8A1 2", signed=("homeroom",))
        rate(world, "A 8A1 1")
        give_result(world, "A 8A1 1", term=1, learning=4)
        give_result(world, "A 8A1 1", term=3, learning=4, decision=2)
        close_window(world.department, dt.datetime(2025, 11, 20, tzinfo=dt.UTC))
    found = {}
    for standing, paths in PAGES.items():
        client = as_person(standing)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            key = f"/{standing.replace(' ', '-')}{path.replace('?', '_')}"
            found[key] = (answer.content, answer["Content-Security-Policy"])
    return found


def answering(pages: Mapping[str, tuple[bytes, str]]) -> Callable[[Route], None]:
    """What the browser is answered: a page that was asked for, or a file of ours."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            body, policy = pages[path]
            headers = {"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=body, headers=headers)

    return answer


def test_axe_reports_nothing(pages: dict[str, tuple[bytes, str]]) -> None:
    found: list[str] = []
    with opened() as browser:  # closed before the database is asked again: it runs a loop of its own
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                view: Any = {"viewport": {"width": width, "height": 860}, "color_scheme": scheme}
                context = browser.new_context(**view)
                context.route(f"{HOST}/**", answering(pages))
                found += [f"{width} {scheme} {line}" for path in pages for line in findings(context, path)]
                context.close()
    assert found == []
