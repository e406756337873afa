"""How large a file may be before it is refused: what a worker can hold, far above what a province needs."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes, but for `ratio` and `cells`.

    `cells` bounds the rectangle around all that is filled in a sheet, which the parser holds in memory (32 B a cell).
    """

    packed: int = 64 * MEGABYTE
    unpacked: int = 1024 * MEGABYTE
    ratio: int = 200
    cells: int = 20_000_000
    text: int = 1024 * MEGABYTE


DEFAULT: Final = Limits()
