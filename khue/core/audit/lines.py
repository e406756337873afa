"""Writing audit lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection, models
from psycopg import sql

from khue.core import clock
from khue.core.copying import copy_rows, json_value
from khue.core.models.audit import AuditLine
from khue.core.scope import current_scope
from khue.core.tracing import request_id

_COPIED: Final = (
    "at", "account_id", "membership_id", "role", "reason", "action", "kind", "request_id", "object_id",
    "organisation_id", "person_id", "params",
)  # fmt: skip
_BATCH: Final = 1_000


def record(
    action: str,
    thing: models.Model | None = None,
    *,
    organisation: int | None = None,
    person: int | None = None,
    **params: Any,
) -> None:
    """Write one line about an act of the open scope, in the running transaction.

    `action` is a code such as `"pupils.enrol"`; `params` are JSON values (codes, ids, old and new), never sentences and
    never a sensitive value itself. `organisation` and `person` default to the thing's own.
    """
    write([line(action, thing, organisation=organisation, person=person, **params)])


def write(lines: Iterable[AuditLine]) -> None:
    """Write lines made by `line`, a thousand a statement.

    Nothing is asked back: whoever acts writes a line, also where the line's place is not theirs to read.
    """
    coming = iter(lines)
    while batch := list(itertools.islice(coming, _BATCH)):
        values = [_values(each) for each in batch]
        row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(_COPIED)))
        query = sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
            sql.Identifier(AuditLine._meta.db_table),
            sql.SQL(", ").join(map(sql.Identifier, _COPIED)),
            sql.SQL(", ").join([row] * len(batch)),
        )
        with connection.cursor() as cursor:
            cursor.execute(query, list(itertools.chain.from_iterable(values)))


def _values(row: AuditLine) -> list[Any]:
    return [json_value(row.params) if name == "params" else getattr(row, name) for name in _COPIED]


def record_many(
    action: str, kind: str, rows: Iterable[tuple[int, int | None, int | None, Mapping[str, Any]]]
) -> None:
    """Write lines of one action by COPY: (id of the thing, organisation, person, parameters) each.

    For bulk services: a thousand lines cost three statements.
    """
    scope, at, request = current_scope(), clock.now(), request_id.get()
    constant = (at, scope.account, scope.membership, scope.role, scope.reason, action, kind, request)
    lines = [(*constant, *row[:3], json_value(row[3])) for row in rows]
    if lines:
        copy_rows(AuditLine, _COPIED, lines)


def line(
    action: str,
    thing: models.Model | None = None,
    *,
    organisation: int | None = None,
    person: int | None = None,
    **params: Any,
) -> AuditLine:
    """The line that `record` would write; bulk services collect lines and `write` them together."""
    scope = current_scope()
    return AuditLine(
        at=clock.now(),
        account_id=scope.account,
        membership_id=scope.membership,
        role=scope.role,
        reason=scope.reason,
        action=action,
        kind=thing._meta.label if thing is not None else "",
        object_id=thing.pk if thing is not None else None,
        organisation_id=organisation or getattr(thing, "organisation_id", None) or scope.organisation,
        person_id=person or getattr(thing, "person_id", None),
        params=params,
        request_id=request_id.get(),
    )
