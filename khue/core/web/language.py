"""The language of a page: what the person chose (kept in the session or a cookie), else Vietnamese.

The browser's `Accept-Language` is read by the API only: a borrowed computer set to English must not turn a mother's
page into English.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "khue_lang"


class LanguageMiddleware:
    """Activates the language for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


def language_of(request: HttpRequest) -> str:
    """The chosen language if we have it; for the API the client's header; else the default."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in known:
        return chosen
    if request.path.startswith("/api/"):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE
