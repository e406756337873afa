"""The plain verbs: write a row, or many, look it up again in the scope, write one audit line a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.http import Http404

from khue.core import audit
from khue.core.crud.scrutiny import faults_of
from khue.core.crud.together import Together
from khue.core.scope import current_scope

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def create_row(*, model: type[Row], **values: Any) -> Row:
    """Create a row; where the model has an organisation and none is given, it is the hat's own.

    Raises `Http404` when the new row would lie outside the scope: nothing is kept then.
    """
    row = _made(model, values)
    row.full_clean()
    row.save(force_insert=True)
    recheck(row)
    audit.record(_action(row, "created"), row)
    return row


@transaction.atomic
def create_rows(
    *,
    model: type[Row],
    rows: Sequence[Mapping[str, Any]],
    begin: Callable[[Sequence[Row]], None] = lambda _rows: None,
) -> list[Row | ValidationError]:
    """As `create_row` for many, by a constant number of statements: the row, or why it stays out, each in its place.

    `begin` is called with the rows that go in, before they do. Raises `IntegrityError` when the database refuses one of
    them, and `Http404`; nothing is kept then.
    """
    made = [_made(model, values) for values in rows]
    found: list[Row | ValidationError] = [
        fault or row for row, fault in zip(made, faults_of(model, made), strict=True)
    ]
    sound = [row for row in found if not isinstance(row, ValidationError)]
    begin(sound)
    writes = Together()
    for row in sound:
        writes.add(row)
        writes.tell(_action(row, "created"), row)
    writes.write()
    return found


@transaction.atomic
def update_rows(*, rows: Sequence[tuple[Row, Mapping[str, Any]]]) -> list[Row | ValidationError]:
    """As `update_row` for many locked rows of one model: the row, or why it stays as it is, each in its place."""
    if not rows:
        return []
    before = [{name: getattr(row, name) for name in values} for row, values in rows]
    for row, values in rows:
        for name, value in values.items():
            setattr(row, name, value)
    writes, found = Together(), list[Row | ValidationError]()
    faults = faults_of(type(rows[0][0]), [row for row, _values in rows])
    for (row, values), old, fault in zip(rows, before, faults, strict=True):
        found.append(fault or row)
        changed = {name: [_plain(old[name]), _plain(new)] for name, new in values.items() if old[name] != new}
        if fault is None and changed:
            writes.change(row, changed)
            writes.tell(_action(row, "changed"), row, fields=changed)
    writes.write()
    return found


@transaction.atomic
def update_row(*, row: Row, **values: Any) -> Row:
    """Change a row; the audit line names the fields and, unless they are long, old and new. No change, no line."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changed))
    recheck(row)
    fields = {name: [_plain(before[name]), _plain(value)] for name, value in changed.items()}
    audit.record(_action(row, "changed"), row, fields=fields)
    return row


@transaction.atomic
def remove_row(*, row: models.Model) -> None:
    """Delete a row that nothing legal hangs on; the audit keeps what it said."""
    content = {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    audit.record(_action(row, "removed"), row, content=content)
    row.delete()


def recheck(row: models.Model) -> None:
    """Look a row up again in the open scope after a write; raises `Http404` when it fell outside."""
    manager: models.Manager[Any] = type(row).objects  # type: ignore[attr-defined]
    if not manager.filter(pk=row.pk).exists():
        raise Http404


def require_organisation(number: int) -> None:
    """Raise `Http404` unless the open scope reaches the organisation: asked before a row of it is made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('khue.reach', true) = 'all' OR %s IN (SELECT khue_orgs())", [number]
        )
        (is_reached,) = cursor.fetchone()
    if not is_reached:
        raise Http404


def _made(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A new row that is not stored yet; where nobody says whose it is, it is the hat's own."""
    has_organisation = any(field.attname == "organisation_id" for field in model._meta.concrete_fields)
    if has_organisation and not {"organisation", "organisation_id"} & values.keys():
        return model(organisation_id=current_scope().organisation, **values)
    return model(**values)


def _action(row: models.Model, what: str) -> str:
    return f"{row._meta.app_label}.{row._meta.model_name}.{what}"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(getattr(value, "pk", value))[:200]
