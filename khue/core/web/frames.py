"""What every page shows around its content. The portal registers who builds it: only the portal sees all rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from khue.core.ui.frame import Frame

_builders: list[Callable[[HttpRequest], Frame | None]] = []


def frames_requests(function: Callable[[HttpRequest], Frame | None]) -> None:
    """Register who builds the frame of a request."""
    _builders.append(function)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context variables `frame` (None for a stranger) and `scope`."""
    found = next((made for build in _builders if (made := build(request))), None)
    return {"frame": found, "scope": getattr(request, "scope", None)}
