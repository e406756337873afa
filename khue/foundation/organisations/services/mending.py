"""Mending what is written wrong about organisations, many at once, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from khue.core import audit, clock
from khue.foundation.organisations.formulas import search_words
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationClosure,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
)
from khue.foundation.organisations.services.tree import settle_today

NAMES = ("name", "short_name")
PLAIN = ("stages", "ownership", "address", "phone", "email", "website")


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong about an organisation, field by field, and what is right."""

    organisation: Organisation
    before: dict[str, Any]
    after: dict[str, Any]


@transaction.atomic
def mend(changes: Sequence[Mended]) -> None:
    """Write the right values. Names are mended as if they had always been written so; one audit line each.

    A constant number of statements for any number of organisations.
    """
    rows = []
    for change in changes:
        row = change.organisation
        for name in PLAIN:
            if name in change.after:
                setattr(row, name, change.after[name])
        rows.append(row)
    Organisation.objects.bulk_update(rows, PLAIN, batch_size=1000)
    _mend_names(
        {change.organisation.pk: change.after for change in changes if set(NAMES) & change.after.keys()}
    )
    audit.write(
        audit.line("organisations.mended", change.organisation, before=change.before, after=change.after)
        for change in changes
    )


def unmend(change: Mended) -> bool:
    """Write the old values back, unless somebody has changed them since."""
    row = change.organisation
    row.refresh_from_db()
    if any(getattr(row, name) != value for name, value in change.after.items()):
        return False
    mend([Mended(row, change.after, change.before)])
    return True


def withdraw(organisation: Organisation) -> bool:
    """Take an organisation away that was entered by mistake; False when somebody or something belongs to it."""
    number = organisation.pk
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for model in (OrganisationName, OrganisationCode, OrganisationPlace):
                model.objects.filter(organisation_id=number).delete()
            OrganisationParent.objects.filter(child_id=number).delete()
            OrganisationClosure.objects.filter(Q(ancestor_id=number) | Q(descendant_id=number)).delete()
            rows = Organisation.objects.filter(pk=number)
            rows._raw_delete(rows.db)  # noqa: SLF001 - the database knows who refers to it, a scope may hide some
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    audit.record("organisations.withdrawn", organisation, name=organisation.name)
    return True


def _mend_names(wanted: dict[int, dict[str, Any]]) -> None:
    if not wanted:
        return
    rows = list(OrganisationName.objects.on(clock.today()).filter(organisation_id__in=wanted))
    for row in rows:
        row.name = wanted[row.organisation_id].get("name", row.name)
        row.short_name = wanted[row.organisation_id].get("short_name", row.short_name)
        row.folded = search_words(row.short_name, row.name)
    OrganisationName.objects.bulk_update(rows, [*NAMES, "folded"], batch_size=1000)
    settle_today(wanted)
