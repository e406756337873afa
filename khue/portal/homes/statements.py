"""The named SQL files of the home pages, read once and asked within the open scope.

Row-level security answers for tables with personal data. Classes and their subjects are open to everyone, so these
statements limit them to `organisations` themselves: a list of ids, or None for a hat that reaches everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

_FOLDER = Path(__file__).resolve().parent / "sql"


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`; a line `{other}` stands for `sql/other.sql`."""
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for other in _FOLDER.glob("*.sql"):
        if (mark := f"{{{other.stem}}}") in text:
            text = text.replace(mark, statement(other.stem))
    return text


def ask(name: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
