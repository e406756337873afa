"""Many rows written together: what a thousand calls make, change and tell costs a constant number of statements.

A bulk service decides row by row in Python and writes at the end:

    writes = Together()
    writes.add(row)                          # a new row; others may refer to it before it has its id
    writes.change(held, ["name"])            # attributes that were set on a stored row
    writes.tell("classes.created", row)      # the audit line that the one-row service would write
    writes.write()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.http import Http404

from khue.core import audit
from khue.core.copying import update_rows


@dataclass(slots=True)
class _Told:
    action: str
    thing: models.Model
    params: dict[str, Any]


@dataclass(slots=True)
class Together:
    """Rows to insert, columns to set and audit lines, kept until `write`.

    Rows go in after those they refer to. Whoever changes stored rows has locked them: all columns that any row of the
    model changes are set on each of its rows.
    """

    _new: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    _added: set[int] = field(default_factory=set)
    _changed: dict[type[models.Model], dict[int, models.Model]] = field(default_factory=dict)
    _fields: dict[type[models.Model], set[str]] = field(default_factory=dict)
    _told: list[_Told] = field(default_factory=list)

    def add(self, row: models.Model) -> None:
        """Insert a row that is not stored yet."""
        self._new.setdefault(type(row), []).append(row)
        self._added.add(id(row))

    def change(self, row: models.Model, fields: Iterable[str]) -> None:
        """Set `fields` (names or columns) of a row to what its attributes say now or when it is written."""
        if id(row) in self._added:
            return  # added before: it goes in as it is
        self._changed.setdefault(type(row), {})[row.pk] = row
        self._fields.setdefault(type(row), set()).update(fields)

    def tell(self, action: str, thing: models.Model, **params: Any) -> None:
        """Write an audit line about a row, as `audit.record` does."""
        self._told.append(_Told(action, thing, params))

    def write(self) -> None:
        """Write everything in the running transaction; the lines stand in the order they were told.

        Raises `Http404` when a row lies outside the open scope, `IntegrityError` when the database refuses one.
        """
        for model in _in_order(self._new):
            model._default_manager.bulk_create(self._new[model])
        for model, changed in self._changed.items():
            _update(model, list(changed.values()), self._fields[model])
        for model in {**self._new, **self._changed}:
            written = [*self._new.get(model, ()), *self._changed.get(model, {}).values()]
            recheck_all(model, [row.pk for row in written])
        audit.write(audit.line(each.action, each.thing, **each.params) for each in self._told)


def recheck_all(model: type[models.Model], numbers: Iterable[int]) -> None:
    """Look rows up again in the open scope after a write; raises `Http404` when one fell outside."""
    wanted = set(numbers)
    if wanted and model._default_manager.filter(pk__in=wanted).count() != len(wanted):
        raise Http404


def _in_order(new: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """The models, each after those it refers to."""
    left, ordered = list(new), list[type[models.Model]]()
    while left:
        free = [model for model in left if not _refers(model) & {*left} - {model}]
        ordered += free
        left = [model for model in left if model not in free]
    return ordered


def _refers(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def _update(model: type[models.Model], rows: list[models.Model], names: set[str]) -> None:
    fields = [each for each in model._meta.concrete_fields if {each.name, each.attname} & names]
    columns = ["id", *(str(each.column) for each in fields)]
    values = (
        (row.pk, *(each.get_db_prep_save(getattr(row, each.attname), connection) for each in fields))
        for row in sorted(rows, key=lambda row: row.pk)
    )
    update_rows(model, columns, values)
