"""One id through log, audit, jobs and problems of a request."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from khue.core.ids import uuid7
from khue.core.tracing import request_id

_GIVEN = re.compile(r"[0-9a-f-]{36}")


class RequestIdMiddleware:
    """Takes the id of a proxy in front of us (`X-Request-ID`) when it is a UUID, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _GIVEN.fullmatch(given) else str(uuid7()))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)
