"""The open pages, the choices of a device, error pages, toasts."""

from __future__ import annotations

import json

import pytest
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from khue.core.ui import notices, specimens, views
from khue.core.ui.tests.conftest import RequestOf
from khue.core.web.language import COOKIE as LANGUAGE_COOKIE


def test_a_stranger_sees_all_components(request_of: RequestOf) -> None:
    response = views.styleguide(request_of("/styleguide"))
    assert response.status_code == 200
    assert "Bộ mẫu giao diện" in response.content.decode()


@pytest.mark.parametrize("name", specimens.EXAMPLES)
def test_a_stranger_sees_the_example_screens(request_of: RequestOf, name: str) -> None:
    assert views.example(request_of(), name).status_code == 200


def test_an_unknown_example_is_not_found(request_of: RequestOf) -> None:
    with pytest.raises(Http404):
        views.example(request_of(), "unicorn")


def chosen(**posted: str) -> HttpResponse:
    return views.appearance(RequestFactory().post("/giao-dien/", posted))


def test_a_theme_is_kept_on_the_device() -> None:
    response = chosen(theme="khue-dark", next="/hoc-sinh/")
    assert response.headers["Location"] == "/hoc-sinh/"
    assert response.cookies["khue_theme"].value == "khue-dark"


def test_the_device_decides_again_when_no_theme_is_chosen() -> None:
    assert chosen(theme="").cookies["khue_theme"]["max-age"] == 0
    assert chosen(theme="unicorn").cookies["khue_theme"].value == ""


def test_a_language_is_kept_on_the_device() -> None:
    assert chosen(language="en").cookies[LANGUAGE_COOKIE].value == "en"
    assert chosen(language="xx").cookies[LANGUAGE_COOKIE].value == ""


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(elsewhere: str) -> None:
    assert chosen(theme="khue", next=elsewhere).headers["Location"] == "/"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_an_error_says_what_happened_what_is_safe_and_what_to_do(request_of: RequestOf, status: int) -> None:
    html = render_to_string(f"errors/{status}.html", {"request_id": "01JD7K"}, request_of())
    assert "<h1" in html
    assert "01JD7K" in html
    assert str(status) not in html.partition("<main")[2].replace("01JD7K", "").partition("</main>")[0]


def test_an_error_page_needs_no_request() -> None:
    assert "Hệ thống chưa làm xong việc này" in render_to_string("errors/500.html", {})


def test_errors_speak_english_too(request_of: RequestOf) -> None:
    with translation.override("en"):
        assert "This page is not here" in render_to_string("errors/404.html", {}, request_of())


def told(tone: str, undo: str = "") -> Message:
    request = HttpRequest()
    storage = CookieStorage(request)
    request._messages = storage  # type: ignore[attr-defined] # noqa: SLF001 -- where Django keeps them
    notices.notify(request, "Đã chuyển 12 em sang 8A4.", tone=tone, undo=undo)
    return next(iter(storage))


@pytest.mark.parametrize("tone", ["ok", "err", "offline", "info"])
def test_a_message_keeps_its_tone(tone: str) -> None:
    assert notices.tone_of(told(tone)) == tone


def test_a_message_keeps_its_way_back() -> None:
    assert notices.undo_of(told("ok", "/hoan-tac/7")) == "/hoan-tac/7"
    assert notices.undo_of(told("ok")) == ""


def test_a_message_becomes_a_toast(request_of: RequestOf) -> None:
    html = render_to_string("base.html", {"messages": [told("ok", "/hoan-tac/7")]}, request_of())
    assert "Đã chuyển 12 em sang 8A4." in html
    assert 'action="/hoan-tac/7"' in html


def test_an_answer_to_htmx_can_tell_news() -> None:
    response = notices.tell(HttpResponse(), "Đã lưu.", undo="/hoan-tac/7")
    news = json.loads(response.headers["HX-Trigger"])["khue:toast"]
    assert news == {
        "text": "Đã lưu.",
        "tone": "ok",
        "action": "Hoàn tác",
        "href": "/hoan-tac/7",
        "seconds": 10,
    }
