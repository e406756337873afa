"""The plain verbs: write a row, look it up again in the scope, write one audit line."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.http import Http404

from khue.core import audit
from khue.core.scope import current_scope

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def create_row(*, model: type[Row], **values: Any) -> Row:
    """Create a row; where the model has an organisation and none is given, it is the hat's own.

    Raises `Http404` when the new row would lie outside the scope: nothing is kept then.
    """
    has_organisation = any(field.attname == "organisation_id" for field in model._meta.concrete_fields)
    if has_organisation and not {"organisation", "organisation_id"} & values.keys():
        values["organisation_id"] = current_scope().organisation
    row = model(**values)
    row.full_clean()
    row.save(force_insert=True)
    recheck(row)
    audit.record(f"{model._meta.app_label}.{model._meta.model_name}.created", row)
    return row


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
    audit.record(f"{row._meta.app_label}.{row._meta.model_name}.changed", row, fields=fields)
    return row


@transaction.atomic
def remove_row(*, row: models.Model) -> None:
    """Delete a row that nothing legal hangs on; the audit keeps what it said."""
    content = {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    audit.record(f"{row._meta.app_label}.{row._meta.model_name}.removed", row, content=content)
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


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(getattr(value, "pk", value))[:200]
