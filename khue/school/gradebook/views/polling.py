"""What colleagues wrote while the grid was open: asked for every few seconds, one statement while nothing happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from khue.core import clock
from khue.core.scope import current_scope
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.pupils import pupils_of
from khue.school.gradebook.selectors.values import authors_of, changed_since, result_on_wire, values_of
from khue.school.gradebook.tables import show

OVERLAP = dt.timedelta(seconds=10)
OLDEST = dt.timedelta(hours=12)
"""A page that slept for longer asks for no more than this: it is told to be loaded again by what it then saves."""


def cursor() -> str:
    """The moment to ask with next time, some seconds back: a save that takes as long to end is still found."""
    return (clock.now() - OVERLAP).isoformat()


def read_cursor(text: str) -> dt.datetime | None:
    """A moment as `cursor` wrote it; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return max(moment, clock.now() - OLDEST) if moment.tzinfo is not None else None


def others_since(book: Book, since: dt.datetime) -> list[dict[str, Any]]:
    """The cells that another account wrote after `since`, as the grid shows answers. One statement, or four."""
    persons = changed_since(book, since)
    if not persons:
        return []
    account = current_scope().account
    values = values_of(book, persons)
    authors = authors_of(book, [(person, cell) for person in persons for cell in book.cells])
    pupils = {each.person: each.uuid for each in pupils_of(book)}
    found = []
    for (person, cell), author in authors.items():
        if author.account == account or author.at is None or author.at <= since or person not in pupils:
            continue
        place = book.layout.places[cell]
        wire = book.layout.cells[place].wire(values[person].cells[place])
        result = result_on_wire(book, values[person])
        found.append(
            {
                "pupil": str(pupils[person]),
                "cell": cell,
                "outcome": "changed",
                "value": wire or "",
                "shown": show(cell, wire),
                "text": "",
                "author": author.name,
                "at": clock.local(author.at).strftime("%-H:%M"),
                "result": result or "",
                "result_shown": show("final", result),
            }
        )
    return found
