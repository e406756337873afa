"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """The account of a teacher of school A's."""
    person = {"values": {"uuid": world.posts["own teacher"].person.uuid}}
    names = ("person", "give-one", "renew", "drop-steps", "close", "reopen")
    return {f"accounts:account-{name}": person for name in names}
