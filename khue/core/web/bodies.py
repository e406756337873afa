"""A limit on what a request may carry, asked before anything reads it: an upload is kept on disk while it is parsed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from khue.core.api.problems import answer_problem
from khue.core.web.errors import too_large


class BodyLimitMiddleware:
    """Refuses a request whose announced length is over `LARGEST_BODY`; one that announces none has no body for WSGI."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if (
            not (announced.isascii() and announced.isdigit())
            or len(announced) > len(str(settings.LARGEST_BODY))
            or (int(announced) > settings.LARGEST_BODY)
        ):
            return (
                answer_problem(413, "too_large") if request.path.startswith("/api/") else too_large(request)
            )
        return self.get_response(request)
