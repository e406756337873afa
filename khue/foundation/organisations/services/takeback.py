"""Taking a change back that should not have been recorded."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from khue.core import audit, clock, events
from khue.core.scope import current_scope
from khue.foundation.organisations.events import OrganisationChangeTakenBack
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationChange,
    OrganisationClosure,
    OrganisationSuccession,
)
from khue.foundation.organisations.services.applying import one_at_a_time, refuse_outside
from khue.foundation.organisations.services.following import unfollow
from khue.foundation.organisations.services.ledger import content, model_of, plain
from khue.foundation.organisations.services.refusals import ChangeRefused
from khue.foundation.organisations.services.tree import recompute_closure, settle_today


def may_take_back(change: OrganisationChange) -> ChangeRefused | None:
    """Why a change cannot be taken back; None when, as far as this room knows, it can."""
    if change.cancelled_at is not None:
        return ChangeRefused("taken_back")
    now = _rows_now(change)
    for entry in _rows_of(change):
        if not _same(now.get((entry["table"], entry["id"])), entry["after"]):
            return ChangeRefused("changed_since", name=_name_of(entry))
    return None


@transaction.atomic
def take_back(*, change: OrganisationChange, reason: str) -> None:
    """Undo a change row by row; it stays in the history as taken back, with the reason.

    Raises `ChangeRefused`: "changed_since" when a later change stands on it, "in_use" when something belongs to an
    organisation that it founded.
    """
    one_at_a_time()
    change = OrganisationChange.objects.select_for_update().get(pk=change.pk)
    refusal = may_take_back(change)
    if refusal is not None:
        raise refusal
    touched = _touched(change)
    refuse_outside(touched)
    founded = [
        each["id"] for each in _rows_of(change) if each["table"] == "organisation" and each["before"] is None
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            unfollow(change)
            _forget_founded(change, founded)
            for entry in reversed(_rows_of(change)):
                _restore(entry)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        name = Organisation.objects.filter(pk__in=founded).values_list("name", flat=True).first()
        raise ChangeRefused("in_use", name=name or "") from error
    change.cancelled_at, change.cancelled_by = clock.now(), current_scope().account
    change.cancel_reason, change.journal = reason, []
    change.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason", "journal"])
    remaining = [each for each in touched if each not in founded]
    recompute_closure(remaining)
    settle_today(remaining)
    audit.record("organisations.taken_back", change, organisation=next(iter(remaining), None), reason=reason)
    events.announce(OrganisationChangeTakenBack(change=change.pk, date=change.date.isoformat()))


def _rows_of(change: OrganisationChange) -> list[dict[str, Any]]:
    """The journal's rows of this room; the others tell what rooms above did."""
    return [entry for entry in change.journal if "table" in entry]


def _rows_now(change: OrganisationChange) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of the journal as they are now, a statement a table; those that are gone are left out."""
    wanted: dict[str, set[int]] = {}
    for entry in _rows_of(change):
        wanted.setdefault(entry["table"], set()).add(entry["id"])
    return {
        (table, row.pk): content(row)
        for table, numbers in wanted.items()
        for row in plain(model_of(table)).filter(pk__in=numbers)
    }


def _touched(change: OrganisationChange) -> list[int]:
    lines = change.successions.values_list("predecessor_id", "successor_id")
    return sorted(set(filter(None, chain.from_iterable(lines))))


def _forget_founded(change: OrganisationChange, founded: list[int]) -> None:
    """Lines of the change, and of the closure, that name an organisation which will not have been."""
    lines = OrganisationSuccession.objects.filter(change=change)
    followed = lines.filter(successor_id__in=founded)
    left = set(followed.exclude(predecessor=None).values_list("predecessor_id", flat=True))
    followed.delete()
    OrganisationSuccession.objects.bulk_create(
        [OrganisationSuccession(change=change, predecessor_id=each) for each in sorted(left)],
        ignore_conflicts=True,
    )
    OrganisationClosure.objects.filter(Q(ancestor_id__in=founded) | Q(descendant_id__in=founded)).delete()


def _restore(entry: dict[str, Any]) -> None:
    model, before = model_of(entry["table"]), entry["before"]
    rows = plain(model).filter(pk=entry["id"])
    if before is None:
        rows._raw_delete(rows.db)  # noqa: SLF001 - the database knows who still refers to it, a scope may hide some
    elif entry["after"] is None:
        plain(model).bulk_create([model(**before)])
    else:
        changed = {name: value for name, value in before.items() if entry["after"][name] != value}
        rows.update(**changed)


# The other columns of an organisation are settled for today or edited by people: no change decided them.
DECIDED = ("valid_from", "valid_to", "kind")


def _same(now: dict[str, Any] | None, then: dict[str, Any] | None) -> bool:
    if now is None or then is None:
        return now is then
    if "path" in then:  # an organisation
        return all(now[name] == then[name] for name in DECIDED)
    return now == then


def _name_of(entry: dict[str, Any]) -> str:
    values = entry["after"] or entry["before"]
    number = entry["id"] if "path" in values else values.get("organisation_id") or values.get("child_id")
    return Organisation.objects.filter(pk=number).values_list("name", flat=True).first() or ""
