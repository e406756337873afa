"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A pupil and a class of school A's."""
    pupil = {"values": {"uuid": world.pupils["A 8A1 1"].uuid}}
    return {
        "classes:class": {"values": {"uuid": world.classes["A 8A1"].uuid}},
        "pupils:pupil": pupil,
        "pupils:pupil-edit": pupil,
        "pupils:reveal": pupil,
        "pupils:pupil-export": {"values": {"kind": "xlsx"}, "public": True},
    }
