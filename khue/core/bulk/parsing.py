"""From a row of cells to typed values and problems: the loop every imported cell goes through.

For each layout a plan is made once: which reader for which place, required columns first. The plan runs as one
comprehension; only a row where something is wrong, missing or doubtful is read again cell by cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from khue.core.bulk.cells import BrokenFormula, Cell, plain_text
from khue.core.bulk.columns import REPETITIVE, Column, Kind
from khue.core.bulk.headers import Layout
from khue.core.bulk.problems import CellDoubtError, CellError, Problem
from khue.core.bulk.reading import Row

_REMEMBERED: Final = 8192
_TELLING: Final = 5
_MONTHS: Final = 12
_BOOLEANS: Final = 1.0  # 0.0 and 1.0 equal False and True as keys


class Parsed(NamedTuple):
    """A row that was read. `values` has a key for each column the file has (or that was given), None when blank.

    A column that the file does not have is no key: leave what is stored as it is. `problems` are errors and warnings.
    """

    row: Row
    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def rejected(self) -> bool:
        return any(not problem.warning for problem in self.problems)


class _Memory(dict[Cell, Any]):
    """What a reader answered for the cells that come again and again; a hit costs no Python call."""

    def __init__(self, parse: Callable[[Cell], Any]) -> None:
        self.parse = parse

    def __missing__(self, cell: Cell) -> Any:
        value = self.parse(cell)
        kind = type(cell)
        if len(self) < _REMEMBERED and (
            kind is str or kind is dt.date or (isinstance(cell, float) and cell > _BOOLEANS)
        ):
            self[cell] = value
        return value


@dataclass(frozen=True, slots=True)
class _Step:
    column: Column
    read: Callable[[Cell], Any]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """`fast` reads the columns of one place each, those without which a row is nothing first."""

    steps: tuple[_Step, ...]
    fast: tuple[tuple[Callable[[Cell], Any], int], ...]
    keys: tuple[str, ...]
    needed: int
    around: tuple[_Step, ...]
    joined: bool


class RowParser:
    """Reads rows into values. `given` are texts for columns that the file leaves blank or does not have.

    What the row itself says goes first, then what the list says around it (`Row.context`), then what was given.
    """

    def __init__(self, columns: Sequence[Column], given: Mapping[str, str] | None = None) -> None:
        self._given = dict(given or {})
        self._columns = sorted(columns, key=lambda column: not self._is_needed(column))
        self._memories = {
            column.key: _Memory(column.parse) for column in columns if column.kind in REPETITIVE
        }
        self._readers: dict[str, Callable[[Cell], Any]] = {
            column.key: self._memories[column.key].__getitem__
            if column.key in self._memories
            else column.parse
            for column in columns
        }
        self._plans: dict[Layout, _Plan] = {}

    def suspicions(self) -> list[Problem]:
        """Warnings about whole columns, from the rows read so far.

        A workbook typed day first on a computer set to month first holds 05/06/2015 as the 6th of May, and 25/06/2015
        as text: when no real date of a column is later than the 12th and every text is, its dates are doubtful.
        """
        found = []
        for column in self._columns:
            memory = self._memories.get(column.key)
            if column.kind is Kind.DATE and memory is not None:
                real = [cell.day for cell in memory if isinstance(cell, dt.date)]
                typed = {
                    cell: value.day
                    for cell, value in memory.items()
                    if isinstance(cell, str) and value is not None
                }
                enough = len(real) >= _TELLING and len(typed) >= _TELLING
                if enough and max(real) <= _MONTHS < min(typed.values()):
                    doubt = CellError("dates_swapped", "dates_swapped.see", value=next(iter(typed)))
                    found.append(replace(doubt.problem(column.key, column.header), warning=True))
        return found

    def __call__(self, row: Row) -> Parsed:
        plan = self._plans.get(row.layout)
        if plan is None:
            plan = self._plans[row.layout] = self._plan(row.layout)
        if not plan.joined:
            cells = row.cells
            try:
                found = [read(cells[place]) for read, place in plan.fast]
                values = dict(zip(plan.keys, found, strict=True))
                if None not in found[: plan.needed] and (
                    not plan.around or self._look_around(row, plan, values)
                ):
                    return Parsed(row, values, ())
            except CellError:
                pass
        return self._slowly(row, plan)

    def _is_needed(self, column: Column) -> bool:
        return column.required and column.context is None and column.key not in self._given

    def _plan(self, layout: Layout) -> _Plan:
        steps = tuple(
            _Step(column, self._readers[column.key], layout.places.get(column.key, ()))
            for column in self._columns
        )
        placed = [step for step in steps if step.places]
        return _Plan(
            steps,
            tuple((step.read, step.places[0]) for step in placed),
            tuple(step.column.key for step in placed),
            sum(self._is_needed(step.column) for step in placed),
            tuple(step for step in steps if step.column.context or step.column.key in self._given),
            any(len(step.places) > 1 for step in placed),
        )

    def _said_around(self, row: Row, key: str) -> str:
        return row.context.get(key) or self._given.get(key, "")

    def _look_around(self, row: Row, plan: _Plan, values: dict[str, Any]) -> bool:
        """Fill what the row leaves blank from what was said around it; False when something needed stays open."""
        for step in plan.around:
            key = step.column.key
            if values.get(key) is None:
                said = self._said_around(row, key)
                if said:
                    values[key] = step.read(said)
                if step.column.required and values.get(key) is None:
                    return False
        return True

    def _slowly(self, row: Row, plan: _Plan) -> Parsed:
        """Cell by cell, so that every problem of the row is told at once."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for step in plan.steps:
            column, value, failed = step.column, None, False
            cell = _cell(row, step.places)
            if step in plan.around and (cell is None or (isinstance(cell, str) and not cell.strip())):
                cell = self._said_around(row, column.key) or cell
            try:
                value = step.read(cell) if cell is not None else None
            except CellDoubtError as doubt:
                value = doubt.value
                problems.append(doubt.problem(column.key, column.header))
            except CellError as error:
                failed = True
                problems.append(error.problem(column.key, column.header))
            if failed:
                continue
            if value is None and column.required:
                problems.append(CellError("missing").problem(column.key, column.header))
            elif cell is not None:
                values[column.key] = value
        return Parsed(row, values, tuple(problems))


def _cell(row: Row, places: tuple[int, ...]) -> Cell:
    """The column's cell; the texts of several joined; None when the table has no such column."""
    if len(places) > 1:
        parts = [row.cells[place] for place in places]
        broken = next((part for part in parts if isinstance(part, BrokenFormula)), None)
        return broken if broken is not None else " ".join(filter(None, map(plain_text, parts)))
    return row.cells[places[0]] if places else None
