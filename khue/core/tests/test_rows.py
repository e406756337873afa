"""Rows of a table, written column by column."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from khue.core.tables.columns import Column, choice, linked, text
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


SAYABLE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("&<>\"' "), max_size=30)


@given(st.lists(SAYABLE, min_size=1, max_size=8))
def test_whatever_a_cell_says_stays_its_words(said: list[str]) -> None:
    columns = [
        linked("name", "", "/hoc-sinh/{}/", "name", by="uuid"),
        text("class", "", "name"),
        choice("sex", "", {}, "name"),
    ]
    rows = [(UUID(int=number), words) for number, words in enumerate(said)]
    table = html.fromstring(f"<table>{write_rows(columns, ['uuid', 'name'], rows, selectable=True)}</table>")
    assert [each.tag for each in table.iter()] == [
        "table",
        *["tr", "td", "input", "td", "a", "td", "td"] * len(rows),
    ]
    assert [[cell.text_content() for cell in row][1:] for row in table] == [[words] * 3 for words in said]
