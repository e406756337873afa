"""The compiled row writer.

It writes column by column: most columns of a long list hold a few different values (class, sex, state), and each of
those is written once. A thousand rows of eight cells then cost less than the statement that read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from khue.core.tables.columns import Column

Row = Sequence[Any]


def lookups(columns: Sequence[Column], first: Sequence[str]) -> list[str]:
    """The distinct lookups that `columns` need, after those of `first`, in the order of the row."""
    return list(dict.fromkeys([*first, *(field for column in columns for field in column.fields)]))


def write_rows(
    columns: Sequence[Column], fields: Sequence[str], rows: Sequence[Row], *, selectable: bool
) -> str:
    """The `<tr>`s of rows of `fields`; the first field names a row (its UUID) and is different in each."""
    if not rows:
        return ""
    values = dict(zip(fields, map(_texts, zip(*rows, strict=True)), strict=True))
    names = values[fields[0]]
    cells = [_cells(column, [values[field] for field in column.fields], fields[0]) for column in columns]
    starts = [_start(name, selectable=selectable) for name in names]
    return "".join([f"{''.join(row)}</tr>" for row in zip(starts, *cells, strict=True)])


def _texts(values: Sequence[Any]) -> Sequence[Any]:
    """UUIDs as the text they become, once for all cells that name them; nothing stays nothing."""
    if type(values[0]) is not UUID:
        return values
    return [None if value is None else str(value) for value in values]


def _start(name: Any, *, selectable: bool) -> str:
    tick = (
        '<td class="check"><input type="checkbox" class="checkbox" data-choose'
        f' name="ids" value="{name}" aria-labelledby="r-{name}"></td>'
    )
    return f'<tr data-row id="r-{name}">{tick if selectable else ""}'


def _cells(column: Column, values: Sequence[Sequence[Any]], name: str) -> Iterable[str]:
    """The cells of a column, from the values of its fields."""
    classes = " ".join(filter(None, ("end num" if column.is_number else "", column.on_phone)))
    head = f'<td class="{classes}">' if classes else "<td>"
    write = column.write
    if name in column.fields:
        return [f"{head}{write(*given)}</td>" for given in zip(*values, strict=True)]
    if len(values) == 1:
        return _remembered(lambda value: f"{head}{write(value)}</td>", values[0])
    return _remembered(lambda given: f"{head}{write(*given)}</td>", list(zip(*values, strict=True)))


def _remembered(write: Callable[[Any], str], values: Sequence[Any]) -> Iterable[str]:
    """Write each value once; lists, which cannot be looked up, are written one by one."""
    if any(isinstance(value, list) for value in values):
        return [write(value) for value in values]
    written = {value: write(value) for value in set(values)}
    return [written[value] for value in values]
