"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A teacher of school A's and the post."""
    post = world.posts["own teacher"]
    person = {"values": {"uuid": post.person.uuid}}
    held = {"values": {"uuid": post.person.uuid, "post": post.uuid}}
    return {
        "staff:person": person,
        "staff:person-edit": person,
        "staff:reveal": person,
        "staff:post-new": person,
        "staff:post-edit": held,
        "staff:post-end": held,
        "api/v1/staff/posts/<uuid>/end": held | {"body": {"valid_to": "2026-10-01"}},
        "staff:staff-export": {"values": {"kind": "xlsx"}, "public": True},
    }
