"""Giving people their first password on a card, and taking the key away again.

A password is shown once, to who hands the card over; nobody can read it afterwards. Whoever gives a new password could
sign in as that person: so every hat of the person must lie within the giver's own reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import Reach, Scope, current_scope, open_scope, system
from khue.foundation.accounts.formulas import login_base, next_free
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.services.hats import first_password
from khue.foundation.people.models import Person

MOST: Final = 60
"""Cards at a time: hashing a password is slow on purpose."""
REFUSALS: Final[dict[str, Promise]] = {
    "too_many": _("At most %(most)s cards at a time: choose a class, or filter the list."),
    "elsewhere": _(
        "%(name)s also has a role elsewhere. Whoever looks after both places gives the new password."
    ),
    "own": _("Nobody closes the account they are signed in with."),
    "none": _("%(name)s has no account yet."),
}


class GivingRefused(ValidationError):  # noqa: N818 - reads as the fact it states
    """The account cannot be given, renewed or closed; the message is ready to show."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(str(REFUSALS[code]), code=code, params=params)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is to have an account, and the hat that goes with it."""

    person: int
    organisation: int
    role: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is handed over. `password` is empty for somebody who has an account already."""

    name: str
    login: str
    password: str


@transaction.atomic
def invite(guests: Sequence[Guest]) -> list[Card]:
    """Give everybody a hat and an account where they have none; a constant number of statements.

    Raises `GivingRefused` for more than `MOST` and for a newcomer who already has a hat elsewhere (the first password
    opens all hats), `Forbidden` for a hat that the open scope may not give, or that such a newcomer already has.
    """
    people = {guest.person for guest in guests}
    if len(people) > MOST:
        raise GivingRefused("too_many", most=MOST)
    for guest in guests:
        require(current_scope(), "accounts.invite", guest)
    _open_hats(guests)
    known = dict(Account.objects.filter(person_id__in=people).values_list("person_id", "username"))
    rows = list(Person.objects.filter(pk__in=people).order_by("sort_key", "pk"))
    newcomers = [row for row in rows if row.pk not in known]
    _require_whole_reach(newcomers)
    secrets = _open_accounts(newcomers, {each.person: each for each in guests})
    return [Card(row.full_name, *secrets.get(row.pk, (known.get(row.pk, ""), ""))) for row in rows]


@transaction.atomic
def renew_password(person: Person) -> Card:
    """A new password for somebody who forgot theirs; the old one is gone. Raises `GivingRefused`, `Forbidden`."""
    account = account_within_reach(person)
    password = first_password()
    Account.objects.filter(pk=account.pk).update(password=make_password(password), password_is_given=True)
    UserSession.objects.filter(
        user=account
    ).delete()  # the sessions themselves end with the password they knew
    audit.record("accounts.password_renewed", account, person=person.pk)
    return Card(person.full_name, account.username, password)


def close_account(person: Person) -> None:
    """Let nobody sign in with somebody's account any more. Raises `GivingRefused`, `Forbidden`."""
    account = account_within_reach(person)
    if account.pk == current_scope().account:
        raise GivingRefused("own")
    _set_active(account, person, is_active=False)


def reopen_account(person: Person) -> None:
    """Let somebody sign in again, with the password they had. Raises `GivingRefused`, `Forbidden`."""
    _set_active(account_within_reach(person), person, is_active=True)


@transaction.atomic
def _set_active(account: Account, person: Person, *, is_active: bool) -> None:
    if account.is_active != is_active:
        Account.objects.filter(pk=account.pk).update(is_active=is_active)
        audit.record("accounts.reopened" if is_active else "accounts.closed", account, person=person.pk)


def _open_hats(guests: Sequence[Guest]) -> None:
    today = clock.today()
    people = {guest.person for guest in guests}
    held = set(
        Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), person_id__in=people).values_list(
            "person_id", "organisation_id", "role"
        )
    )
    fresh = {
        (guest.person, guest.organisation, guest.role): guest
        for guest in guests
        if (guest.person, guest.organisation, guest.role) not in held
    }
    rows = Membership.objects.bulk_create(
        Membership(
            person_id=guest.person,
            organisation_id=guest.organisation,
            role=guest.role,
            title=guest.title,
            valid_from=today,
        )
        for guest in fresh.values()
    )
    audit.write(
        audit.line("accounts.membership_opened", row, role=row.role, valid_from=today.isoformat())
        for row in rows
    )


def _open_accounts(people: Sequence[Person], hats: dict[int, Guest]) -> dict[int, tuple[str, str]]:
    """New accounts; login and password by person."""
    bases = {
        row.pk: login_base(row.full_name, hats[row.pk].role, row.phone, row.sector_identifier)
        for row in people
    }
    alike = Q()
    for base in set(bases.values()):
        alike |= Q(username__startswith=base)
    taken = set(Account.objects.filter(alike).values_list("username", flat=True)) if bases else set()
    secrets, rows = {}, []
    for row in people:
        login = next_free(bases[row.pk], taken)
        taken.add(login)
        secrets[row.pk] = (login, first_password())
        account = Account(username=login, person=row, password_is_given=True, created_at=clock.now())
        account.password = make_password(secrets[row.pk][1])
        rows.append(account)
    made = Account.objects.bulk_create(rows)
    audit.write(audit.line("accounts.open", account, person=account.person_id) for account in made)
    return secrets


def account_within_reach(person: Person) -> Account:
    """The account of somebody of whom nothing lies outside of the open scope."""
    _require_whole_reach([person])
    account = Account.objects.filter(person=person).first()
    if account is None:
        raise GivingRefused("none", name=person.full_name)
    return account


def _require_whole_reach(people: Sequence[Person]) -> None:
    """Raise `Forbidden` or `GivingRefused` when somebody has a hat that the open scope neither gives nor reaches."""
    scope, names = current_scope(), {person.pk: person.full_name for person in people}
    with open_scope(system("whole reach of an account")):
        worn = Membership.objects.on(clock.today()).filter(person_id__in=names)
        hats = list(worn.select_related("organisation")) if names else []
    for hat in hats:
        require(scope, "accounts.invite", Guest(hat.person_id, hat.organisation_id, hat.role))
    for hat in hats:
        if not _reaches(scope, hat):
            raise GivingRefused("elsewhere", name=names[hat.person_id])


def _reaches(scope: Scope, hat: Membership) -> bool:
    return scope.reach is Reach.ALL or any(hat.organisation.path.startswith(root) for root in scope.roots)
