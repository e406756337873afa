"""Opening and ending accounts and hats."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction

from khue.core import audit, clock
from khue.core.models import holds_on
from khue.foundation.accounts.models import Account, Membership

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def open_account(
    *,
    username: str,
    person: int | None,
    password: str | None = None,
    password_is_given: bool = False,
    language: str = "vi",
) -> Account:
    """Make an account; without a password nobody can sign in with it. Raises `IntegrityError` for a taken login."""
    account = Account(
        username=username.strip().lower(),
        person_id=person,
        language=language,
        password_is_given=password_is_given,
        created_at=clock.now(),
    )
    account.password = make_password(password)
    account.save(force_insert=True)
    audit.record("accounts.open", account, person=person)
    return account


@transaction.atomic
def open_membership(
    *,
    person: int,
    organisation: int,
    role: str,
    valid_from: dt.date,
    title: str = "",
    valid_to: dt.date | None = None,
) -> Membership:
    """Give a person a hat from a day on. An open hat of the same kind is kept and returned."""
    held = Membership.objects.filter(person_id=person, organisation_id=organisation, role=role)
    same: Membership | None = held.filter(holds_on(valid_from)).first()
    if same is not None:
        return same
    membership: Membership = Membership.objects.create(
        person_id=person,
        organisation_id=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        title=title,
    )
    audit.record("accounts.membership_opened", membership, role=role, valid_from=valid_from.isoformat())
    return membership


@transaction.atomic
def end_membership(*, person: int, organisation: int, role: str, valid_to: dt.date) -> None:
    """Take a hat off on a day, the first on which it no longer holds.

    A hat that would end before it began ends on the day after its first.
    """
    for membership in Membership.objects.filter(
        person_id=person, organisation_id=organisation, role=role, valid_to=None
    ).select_for_update():
        membership.valid_to = max(valid_to, membership.valid_from + dt.timedelta(days=1))
        membership.save(update_fields=["valid_to"])
        audit.record(
            "accounts.membership_ended", membership, role=role, valid_to=membership.valid_to.isoformat()
        )


def wear(*, account: Account, membership: Membership) -> None:
    """Remember the hat an account chose last."""
    Account.objects.filter(pk=account.pk).update(hat_id=membership.pk)
    audit.record("accounts.wear", membership)


@transaction.atomic
def own_password_chosen(account: Account) -> None:
    """The owner of an account chose a password that nobody else knows."""
    Account.objects.filter(pk=account.pk).update(password_is_given=False)
    account.password_is_given = False
    audit.record("accounts.password_chosen", account, person=account.person_id)


def first_password() -> str:
    """A password for a first-use card: easy to copy by hand, some 60 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
