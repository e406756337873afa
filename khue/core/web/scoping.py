"""Opens the scope of a request around its view: one transaction, one statement that sets the row-level security.

A value that the database cannot hold (the character NUL, half a surrogate pair, a number too large) is a mistake
of the request, not of the program: 400.

Fails closed: a view is for people who signed in unless it is marked `@open_to_strangers`. A stranger is sent to sign in
(page) or gets 401 (API); everything a scope does not reach is not found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from khue.core import idempotency
from khue.core.api.problems import UNREADABLE, UNUSABLE, answer_problem
from khue.core.scope import NOBODY, Scope, open_scope
from khue.core.web.errors import bad_request, not_this_way
from khue.core.web.inbox import forget

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = "khue_open_to_strangers"
BEFORE = "khue_open_before"
SENSITIVE = "khue_sensitive"
FORBIDDEN, NOT_THIS_WAY = 403, 405
log = logging.getLogger(__name__)

# Answers the scope of a request that carries a session or a token, None for a stranger; accounts registers itself.
_scopes: list[Callable[[HttpRequest], Scope | None]] = []
_first_things: list[Callable[[HttpRequest], str]] = []
_confirmations: list[Callable[[HttpRequest], str]] = []


def scopes_requests(function: Callable[[HttpRequest], Scope | None]) -> None:
    """Register how a request becomes a scope."""
    _scopes.append(function)


def detains_requests(function: Callable[[HttpRequest], str]) -> None:
    """Register what somebody who signed in has to do before anything else: answers its address, or an empty string."""
    _first_things.append(function)


def confirms_requests(function: Callable[[HttpRequest], str]) -> None:
    """Register where somebody shows once more that it is they; answers an empty string when that was a moment ago."""
    _confirmations.append(function)


def sensitive(view: View) -> View:
    """Mark an act that asks its person to show once more that it is they: an unwatched screen must not do it."""
    setattr(view, SENSITIVE, True)
    return view


def open_before(view: View) -> View:
    """Mark a view that opens also while something else is to be done first: signing out, and that thing itself."""
    setattr(view, BEFORE, True)
    return view


def open_to_strangers(view: View) -> View:
    """Mark a view that anyone may open without signing in."""
    setattr(view, OPEN, True)
    return view


def is_open(view: Callable[..., Any]) -> bool:
    """Whether strangers may open the view."""
    return bool(getattr(view, OPEN, False) or getattr(getattr(view, "view_class", None), OPEN, False))


class ScopeMiddleware:
    """Runs each view inside its scope and its transaction; an error answer rolls the transaction back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer in place of Django's handler, so that scope, view and rendering share one transaction."""
        if view.__module__.startswith(("django.", "whitenoise.")):
            return None
        scope = next((found for opener in _scopes if (found := opener(request))), None)
        request.scope = scope or NOBODY  # type: ignore[attr-defined]
        is_api = _is_api(request)
        elsewhere = _elsewhere(request, view, is_stranger=scope is None)
        if elsewhere is not None:
            return elsewhere
        try:
            response = answer(request, lambda: view(request, *args, **kwargs))
        except idempotency.KeyReused:
            return _refusal(request, UNUSABLE, "idempotency_key_reused")
        except (DataError, UnicodeEncodeError):
            log.warning("a value that the database cannot hold", exc_info=True)
            return _refusal(request, UNREADABLE, "unreadable")
        if response.status_code == NOT_THIS_WAY and not is_api:
            response = not_this_way(request, response.get("Allow", ""))
        if scope is not None and request.method not in SAFE:
            forget(scope)
        if scope is not None:  # a shared computer must not show the page again after signing out
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _elsewhere(request: HttpRequest, view: Callable[..., Any], *, is_stranger: bool) -> HttpResponse | None:
    """The answer to a request that does not come to its view; None for one that does."""
    if is_stranger and not is_open(view) and not _is_api(request):
        return redirect_to_login(request.get_full_path())
    if _is_unstorable(request):
        return _refusal(request, UNREADABLE, "unreadable")
    is_free = is_stranger or is_open(view) or getattr(view, BEFORE, False)
    if is_free:
        return None
    return _detour(request, _first_things + (_confirmations if getattr(view, SENSITIVE, False) else []))


def _detour(request: HttpRequest, questions: list[Callable[[HttpRequest], str]]) -> HttpResponse | None:
    """To what has to be done first, by whatever address somebody comes; None when there is nothing to do."""
    address = next((found for asked in questions if (found := asked(request))), "")
    if not address:
        return None
    if _is_api(request):
        return answer_problem(FORBIDDEN, "first_things_first", _("Open %s first.") % address)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _refusal(request: HttpRequest, status: int, code: str) -> HttpResponse:
    return answer_problem(status, code) if _is_api(request) else bad_request(request, None)


def _is_unstorable(request: HttpRequest) -> bool:
    """Whether the request holds the character NUL, which no text of PostgreSQL can hold and no person types."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if request.content_type == "application/json":
        return b"\\u0000" in request.body
    return request.method == "POST" and any(
        "\0" in text for _, texts in request.POST.lists() for text in texts
    )


def answer(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run `act` once per idempotency key, inside the request's scope; roll back what a refusal had written."""
    with open_scope(request.scope):  # type: ignore[attr-defined]
        response = idempotency.once(request, lambda: _rendered(act()))
        if response.status_code >= 400:  # noqa: PLR2004 -- the first error status of HTTP
            transaction.set_rollback(True)
    return response


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render inside the scope: a lazy template reads the database."""
    render = getattr(response, "render", None)
    if callable(render) and isinstance(response, HttpResponse):
        rendered: HttpResponse = render()
        return rendered
    return response
