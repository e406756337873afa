"""Errors as problems (RFC 9457): a stable `code`, words in the caller's language, the request's id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as InputError

from khue.core.tracing import request_id

TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("Sign in first"),
    403: gettext_lazy("This is not yours to do"),
    404: gettext_lazy("There is nothing here"),
    405: gettext_lazy("This address does not do that"),
    409: gettext_lazy("Somebody else was faster"),
    413: gettext_lazy("What you sent is too large"),
    415: gettext_lazy("This kind of content is not taken here"),
    422: gettext_lazy("Some values cannot be used"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("The system could not finish this"),
    503: gettext_lazy("The system is away for a moment"),
}
UNREADABLE, UNUSABLE, CONFLICT = 400, 422, 409


class FieldProblem(Schema):
    """What is wrong with one field: its path, a stable code, words."""

    field: str
    code: str
    detail: str


class Problem(Schema):
    """An RFC 9457 problem. `code` is stable and meant for programs, `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str
    errors: list[FieldProblem] = []


def answer_problem(
    status: int, code: str, detail: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    """A problem as an HTTP answer."""
    body = {
        "type": "about:blank",
        "title": str(TITLES.get(status, code)),
        "status": status,
        "code": code,
        "detail": detail,
        "instance": f"urn:uuid:{request_id.get()}",
        "errors": list(errors),
    }
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=TYPE)


def install_problems(api: NinjaAPI) -> None:
    """Let every error of `api` leave as a problem."""
    handlers: list[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = [
        (AuthenticationError, lambda _request, _error: _unauthenticated()),
        (
            PermissionDenied,
            lambda _request, error: answer_problem(403, "forbidden", getattr(error, "act", "")),
        ),
        (Http404, lambda _request, _error: answer_problem(404, "not_found")),
        (InputError, _input_error),
        (RawPostDataException, lambda _request, _error: _not_json()),  # a form was sent where JSON is taken
        (ValidationError, _validation_error),
        (
            IntegrityError,
            lambda _request, _error: answer_problem(
                CONFLICT, "exists_already", _("There is one like this already.")
            ),
        ),
        (HttpError, lambda _request, error: answer_problem(error.status_code, "http_error", str(error))),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def _unauthenticated() -> HttpResponse:
    response = answer_problem(401, "not_signed_in")
    response["WWW-Authenticate"] = 'Bearer realm="khue"'
    return response


def _not_json() -> HttpResponse:
    return answer_problem(UNREADABLE, "unreadable", _("The body is not valid JSON."))


def _input_error(_request: HttpRequest, error: InputError) -> HttpResponse:
    if any(each["type"] == "json_invalid" for each in error.errors):
        return _not_json()
    errors = [
        {"field": ".".join(str(part) for part in each["loc"]), "code": each["type"], "detail": each["msg"]}
        for each in error.errors
    ]
    return answer_problem(UNUSABLE, "invalid", errors=errors)


def _validation_error(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [
        {"field": "" if name == "__all__" else name, "code": "invalid", "detail": str(message)}
        for name, messages in by_field.items()
        for message in messages
    ]
    return answer_problem(UNUSABLE, "invalid", errors=errors)
