"""Which rooms the house has: found on disk, never listed by hand."""

from __future__ import annotations

from khue.config.environment import ROOT

FLOORS = (
    "foundation", "sector", "school", "learning", "services", "analytics", "governance", "exchange",
)  # fmt: skip


def installed_rooms() -> list[str]:
    """Dotted names of all rooms (folders with an `apps.py`), floor by floor from below, the portal last."""
    package = ROOT / "khue"
    rooms = [
        f"khue.{floor}.{path.parent.name}"
        for floor in FLOORS
        for path in sorted((package / floor).glob("*/apps.py"))
    ]
    return [*rooms, "khue.portal"]
