"""The cells of a book: their names, how a typed value is read, how a stored one is written for programs.

On the wire every value is text or nothing: marks `8.5`, comments `D` or `CD`, ratings `TOT` … `CHUA_DAT`, absent
sessions `3`, remarks as they are. What a teacher types is read more freely (`85`, `8,5`, `đ`, `Tốt`). In the tables
marks are tenths, comments booleans, ratings 1 to 4; the history keeps those as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from khue.core.text import clean_lines, fold
from khue.school.gradebook.formulas import (
    MarkError,
    Rating,
    format_mark,
    parse_typed_comment,
    parse_typed_mark,
)

REGULAR = ("regular.1", "regular.2", "regular.3", "regular.4", "regular.5")
LONGEST_REMARK = 500
MOST_ABSENCES = 400
_SLIP = re.compile(
    "1[1-9]"
)  # two digits are 8,5 for 85, but 11 is more often a slip of 10 or 1 than meant as 1,1
_RATINGS = {
    "t": Rating.TOT, "tot": Rating.TOT, "k": Rating.KHA, "kha": Rating.KHA, "d": Rating.DAT, "dat": Rating.DAT,
    "cd": Rating.CHUA_DAT, "c": Rating.CHUA_DAT, "chua dat": Rating.CHUA_DAT,
}  # fmt: skip


class Refused(ValueError):  # noqa: N818 - reads as the fact it states
    """A typed value that cannot stand in its cell: a stable code, and what the sentence about it needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of cell.

    `read` takes typed text (never empty) to the stored value or raises `Refused`; `write` is the text on the wire;
    `kept` reads the history's text back. `empty` is what an empty cell stores.
    """

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    kept: Callable[[str], Any]
    empty: Any = None

    def typed(self, text: str | None) -> Any:
        """The stored value of what was typed; empty text is nothing. Raises `Refused`."""
        bare = (text or "").strip()
        return self.read(bare) if bare else self.empty

    def wire(self, value: Any) -> str | None:
        """The stored value as programs exchange it; None for nothing."""
        return None if value is None or value == "" else self.write(value)

    def to_history(self, value: Any) -> str | None:
        """The stored value as the history and corrections keep it."""
        if value is None or value == "":
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    def from_history(self, text: str | None) -> str | None:
        """A text of the history as programs exchange it."""
        return None if text is None else self.wire(self.kept(text))


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells of one kind of book in their order, and where they are stored."""

    table: str
    value: str
    cells: tuple[Cell, ...]
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places.update({cell.name: place for place, cell in enumerate(self.cells)})

    def cell(self, name: str) -> Cell:
        """The cell of that name; raises `Refused`."""
        if name not in self.places:
            raise Refused("no_such_cell", cell=name[:40])
        return self.cells[self.places[name]]


def _mark(text: str) -> int:
    if _SLIP.fullmatch(text):
        raise Refused("out_of_range", value=text)
    try:
        return parse_typed_mark(text)
    except MarkError as error:
        raise Refused(error.fault.value, value=text[:40]) from error


def _comment(text: str) -> bool:
    try:
        return parse_typed_comment(text)
    except MarkError as error:
        raise Refused(error.fault.value, value=text[:40]) from error


def _remark(text: str) -> str:
    tidy = clean_lines(text)
    if len(tidy) > LONGEST_REMARK:
        raise Refused("too_long", longest=LONGEST_REMARK, length=len(tidy))
    return tidy


def _rating(text: str) -> int:
    rating = _RATINGS.get(fold(text.replace("_", " ")))
    if rating is None:
        raise Refused("not_a_rating", value=text[:40])
    return rating.number


def _absences(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refused("not_a_count", value=text[:40])
    count = int(text[:9])
    if count > MOST_ABSENCES:
        raise Refused("too_many_sessions", value=text[:40], most=MOST_ABSENCES)
    return count


def _write_comment(value: bool) -> str:  # noqa: FBT001 - an assessment, not a switch
    return "D" if value else "CD"


def _write_rating(value: int) -> str:
    return Rating.numbered(value).value


_REMARK = Cell("remark", _remark, str, str, empty="")
_MARKED = (*REGULAR, "midterm", "final")
SCORES = Layout("marks", "smallint", (*(Cell(name, _mark, format_mark, int) for name in _MARKED), _REMARK))
COMMENTS = Layout(
    "comment_marks",
    "boolean",
    (*(Cell(name, _comment, _write_comment, lambda text: text == "true") for name in _MARKED), _REMARK),
)
CONDUCT = Layout(
    "gradebook_conduct",
    "smallint",
    (Cell("rating", _rating, _write_rating, int), Cell("absences", _absences, str, int), _REMARK),
)
