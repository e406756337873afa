"""Keeping what is derived from dated rows: the closure, and the paths and names of today."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from khue.core import clock

SQL = Path(__file__).resolve().parent.parent / "sql"


def recompute_closure(changed: Iterable[int] | None = None) -> None:
    """Make the closure of these organisations and of all who ever stood below them anew; of everyone without argument.

    One statement. To be called in the transaction that changed their parents or their days.
    """
    _run("closure", changed=_list(changed))


def settle_today(changed: Iterable[int] | None = None) -> int:
    """Bring paths, names and units to what holds today; returns how many organisations that changed.

    A change dated in the future takes effect by this: it runs each night and right after every change, and is safe to
    run at any time. Two statements, whole tables at once.
    """
    with transaction.atomic():
        today, numbers = clock.today(), _list(changed)
        settled = {*_run("names", changed=numbers, today=today), *_run("paths", changed=numbers, today=today)}
    return len(settled)


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _run(name: str, **parameters: Any) -> list[int]:
    """Run a statement of `sql/`; the ids it answers."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(name), parameters)
        return [number for (number,) in cursor.fetchall()] if cursor.description else []


def _list(numbers: Iterable[int] | None) -> list[int] | None:
    return None if numbers is None else sorted(set(numbers))
