"""The room's named SQL files, read once, and asked within the open scope."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

_FOLDER = Path(__file__).resolve().parents[1] / "sql"


@cache
def statement(name: str, **names: str) -> str:
    """The text of `sql/<name>.sql`; `names` are the table and type a statement for several tables is about."""
    text = (_FOLDER / f"{name}.sql").read_text()
    for key, value in names.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def ask(text: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement. Row-level security answers for the scope; who may ask is the caller's business."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall() if cursor.description else []
