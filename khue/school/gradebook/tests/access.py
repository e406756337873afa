"""What the access matrix guesses at in this room: a book of school A's class."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """The mathematics book of class 8A1 in the first term."""
    book = {"values": {"uuid": world.classes["A 8A1"].uuid, "subject": world.subject.code, "term": 1}}
    mine = world.classes["A 8A1"].uuid
    return {
        **{f"gradebook:{page}": book for page in ("grid", "save", "confirm")},
        "gradebook:conduct": {"values": {"uuid": mine, "term": 1}},
        "gradebook:class_results": {"values": {"uuid": mine, "term": 1}},
        "gradebook:summer": {"values": {"uuid": mine}},
    }
