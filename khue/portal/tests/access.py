"""What the access matrix guesses at in the portal: the first pupil of school A, whose page is the own parent's."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """The page of a child."""
    return {"child": {"values": {"uuid": world.pupils["A 8A1 1"].uuid}}}
