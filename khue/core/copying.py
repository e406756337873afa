"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT or UPDATE … FROM.

PostgreSQL refuses COPY straight into a table with row-level security, and `executemany` costs twenty times as much. A
chunk of a thousand rows costs three statements here, whatever its width, and every row still passes the table's
policies. Used by bulk services; whoever stores one row uses the model.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

Row = Sequence[Any]
SEPARATOR = "\x1f"
json_value = Jsonb
"""Wraps a value for a JSON column."""


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows` (values in the order of `columns`, which are names of database columns); returns how many.

    Raises `IntegrityError` as any insert does. Columns that are not named get the database's default.
    """
    staged = stage(model, columns, rows)
    return _execute(
        sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged}"),
        table=sql.Identifier(model._meta.db_table),
        columns=_names(columns),
        staged=sql.Identifier(staged),
    )


def copy_new(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> set[int]:
    """As `copy_rows`, but a row that a unique constraint refuses is left out; returns the ids of those that went in.

    `columns` holds `id`, taken from `reserve_ids`.
    """
    staged = stage(model, columns, rows)
    query = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged} ON CONFLICT DO NOTHING RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(
                table=sql.Identifier(model._meta.db_table),
                columns=_names(columns),
                staged=sql.Identifier(staged),
            )
        )
        return {number for (number,) in cursor.fetchall()}


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Set the columns after the first of the rows whose `id` is the first; returns how many were found."""
    staged = stage(model, columns, rows)
    pairs = (sql.SQL("{0} = given.{0}").format(sql.Identifier(name)) for name in columns[1:])
    return _execute(
        sql.SQL("UPDATE {table} SET {pairs} FROM {staged} AS given WHERE {table}.id = given.id"),
        table=sql.Identifier(model._meta.db_table),
        pairs=sql.SQL(", ").join(pairs),
        staged=sql.Identifier(staged),
    )


def joined(values: Iterable[Any]) -> str:
    """Many values as one parameter, for `string_to_array(%s, chr(31), '')` in SQL; None and "" become NULL.

    The client quotes the elements of a list one by one in Python: for a thousand of them this costs a twentieth. The
    values hold no control characters, which cleaned text does not.
    """
    return SEPARATOR.join("" if value is None else str(value) for value in values)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh ids of the table, so that rows that refer to each other can be copied in any order."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [number for (number,) in cursor.fetchall()]


def stage(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> str:
    """COPY `rows` into a temporary table with the types of the model's columns; returns its name.

    It is made once a connection, emptied before each use and by each commit.
    """
    kinds = {field.column: str(field.rel_db_type(connection)) for field in model._meta.concrete_fields}
    name = f"staged_{model._meta.db_table}_{zlib.crc32(' '.join(columns).encode()):08x}"
    fields = (sql.SQL("{} {}").format(sql.Identifier(each), sql.SQL(kinds[each])) for each in columns)
    identifier = sql.Identifier(name)
    made = sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {} ({}) ON COMMIT DELETE ROWS")
    with connection.cursor() as cursor:
        cursor.execute(made.format(identifier, sql.SQL(", ").join(fields)))
        cursor.execute(sql.SQL("TRUNCATE {}").format(identifier))
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(identifier)) as copy:
            for row in rows:
                copy.write_row(row)
    return name


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _execute(query: sql.SQL, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query.format(**parts))
        count: int = cursor.rowcount
        return count
