"""The order of floors and rooms, read from the import contracts in pyproject.toml: there is one list only."""

import re
import tomllib
from typing import Any

from tools.source import ROOT

FURNITURE = "Every room has the same furniture"
FLOORS = "khue"


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def _order(container: str) -> list[list[str]]:
    """Names in `container` from the lowest up; those that are blind to each other stand together."""
    layers: list[str] = next((c["layers"] for c in _contracts() if c.get("containers") == [container]), [])
    return [re.findall(r"\w+", layer) for layer in reversed(layers)]


def ranks() -> dict[str, int]:
    """Return the height of every app label; two rooms that are blind to each other share one."""
    height = 0
    found: dict[str, int] = {}
    for (floor,) in _order(FLOORS):
        rooms = _order(f"{FLOORS}.{floor}") or [[floor]]
        for room in rooms:
            height += 1
            found |= dict.fromkeys(room, height)
    return found


def furnished() -> set[str]:
    """Return the rooms, as dotted names, whose furniture is checked."""
    return {
        room for contract in _contracts() if contract["name"] == FURNITURE for room in contract["containers"]
    }


def rooms() -> set[str]:
    """Return the rooms that exist as folders."""
    without = {"config", "portal", "core"}
    packages = (ROOT / "khue").glob("*/*/__init__.py")
    return {
        ".".join(file.parent.relative_to(ROOT).parts) for file in packages if file.parts[-3] not in without
    }
