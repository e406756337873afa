"""How large a file may be before it is refused: what a worker can hold, far above what a province needs."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes, but for `ratio`, `cells` and `sheets`.

    `cells` bounds the rectangles around all that is filled in the sheets, which the parser holds in memory (32 B a
    cell): a hundred thousand rows of eighty columns. `text` bounds what the cells say, each copy counted.
    """

    packed: int = 64 * MEGABYTE
    unpacked: int = 512 * MEGABYTE
    ratio: int = 200
    cells: int = 8_000_000
    text: int = 128 * MEGABYTE
    sheets: int = 300


DEFAULT: Final = Limits()
