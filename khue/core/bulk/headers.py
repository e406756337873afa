"""Finding the header of a table: which row it is, how many rows it has, and which column means what.

Templates change their order and their wording between versions, people put titles above and hints inside, merge a
group over its parts and print one header for two columns. So a header is found by meaning: the rows near the top are
tried, one to three at a time, and the reading that recognises most wins. Texts compare folded, without hints in
brackets, stars, ordinals, and the word “và”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from khue.core.bulk.cells import Cell, column_letters, plain_text
from khue.core.bulk.columns import Column
from khue.core.bulk.grids import Merge
from khue.core.text import clean, fold

WITHIN: Final = 20
DEPTH: Final = 3
_ENOUGH: Final = 2
_SEEN: Final = 12
_FORMS: Final = 3
_WIDEST: Final = 1024
_LONGEST: Final = 120
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_ORDINAL = re.compile(r"^\s*\(?\d{1,2}[.)]\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the columns stand in one table of a sheet.

    places: for each recognised column the places of its cells in a row; more than one when its header is merged over
    several columns (their texts are joined). headers: a header for every place, as it is given back in a file of
    rejected rows. left: how many columns of the sheet stand before the first place.
    """

    sheet: str
    row: int
    depth: int
    left: int
    headers: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    texts: frozenset[str]

    def letters(self, key: str) -> str:
        """The letters of the column as the sheet shows them: "C"; "" when the table has no such column."""
        return column_letters(self.left + self.places[key][0]) if key in self.places else ""


@dataclass(slots=True)
class Reading:
    """What one guess at the header recognises."""

    row: int
    depth: int
    places: dict[str, tuple[int, ...]]
    paths: list[tuple[str, ...]]
    named: dict[int, str]
    missing: list[str]
    twice: dict[str, tuple[int, int]]

    @property
    def merit(self) -> tuple[int, int, int, int]:
        return (-len(self.missing), len(self.places) - len(self.twice), -self.depth, -self.row)

    @property
    def seen(self) -> str:
        return ", ".join(list(dict.fromkeys(" ".join(path) for path in self.paths if path))[:_SEEN])


def header_keys(text: str) -> Iterator[str]:
    """The forms in which a header compares, the most literal first."""
    if len(text) > _LONGEST:
        return
    bare = _BRACKETS.sub(" ", text)
    for form in (text, bare, _ORDINAL.sub("", bare)):
        words = [word for word in fold(form).split() if word != "va"]
        if words:
            yield " ".join(words)


@dataclass(slots=True)
class HeaderFinder:
    """Knows the headers of some columns; `given` are the keys of columns whose value comes from elsewhere."""

    columns: Sequence[Column]
    given: frozenset[str] = frozenset()
    _index: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._index = {}
        for column in self.columns:
            for name in column.names:
                literal = next(header_keys(name))
                if self._index.setdefault(literal, column.key) != column.key:
                    raise ValueError(
                        f"the header {name!r} means both {self._index[literal]} and {column.key}"
                    )
        for column in self.columns:
            for name in column.names:
                for key in header_keys(name):
                    self._index.setdefault(key, column.key)

    def needed(self) -> list[Column]:
        """The columns a table cannot do without."""
        return [
            column
            for column in self.columns
            if column.required and column.context is None and column.key not in self.given
        ]

    def names(self) -> frozenset[str]:
        """All headers in lower case: a cell with one of these may belong to a repeated header."""
        return frozenset(clean(name).lower() for column in self.columns for name in column.names)

    def find(self, rows: Sequence[Sequence[Cell]], merges: Sequence[Merge]) -> Reading | None:
        """The best reading of the header in the first rows of a sheet; None when nothing resembles one."""
        texts = [[_text(cell) for cell in row[:_WIDEST]] for row in rows[: WITHIN + DEPTH]]
        merges = [merge for merge in merges if merge[0] < WITHIN + DEPTH]
        readings = [
            reading
            for row in range(min(WITHIN, len(texts)))
            if any(texts[row])
            for depth in range(1, min(DEPTH, len(texts) - row) + 1)
            if (reading := self._read(texts, merges, row, depth)).places
        ]
        best = max(readings, key=lambda reading: reading.merit, default=None)
        if best is None or len(best.places) < min(_ENOUGH, len(self.columns)):
            return None
        return self._deepened(best, texts, merges)

    def _deepened(self, best: Reading, texts: list[list[str]], merges: Sequence[Merge]) -> Reading:
        """A header cell merged downwards says that the header goes on, though nothing below it is known."""
        lines = range(best.row, best.row + best.depth)
        bottom = max((bottom for top, _first, bottom, _last in merges if top in lines), default=0)
        depth = min(bottom - best.row + 1, DEPTH, len(texts) - best.row)
        if depth <= best.depth:
            return best
        deeper = self._read(texts, merges, best.row, depth)
        return deeper if deeper.merit[:2] >= best.merit[:2] else best

    def is_table(self, reading: Reading | None) -> bool:
        """The reading has all that is needed."""
        return reading is not None and not reading.missing

    def _read(self, texts: list[list[str]], merges: Sequence[Merge], row: int, depth: int) -> Reading:
        paths = _paths(texts[row : row + depth], _across(merges, row, depth))
        found: dict[str, list[tuple[int, int]]] = {}
        named: dict[int, str] = {}
        for place, path in enumerate(paths):
            match = self._match(path)
            if match is not None:
                rank, key, name = match
                found.setdefault(key, []).append((rank, place))
                named[place] = name
        places: dict[str, tuple[int, ...]] = {}
        twice: dict[str, tuple[int, int]] = {}
        for key, hits in found.items():
            hits.sort()
            places[key] = _spread(hits[0][1], texts, merges, row, depth)
            rivals = [place for rank, place in hits[1:] if rank == hits[0][0] and place not in places[key]]
            if rivals:
                twice[key] = (hits[0][1], rivals[0])
        missing = [column.header for column in self.needed() if column.key not in places]
        return Reading(row, depth, places, paths, named, missing, twice)

    def _match(self, path: tuple[str, ...]) -> tuple[int, str, str] | None:
        """How literally (0 is best), which column, by which words."""
        for rank, parts in enumerate(_readings(path)):
            name = " ".join(parts)
            for form, key in enumerate(header_keys(name)):
                if key in self._index:
                    return rank * _FORMS + form, self._index[key], name
        return None


def _readings(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All of the words from group to leaf, then fewer groups, the leaf alone last."""
    yield from (path[start:] for start in range(len(path)))
    if len(path) == DEPTH:
        yield (path[0], path[-1])


def _text(cell: Cell) -> str:
    return clean(cell).strip("* ") if isinstance(cell, str) else plain_text(cell) if cell != "" else ""


def _across(merges: Sequence[Merge], row: int, depth: int) -> dict[tuple[int, int], int]:
    """For header cells merged over several columns: (line of the header, first column) → last column."""
    return {
        (top - row, first): last
        for top, first, _bottom, last in merges
        if last > first and row <= top < row + depth
    }


def _paths(lines: list[list[str]], across: Mapping[tuple[int, int], int]) -> list[tuple[str, ...]]:
    """For each column its words from the group above to the leaf.

    A group reaches over the columns of its merged cell; where nothing says how far (a CSV, a cell that was not
    merged), over the blanks to its right that have a word below.
    """
    width = max(map(len, lines))
    filled = [line + [""] * (width - len(line)) for line in lines]
    groups = [_spread_group(filled, number, across) for number in range(len(filled) - 1)]
    paths: list[tuple[str, ...]] = []
    for place in range(width):
        words = [*(group[place] for group in groups), filled[-1][place]]
        own = [line[place] for line in filled]
        last = max((number for number, word in enumerate(own) if word), default=-1)
        path = [word for word in words[: last + 1] if word]
        paths.append(
            tuple(word for number, word in enumerate(path) if number == 0 or word != path[number - 1])
        )
    return paths


def _spread_group(filled: list[list[str]], number: int, across: Mapping[tuple[int, int], int]) -> list[str]:
    line, below = filled[number], filled[number + 1 :]
    merged = any(place[0] == number for place in across)
    group, word, end = [], "", -1
    for place, own in enumerate(line):
        if own:
            word, end = own, across.get((number, place), place if merged else len(line))
        elif place > end or not any(lower[place] for lower in below):
            word = ""
        group.append(word)
    return group


def _spread(
    place: int, texts: list[list[str]], merges: Sequence[Merge], row: int, depth: int
) -> tuple[int, ...]:
    """The places of a column whose header is merged over blanks: family names in one, the given name in the next."""
    lines = range(row, row + depth)
    for top, first, _bottom, last in merges:
        if first == place < last and top in lines and texts[top][place]:
            below = [texts[line] for line in range(top + 1, row + depth)]
            free = [
                other
                for other in range(first + 1, last + 1)
                if not any(other < len(line) and line[other] for line in below)
            ]
            if len(free) == last - first and not any(place < len(line) and line[place] for line in below):
                return (place, *free)
    return (place,)


def layout_of(reading: Reading, sheet: str, left: int, rows: Sequence[Sequence[Cell]]) -> Layout:
    """The layout that a reading means, for the rows below it."""
    lines = rows[reading.row : reading.row + reading.depth]
    said = [cell for line in lines for cell in line if plain_text(cell)]
    texts = frozenset(form.lower() for cell in said for form in (str(cell), plain_text(cell)))
    headers = tuple(reading.named.get(place, " ".join(path)) for place, path in enumerate(reading.paths))
    return Layout(sheet, reading.row + 1, reading.depth, left, headers, reading.places, texts)
