"""Writing audit lines."""

from __future__ import annotations

from typing import Any

from django.db import models

from khue.core import clock
from khue.core.models.audit import AuditLine
from khue.core.scope import current_scope
from khue.core.tracing import request_id


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
    AuditLine.objects.bulk_create([line(action, thing, organisation=organisation, person=person, **params)])


def line(
    action: str,
    thing: models.Model | None = None,
    *,
    organisation: int | None = None,
    person: int | None = None,
    **params: Any,
) -> AuditLine:
    """The line that `record` would write; bulk services collect lines and write them together."""
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
