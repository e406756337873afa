"""Error pages in our words, and the same facts as problems for the API."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from khue.core.scope import NOBODY, open_scope
from khue.core.tracing import request_id


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
    """500, with the request's id to tell the help desk; drawn without the request, whose session may be the trouble."""
    page = render_to_string("errors/500.html", {"request_id": request_id.get()})
    return HttpResponse(page, status=500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Drawn in a transaction of its own: the view's was rolled back, and the frame reads the hat's own rows."""
    with open_scope(getattr(request, "scope", NOBODY)):
        page = render(request, f"errors/{status}.html", {"request_id": request_id.get()}, status=status)
    page["Cache-Control"] = "private, no-store"
    return page
