"""A person in front of the product: a browser, the live server, and the standing people with a password each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.hashers import make_password
from django.test import Client
from playwright.sync_api import Browser, Page, Response

from khue.config.environment import ROOT
from khue.core.working import drain
from khue.foundation.accounts.models import Account
from tests.clients import client_of
from tests.world import YEAR, World

PASSWORD = "Chim-hót-đầu-cành-8"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1280
HEIGHT = 860
SCHEMES = ("light", "dark")


@dataclass
class House:
    """The running product. `url` is its address without a path."""

    url: str
    world: World
    browser: Browser

    def open(self, path: str = "/", *, width: int = DESK) -> Page:
        """A fresh browser window of nobody in particular."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(self.url + path)
        return page

    def sign_in(self, standing: str, *, width: int = DESK) -> Page:
        """A browser window of one of the standing people, after typing login and password; year 2025 is chosen."""
        page = self.open("/dang-nhap/", width=width)
        page.get_by_label("Tên đăng nhập").fill(self.world.people[standing].username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(self.url + "/")
        self.choose_year(page)
        return page

    def client(self, standing: str) -> Client:
        """One of the standing people who signed in before, without a browser; year 2025 is chosen."""
        client = client_of(self.world.people[standing])
        session = client.session
        session["year"] = YEAR
        session.save()
        return client

    def enter(self, standing: str) -> Page:
        """A browser window of one of the standing people who signed in before."""
        page = self.open("/kiem-tra/")
        cookie = self.client(standing).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.url}])
        return page

    def choose_year(self, page: Page) -> None:
        """Look at the world's school year, as the bar's menu does."""
        token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
        answer = page.request.post(
            f"{self.url}/nam-hoc/",
            form={"year": str(YEAR), "next": "/", "csrfmiddlewaretoken": token},
            headers={"Referer": self.url},
        )
        assert answer.ok, answer.status

    def go(self, page: Page, path: str) -> Response:
        """Open a path; answers the response."""
        response = page.goto(self.url + path)
        assert response is not None
        return response

    def work(self, page: Page) -> None:
        """Do the jobs that wait, as the worker would, and look again."""
        drain()
        page.reload()


def give_passwords(world: World) -> None:
    """Let the standing people sign in: one hash for all of them, because a good hash is slow."""
    hashed = make_password(PASSWORD)
    for each in world.people.values():
        each.password = hashed
    Account.objects.bulk_update(world.people.values(), ["password"])


def findings(page: Page, scheme: Any) -> list[str]:
    """What axe and a look at the width have against the page at 360 and 1280 pixels, in one colour scheme.

    The dark scheme changes colours alone, so only contrast is asked for again.
    """
    asked = (
        {"type": "tag", "values": RULES}
        if scheme == "light"
        else {"type": "rule", "values": ["color-contrast"]}
    )
    found: list[str] = []
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if not page.evaluate("typeof window.axe === 'object'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        result = page.evaluate(
            "asked => axe.run(document, {runOnly: asked, resultTypes: ['violations']})", asked
        )
        here = f"{urlsplit(page.url).path} {width} {scheme}"
        found += [f"{here} wider than the screen"] if wide else []
        found += [
            f"{here} {one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in result["violations"]
            for node in one["nodes"]
        ]
    return found
