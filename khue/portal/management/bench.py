"""`khue bench`: one bench on its own database."""

from __future__ import annotations

import sys


def run(name: str, *, size: str, as_json: bool) -> int:
    """The command; returns its exit code."""
    sys.stderr.write(f"{name} {size} {as_json}\n")
    return 0
