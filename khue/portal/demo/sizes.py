"""How large a demo province is. `mission` fixes small, medium and large; tiny is for tests."""

from __future__ import annotations

from dataclasses import dataclass

GENERATOR = 1
"""The generator's version: raised with every change of what it makes, so that an older province is made anew."""
SEED = 2025
CLOSED, RUNNING = 2025, 2026
"""The two school years of the demo: one complete and closed, one in its first term."""


@dataclass(frozen=True, slots=True)
class Size:
    """A province to be made.

    `province` is the code of the unit since 1 July 2025; without `schools` and `childcare` the institutions are those
    written down in `data/<name>.toml`.
    """

    name: str
    province: str
    region: str
    pupils: int
    schools: int = 0
    childcare: int = 0


SIZES = {
    size.name: size
    for size in (
        Size("tiny", "37", "north", 210),
        Size("small", "37", "north", 6_000),
        Size("medium", "37", "north", 300_000, schools=600),
        Size("large", "79", "south", 2_600_000, schools=4_000, childcare=6_000),
    )
}
