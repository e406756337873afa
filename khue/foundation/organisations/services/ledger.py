"""Writing dated rows, and remembering each of them as it was and as it became.

A fact that changes on a day ends the row that holds and opens another; a row that began on that very day never held,
and goes. The journal of a change is what taking it back reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from khue.core.models import holds_on

Row = models.Model


class Journal:
    """The rows a change touched, in the order in which it touched them."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def note(self, row: Row, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """One row: `before` is None for a row that was opened, `after` for one that was removed."""
        self.entries.append({"table": row._meta.model_name, "id": row.pk, "before": before, "after": after})

    def open(self, rows: Sequence[Row]) -> None:
        """Insert rows of one model, in one statement."""
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
            for row in rows:
                self.note(row, None, content(row))

    def change(self, rows: Sequence[Row], **values: Any) -> None:
        """Write the same values into rows of one model, in one statement."""
        if not rows:
            return
        for row in rows:
            before = content(row)
            for name, value in values.items():
                setattr(row, name, value)
            self.note(row, before, content(row))
        plain(type(rows[0])).filter(pk__in=[row.pk for row in rows]).update(**values)

    def remove(self, rows: Sequence[Row]) -> None:
        """Delete rows of one model, in one statement."""
        if rows:
            for row in rows:
                self.note(row, content(row), None)
            plain(type(rows[0])).filter(pk__in=[row.pk for row in rows]).delete()

    def end(self, rows: Iterable[Any], day: dt.date) -> None:
        """End dated rows on a day; those that began on it never held and go."""
        rows = list(rows)
        self.change([row for row in rows if row.valid_from < day], valid_to=day)
        self.remove([row for row in rows if row.valid_from >= day])

    def turn(
        self,
        model: type[Row],
        owner: str,
        wanted: Mapping[int, Mapping[str, Any] | None],
        day: dt.date,
        **of_kind: Any,
    ) -> None:
        """From a day on, the facts of the owners are as wanted; None: there is none any more.

        `owner` is the column of the organisation, `of_kind` what else tells these rows from others of the model.
        """
        rows = list(plain(model).filter(holds_on(day), **of_kind, **{f"{owner}__in": list(wanted)}))
        self.end(rows, day)
        fresh = [
            model(**{owner: number}, **of_kind, **values, valid_from=day)
            for number, values in wanted.items()
            if values is not None
        ]
        self.open(fresh)


def plain(model: type[Row]) -> models.Manager[Any]:
    """All rows of a model of this room, whatever the open scope shows."""
    return model._base_manager


def content(row: Row) -> dict[str, Any]:
    """The columns of a row as JSON values."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value if isinstance(value, list) else _json(value) for name, value in values.items()}


def model_of(name: str) -> type[Row]:
    """The model of a journal entry."""
    return apps.get_model("organisations", name)


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
