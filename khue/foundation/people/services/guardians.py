"""Who answers for a child."""

from __future__ import annotations

import datetime as dt
from typing import Final, Unpack

from django.db import transaction

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.choices import Relation, Sex
from khue.foundation.people.models import Guardianship, Person, PersonReach
from khue.foundation.people.services.bulk import AdultKey, find_adults
from khue.foundation.people.services.facts import PersonFacts, columns_of

SEX_OF: Final = {Relation.FATHER: Sex.MALE, Relation.MOTHER: Sex.FEMALE, Relation.GUARDIAN: Sex.UNKNOWN}


@transaction.atomic
def add_guardian(
    *,
    child: Person,
    relation: str,
    valid_from: dt.date | None = None,
    is_contact: bool = False,
    **facts: Unpack[PersonFacts],
) -> Guardianship:
    """Say that a grown-up answers for `child` from a day on (today).

    The same grown-up is one person for all their children: found by identity number, or by phone number and name, at
    any school; else made. Raises `ValidationError` by field, `Forbidden`, `Http404`.
    """
    require(current_scope(), "people.change", child)
    day = valid_from or clock.today()
    facts.setdefault("sex", SEX_OF[Relation(relation)])
    guardian = _adult(facts, child.keeper_id) or _made(facts, child.keeper_id)
    held: Guardianship | None = Guardianship.objects.filter(
        child=child, guardian_id=guardian, valid_to=None
    ).first()
    if held is not None:
        return held
    row: Guardianship = Guardianship.objects.create(
        child=child, guardian_id=guardian, relation=relation, is_contact=is_contact, valid_from=day
    )
    audit.record("people.guardian_added", row, person=child.pk, guardian=guardian, relation=relation)
    return row


@transaction.atomic
def end_guardian(
    *, guardianship: Guardianship, valid_to: dt.date | None = None, reason: str = ""
) -> Guardianship:
    """Say that somebody no longer answers for a child from a day on (today)."""
    require(current_scope(), "people.change", guardianship.child)
    day = valid_to or clock.today()
    guardianship.valid_to = max(day, guardianship.valid_from + dt.timedelta(days=1))
    guardianship.save(update_fields=["valid_to"])
    audit.record(
        "people.guardian_ended",
        guardianship,
        person=guardianship.child_id,
        guardian=guardianship.guardian_id,
        reason=reason.strip(),
    )
    return guardianship


@transaction.atomic
def tell_first(*, guardianship: Guardianship) -> Guardianship:
    """Say that this guardian is the one who is told first; whoever was before is told after."""
    require(current_scope(), "people.change", guardianship.child)
    others = Guardianship.objects.filter(child_id=guardianship.child_id, is_contact=True)
    others.exclude(pk=guardianship.pk).update(is_contact=False)
    guardianship.is_contact = True
    guardianship.save(update_fields=["is_contact"])
    audit.record(
        "people.guardian_first",
        guardianship,
        person=guardianship.child_id,
        guardian=guardianship.guardian_id,
    )
    return guardianship


def _adult(facts: PersonFacts, school: int) -> int | None:
    """A grown-up we have; the child's school may read them from now on."""
    columns = columns_of(facts, clock.today())
    key = AdultKey(columns.get("phone", ""), columns["folded"], facts.get("identity_number") or "")
    found = find_adults([key], clock.today()).get(0)
    if found is None:
        return None
    number, keeper = found
    if keeper != school:
        PersonReach.objects.get_or_create(
            person_id=number, organisation_id=school, defaults={"since": clock.today()}
        )
    return number


def _made(facts: PersonFacts, keeper: int) -> int:
    now = clock.now()
    columns = columns_of({"nationality": "VN", **facts}, clock.today())
    person = Person.objects.create(keeper_id=keeper, created_at=now, changed_at=now, **columns)
    audit.record("people.created", person)
    number: int = person.pk
    return number
