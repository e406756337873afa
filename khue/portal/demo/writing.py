"""Rows by the million: each table is a buffer of lines, and goes in by COPY when enough have come together.

The owner writes, whom row-level security lets through. Ids are counted here, so that rows refer to each other before
they are stored; the sequences are told at the end. Constraints are checked at the end of each COPY, so the server keeps
nothing until the end either.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from typing import Any, Self
from uuid import UUID

import psycopg
from django.db import connection, models
from psycopg import sql

FULL = 60_000
WAITING = 3
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if type(value) is str:
        return f'"{value.translate(_QUOTED)}"'.translate(_ESCAPES)
    return _WRITE[type(value)](value)


class _Writers(dict[type, Callable[[Any], str]]):
    """How COPY's text format writes a value, by type; enumerations are learnt when they first come."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, Enum):
            raise TypeError(f"COPY does not know how to write {kind.__name__}")
        self[kind] = write = lambda value: as_text(value.value)
        return write


_WRITE = _Writers(
    {
        type(None): lambda _value: r"\N",
        bool: lambda value: "t" if value else "f",
        int: str,
        float: repr,
        str: lambda value: value.translate(_ESCAPES),
        bytes: lambda value: "\\\\x" + value.hex(),
        UUID: str,
        dt.date: dt.date.isoformat,
        dt.datetime: dt.datetime.isoformat,
        list: _array,
        tuple: _array,
    }
)


def as_text(value: Any) -> str:
    """A value as COPY's text format writes it; enumerations as what they are worth."""
    return _WRITE[type(value)](value)


class Table:
    """The buffer of one table.

    `columns` are database columns in the order of `add`; all others that a row must have get the model's own default,
    once for all rows.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self._model = model
        self.name = model._meta.db_table
        self.lines: list[str] = []
        self.written = 0
        constants = _constants(model, columns)
        self.columns = [*columns, *constants]
        self._tail = "".join(f"\t{as_text(value)}" for value in constants.values()) + "\n"
        self._last = 0

    def begin(self) -> None:
        """Count on from the ids that are there."""
        if "id" in self.columns:
            last = self._model._base_manager.aggregate(last=models.Max("id"))["last"]
            self._last = last or 0

    def next_id(self) -> int:
        """A fresh id."""
        self._last += 1
        return self._last

    def add(self, *values: Any) -> None:
        """A row, in the order of the columns."""
        self.lines.append("\t".join([_WRITE[type(value)](value) for value in values]) + self._tail)

    def add_text(self, line: str) -> None:
        """A row that is COPY text already, for the tables with millions of rows."""
        self.lines.append(line + self._tail)

    def take(self) -> tuple[sql.Composed, list[str]] | None:
        """What is buffered, with its statement; the buffer is empty then."""
        if not self.lines:
            return None
        names = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        lines, self.lines = self.lines, []
        self.written += len(lines)
        return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.name), names), lines

    def end(self) -> None:
        """Tell the table's sequence which ids are taken."""
        if "id" not in self.columns:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))",
                [f'"{self.name}"', self._last],
            )


def _constants(model: type[models.Model], columns: Sequence[str]) -> dict[str, Any]:
    """The values of the columns that nobody gives: what Django would store in a new row."""
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        is_made_there = field.primary_key or (not field.editable and field.null and not field.has_default())
        if field.column and field.column not in columns and not is_made_there and not field.generated:
            found[field.column] = field.get_default()
    return found


class Writer:
    """All tables, in the order in which they refer to each other.

    One thread sends while the next rows are made: nobody else uses the connection inside the `with`.
    """

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = list(tables)
        self._sender = ThreadPoolExecutor(max_workers=1)
        self._sent: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        """Check constraints statement by statement from now on, and count ids on."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in self.tables:
            table.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        """Send the rest and settle the sequences; after a failure let go of the connection."""
        if kind is None:
            self.flush()
        with self._sender:
            while self._sent and kind is None:
                self._sent.popleft().result()
            for waiting in self._sent:
                waiting.cancel()
        if kind is None:
            for table in self.tables:
                table.end()

    @property
    def written(self) -> int:
        """How many rows went in."""
        return sum(table.written for table in self.tables)

    def flush(self, *, at: int = 0) -> None:
        """Send everything once more than `at` rows wait. Raises what went wrong with earlier rows."""
        if sum(len(table.lines) for table in self.tables) <= at:
            return
        full = [taken for table in self.tables if (taken := table.take())]
        self._sent.append(self._sender.submit(_send, connection.connection, full))
        while len(self._sent) > WAITING:
            self._sent.popleft().result()


def _send(raw: psycopg.Connection[Any], full: list[tuple[sql.Composed, list[str]]]) -> None:
    for statement, lines in full:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("".join(lines))


class Uuids:
    """Version 7 UUIDs that come out the same for the same seed: a millisecond each, then drawn bits."""

    def __init__(self, dice: random.Random, start: dt.datetime) -> None:
        self._bits = dice.getrandbits
        self._milliseconds = int(start.timestamp() * 1000)

    def next(self) -> str:
        """The next one, as text."""
        self._milliseconds += 1
        time, bits = f"{self._milliseconds:012x}", self._bits(74)
        low = f"{(bits & ((1 << 62) - 1)) | (1 << 63):016x}"
        return f"{time[:8]}-{time[8:]}-7{bits >> 62:03x}-{low[:4]}-{low[4:]}"
