"""What every page of a signed-in hat shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context variable `frame`."""
    return {"frame": None, "scope": getattr(request, "scope", None)}
