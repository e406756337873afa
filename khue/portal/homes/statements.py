"""The named SQL files of the home pages, read once and asked within the open scope.

Row-level security answers for tables with personal data. Classes and their subjects are open to everyone, so these
statements limit them to `organisations` themselves: a list of ids, or None for a hat that reaches everything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import connection

from khue.core import clock
from khue.core.scope import Reach, current_scope

Rows = list[tuple[Any, ...]]
Ask = Callable[[str, Mapping[str, Any]], Rows]

FRESH_FOR = 60
"""Seconds for which the figures of a whole province stand: they read every mark of the term."""
_FOLDER = Path(__file__).resolve().parent / "sql"


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`; a line `{other}` stands for `sql/other.sql`."""
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for other in _FOLDER.glob("*.sql"):
        if (mark := f"{{{other.stem}}}") in text:
            text = text.replace(mark, statement(other.stem))
    return text


def ask(name: str, params: Mapping[str, Any]) -> Rows:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), params)
        rows: Rows = cursor.fetchall()
    return rows


class Recent:
    """Asks like `ask`, and for a hat that reaches everything answers from memory what was asked less than a minute ago.

    `moment` is the oldest of its answers: a page shows it, so that no figure pretends to be newer than it is. A hat
    that reaches less is always answered anew, by its own row-level security.
    """

    def __init__(self) -> None:
        self.moment: dt.datetime = clock.now()

    def __call__(self, name: str, params: Mapping[str, Any]) -> Rows:
        if current_scope().reach is not Reach.ALL:
            return ask(name, params)
        asked = repr((connection.settings_dict["NAME"], name, sorted(params.items())))
        key = f"homes:{hashlib.sha256(asked.encode()).hexdigest()}"
        known: tuple[dt.datetime, Rows] | None = caches["memory"].get(key)
        moment, rows = known or (clock.now(), ask(name, params))
        if known is None:
            caches["memory"].set(key, (moment, rows), FRESH_FOR)
        self.moment = min(self.moment, moment)
        return rows
