"""Requests of strangers and components drawn alone; no database, because the screens keep no data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django_cotton import render_component

RequestOf = Callable[..., HttpRequest]
Draw = Callable[..., str]


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def request_of() -> RequestOf:
    """Makes a stranger's request; keyword arguments are cookies."""

    def make(path: str = "/", **cookies: str) -> HttpRequest:
        request = RequestFactory().get(path)
        request.COOKIES.update(cookies)
        return request

    return make


@pytest.fixture
def draw(request_of: RequestOf) -> Draw:
    """Draws one component, its white space closed up."""

    def component(name: str, /, **attributes: object) -> str:
        return " ".join(render_component(request_of(), name, attributes).split())

    return component
