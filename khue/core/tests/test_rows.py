"""Rows of a table, written column by column."""

from __future__ import annotations

from uuid import UUID

from khue.core.tables.columns import Column
from khue.core.tables.rows import write_rows

FIRST, SECOND = UUID(int=1), UUID(int=2)


def above(words: str | None, number: UUID | None) -> str:
    return "" if number is None else f"{words}@{number}"


def test_a_row_that_lacks_what_another_has_shows_nothing() -> None:
    column = Column(key="above", title="", fields=("name", "above"), write=above)
    rows = [(FIRST, "Sở", SECOND), (SECOND, None, None)]
    written = write_rows([column], ["uuid", "name", "above"], rows, selectable=False)
    assert written.count("<td></td>") == 1
    assert f"<td>Sở@{SECOND}</td>" in written
