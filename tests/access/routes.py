"""Every address of the product, read from the URL resolver, so that a new page joins the matrix by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from khue.core.web.scoping import is_open

# Pages of libraries, which bring their own guard: static files of the browser's tools do not exist in production.
FOREIGN = ("django.", "allauth.", "whitenoise.", "ninja.openapi")


@dataclass(frozen=True)
class Route:
    """One address: its name with its namespace (its pattern for the API), its arguments, its view."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_open(self) -> bool:
        """Whether strangers may open it."""
        return is_open(self.view)

    @property
    def is_api(self) -> bool:
        """Whether programs use it."""
        return self.pattern.startswith("api/")

    def takes(self, method: str) -> bool:
        """Whether the method is worth trying: pages take what a browser sends, programs may send anything."""
        return self.is_api or method in {"get", "post"}

    def address(self, values: dict[str, Any]) -> str:
        """The address with its arguments filled in."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.pattern)


def all_routes(patterns: list[Any] | None = None) -> list[Route]:
    """Every route of the resolver (or of `patterns`) whose view is ours."""
    found = _walk(patterns or get_resolver().url_patterns, "", "")
    return [route for route in found if not _is_foreign(route)]


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for each in patterns:
        whole = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each.url_patterns, whole, inner)
        elif isinstance(each, URLPattern):
            arguments = tuple(re.findall(r"<(?:\w+:)?(\w+)>", whole))
            named = each.name and not whole.startswith("api/")
            yield Route(f"{namespace}{each.name}" if named else whole, whole, arguments, each.callback)


def _is_foreign(route: Route) -> bool:
    return getattr(route.view, "func", route.view).__module__.startswith(FOREIGN)
