"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A holiday of school A's. The terms of a year are those of wherever the hat is worn."""
    holiday = {"values": {"uuid": world.holiday.uuid}}
    api = "api/v1/calendar/holidays/<uuid>"
    return {
        "calendar:term-edit": {"values": {"year": 2025}, "public": True},
        "calendar:term-follow": {"values": {"year": 2025}, "public": True},
        "calendar:holiday-edit": holiday,
        "calendar:holiday-remove": holiday,
        "calendar:holiday-export": {"values": {"kind": "xlsx"}, "public": True},
        api: holiday | {"body": {"name": "Nghỉ", "starts": "2026-12-24", "ends": "2026-12-24"}},
    }
