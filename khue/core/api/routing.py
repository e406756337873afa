"""The house's router and API: every operation declares its problems, every caller has a scope."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from khue.core.api.description import HouseAPI
from khue.core.api.problems import Problem, install_problems
from khue.core.registry import rooms
from khue.core.scope import Scope

PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 415, 422, 429), Problem)
SAFE = {"GET", "HEAD", "OPTIONS"}


class HatAuth(AuthBase):
    """The caller wears a hat: by the browser's session (then writes need the CSRF token)."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Scope | None:
        """The scope that the middleware opened, or None for a stranger."""
        scope: Scope = request.scope  # type: ignore[attr-defined]
        if scope.account is None:
            return None
        if request.method not in SAFE:
            if _carries_no_json(request):
                raise HttpError(415, "content_not_json")
            if check_csrf(request):
                raise HttpError(403, "csrf")
        return scope


def _carries_no_json(request: HttpRequest) -> bool:
    """Whether there is content of another kind: a form would be read here and be gone for the operation."""
    return request.content_type != "application/json" and request.META.get("CONTENT_LENGTH", "0") not in {
        "",
        "0",
    }


class HouseRouter(Router):
    """A router whose operations all declare the problems they may answer."""

    def api_operation(self, methods: list[str], path: str, **options: Any) -> Callable[..., Any]:
        """As ninja's, with the problems of 400 to 429 beside the declared answer."""
        response = options.get("response")
        declared = response if isinstance(response, dict) else {200: response} if response is not None else {}
        options["response"] = {
            **declared,
            **{code: kind for code, kind in PROBLEMS.items() if code not in declared},
        }
        return super().api_operation(methods, path, **options)


def house_api() -> HouseAPI:
    """The API with what the rooms registered. Made once, by the portal."""
    api = HouseAPI(
        title="Khuê",
        version="1",
        description="The sector database and the school year of a province, over one API.",
        auth=HatAuth(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
    )
    install_problems(api)
    for name, room in rooms.items():
        if room.api:
            api.add_router(f"/{name}", import_module(room.api).router)
    return api
