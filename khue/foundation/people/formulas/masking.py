"""A value that is there and is not shown until somebody asks for it by name, with a purpose."""

from dataclasses import dataclass
from typing import Final

MASK: Final = "•••••"


@dataclass(frozen=True, slots=True)
class Masked:
    """A sensitive value of a record: its field and whether it is known, never the value itself.

    Prints as five dots, whatever the length of what it hides. Only `services.reveal` turns it into text, and writes
    down who asked and why.
    """

    field: str
    is_known: bool

    def __str__(self) -> str:
        return MASK if self.is_known else ""

    def __bool__(self) -> bool:
        return self.is_known
