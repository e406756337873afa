"""Error pages in our words, and the same facts as problems for the API."""

from __future__ import annotations

import sys
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from khue.core.api.problems import answer_problem
from khue.core.scope import NOBODY, open_scope
from khue.core.tracing import request_id

BROKEN: Final = 500
AWAY: Final = 503
RETRY_SECONDS: Final = 20
GONE: Final = ("08", "57P", "53300")
"""Classes of PostgreSQL's codes: no connection, a server that shuts down or starts, no place for one more."""


def bad_request(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the thing is visible, the act is not this hat's."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not in this hat's reach; the answer is the same."""
    return _page(request, 404)


def not_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """405, with the methods that the address does take."""
    page = _page(request, 405)
    page["Allow"] = allowed
    return page


def too_large(request: HttpRequest) -> HttpResponse:
    """413; drawn without the request, which nothing has read."""
    megabytes = settings.LARGEST_BODY >> 20
    words = {"request_id": request_id.get(), "megabytes": megabytes}
    return HttpResponse(render_to_string("errors/413.html", words), status=413)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without the token of this session: an old page, or another site's."""
    return HttpResponse(render_to_string("errors/csrf.html", {"request_id": request_id.get()}), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with the request's id to tell the help desk; 503 while the database is away.

    Drawn without the request, whose session may be the trouble.
    """
    status, code = (AWAY, "database_away") if _is_away(sys.exc_info()[1]) else (BROKEN, "unexpected")
    if request.path.startswith("/api/"):
        answer = answer_problem(status, code)
    else:
        words = {"request_id": request_id.get()}
        answer = HttpResponse(render_to_string(f"errors/{status}.html", words), status=status)
    if status == AWAY:
        answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is_away(error: BaseException | None) -> bool:
    """Whether an error means that there is no database to talk to: no connection, or one that broke or was ended."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(GONE)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Drawn in a transaction of its own: the view's was rolled back, and the frame reads the hat's own rows."""
    with open_scope(getattr(request, "scope", NOBODY)):
        page = render(request, f"errors/{status}.html", {"request_id": request_id.get()}, status=status)
    page["Cache-Control"] = "private, no-store"
    return page
