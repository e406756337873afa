"""The compiled row writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from khue.core.tables.columns import Column

RowWriter = Callable[[Sequence[Any]], str]


def lookups(columns: Sequence[Column], first: Sequence[str]) -> list[str]:
    """The distinct lookups that `columns` need, after those of `first`, in the order of the row."""
    return list(dict.fromkeys([*first, *(field for column in columns for field in column.fields)]))


def compile_writer(columns: Sequence[Column], fields: Sequence[str], *, selectable: bool) -> RowWriter:
    """A function that writes one `<tr>` from a row of `fields`; `fields[0]` names the row (its UUID)."""
    place = {field: index for index, field in enumerate(fields)}
    cells = [_cell(column, place) for column in columns]
    tick = (
        '<td class="check"><input type="checkbox" class="checkbox" data-choose'
        ' name="ids" value="{0}" aria-labelledby="r-{0}"></td>'
    )

    def write(row: Sequence[Any]) -> str:
        name = row[0]
        start = f'<tr data-row id="r-{name}">' + (tick.format(name) if selectable else "")
        return start + "".join([cell(row) for cell in cells]) + "</tr>"

    return write


def _cell(column: Column, place: dict[str, int]) -> RowWriter:
    classes = " ".join(filter(None, ("end num" if column.is_number else "", column.on_phone)))
    head = f'<td class="{classes}">' if classes else "<td>"
    writer = column.write
    if len(column.fields) == 1:
        only = place[column.fields[0]]
        return lambda row: f"{head}{writer(row[only])}</td>"
    places = [place[field] for field in column.fields]
    return lambda row: f"{head}{writer(*[row[index] for index in places])}</td>"
