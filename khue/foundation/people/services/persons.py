"""Making and changing one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud.services import recheck, require_organisation
from khue.core.rules import Forbidden, require
from khue.core.scope import current_scope
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.models import Person, PersonReach
from khue.foundation.people.services.facts import PersonFacts, columns_of
from khue.foundation.people.services.locks import lock_people, lock_schools
from khue.foundation.people.services.matches import PossibleDuplicates, resembling

TAKEN: Final = _("Another person has this number already.")
_DERIVED: Final = frozenset({"folded", "sort_key", "identity_index", "identity_doubts", "birth_precision"})
_COLUMN_OF: Final = {"identity_cipher": Sensitive.IDENTITY_NUMBER.value}
_UNIQUE: Final = ("sector_identifier", "lifelong_record_number", "identity_index")


@transaction.atomic
def create_person(
    *, keeper: int, note: str = "", guardians: Iterable[str] = (), **facts: Unpack[PersonFacts]
) -> Person:
    """Make a person whom `keeper` (an organisation of the scope) keeps.

    First asks whether we have them: raises `PossibleDuplicates` when a number agrees, or when somebody resembles them
    strongly and no `note` says why this is another one. `guardians` are names that help the comparison. Raises
    `ValidationError` by field, `Forbidden` without the right `people.add`, `Http404` for a keeper out of scope.
    """
    require(current_scope(), "people.add")
    require_organisation(keeper)
    columns = columns_of({"nationality": "VN", **facts}, clock.today())
    if "full_name" not in columns:
        columns |= columns_of({"full_name": ""}, clock.today())
    lock_schools([keeper])
    lock_people([(columns["folded"], columns.get("birth_date"))])
    alike = resembling(columns, facts.get("identity_number"), guardians)
    if any(each.is_certain or (each.likeness.is_strong and not note.strip()) for each in alike):
        raise PossibleDuplicates(alike)
    now = clock.now()
    person = Person(keeper_id=keeper, created_at=now, changed_at=now, **columns)
    _save(person, None)
    audit.record("people.created", person, note=note.strip(), resembled=[each.person for each in alike])
    return person


@transaction.atomic
def update_person(*, person: Person, reason: str = "", **facts: Unpack[PersonFacts]) -> Person:
    """Change what is said of a person.

    The audit names each field with its old and new value, sensitive fields by name alone; no change, no line. Raises
    `ValidationError` by field, and `Forbidden` for a record that another school keeps.
    """
    require(current_scope(), "people.change", person)
    held: Person | None = Person.objects.select_for_update().filter(pk=person.pk).first()
    if held is None:  # read by a school of the past, kept by another
        raise Forbidden("people.change")
    columns = columns_of(facts, clock.today(), held)
    changed = changes_of(held, columns)
    if not changed:
        return held
    for name, value in columns.items():
        setattr(held, name, value)
    held.changed_at = clock.now()
    _save(held, [*columns, "changed_at"])
    audit.record("people.changed", held, fields=changed, reason=reason.strip())
    return held


def changes_of(person: Person, columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that `columns` would change, each with old and new as the audit keeps them (sensitive: nothing)."""
    changed: dict[str, list[Any]] = {}
    for name, new in columns.items():
        old = getattr(person, name)
        if name == "identity_cipher":
            same = _bytes(columns["identity_index"]) == _bytes(person.identity_index)
        else:
            same = old == new
        if same or name in _DERIVED - {"birth_precision"}:
            continue
        field = _COLUMN_OF.get(name, name)
        changed[field] = [] if field in Sensitive.values else [_plain(old), _plain(new)]
    return changed


@transaction.atomic
def change_keeper(*, person: Person, keeper: int) -> Person:
    """Give the record to another organisation of the scope; the one that kept it goes on reading it."""
    require(current_scope(), "people.change", person)
    if person.keeper_id == keeper:
        return person
    PersonReach.objects.get_or_create(
        person=person, organisation_id=person.keeper_id, defaults={"since": clock.today()}
    )
    audit.record("people.keeper_changed", person, old=person.keeper_id, new=keeper)
    person.keeper_id = keeper
    person.save(update_fields=["keeper"])
    recheck(person)
    return person


def _save(person: Person, fields: list[str] | None) -> None:
    """Save and look the record up again in the scope. A number of another person is an error at its field."""
    try:
        with transaction.atomic():
            person.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        field = next(
            (name for name in _UNIQUE if f"{name}_" in str(error) or f"({name})" in str(error)), None
        )
        if field is None:
            raise
        shown = "identity_number" if field == "identity_index" else field
        raise ValidationError({shown: ValidationError(TAKEN, code="taken")}) from None
    recheck(person)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
