"""The hats of an account, and the scope of a hat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from khue.core import clock
from khue.core.models import holds_on
from khue.core.registry import scope_contributors
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, FAMILY, Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.organisations.choices import TEACHING
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person

ROOT_DEPTH = 1
_PARTS: Final[tuple[tuple[str, type[Model]], ...]] = (
    ("hat", Membership),
    ("organisation", Organisation),
    ("person", Person),
)


def account_with_hats(number: int) -> Account | None:
    """An account that is open, with the hats it may wear today on `account.hats`: one statement, before any scope.

    For whoever signed in: it is read anew with every request, so a hat that ended is off with the next click.
    """
    rows = _read(number)
    if not rows:
        return None
    account: Account = _made(Account, iter(rows[0]))
    account.hats = [_hat(row) for row in rows if row[_width(Account)] is not None]
    return account


def hats_of(account: Account) -> list[Membership]:
    """The memberships an account may wear today, the widest first: one's own, whatever hat is on."""
    if account.hats is None:
        found = account_with_hats(account.pk)
        return found.hats or [] if found else []
    return account.hats


def _read(account: int) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [clock.today(), account])
        rows: list[Sequence[Any]] = cursor.fetchall()
        return rows


@cache
def _statement() -> str:
    """The account's columns, then those of the door `accounts_hats`, in the order of the models' fields."""
    account = ", ".join(f'a."{field.column}"' for field in Account._meta.concrete_fields)
    parts = ", ".join(
        f'(h.{part})."{field.column}"' for part, model in _PARTS for field in model._meta.concrete_fields
    )
    return (
        f"SELECT {account}, {parts} FROM accounts_account a LEFT JOIN accounts_hats(a.id, %s) h ON true"  # noqa: S608 -- columns of our models
        " WHERE a.id = %s AND a.is_active ORDER BY (h.organisation).path, (h.hat).role"
    )


def _hat(row: Sequence[Any]) -> Membership:
    values = islice(row, _width(Account), None)
    hat, organisation, person = (_made(model, values) for _part, model in _PARTS)
    hat.organisation, hat.person = organisation, person
    membership: Membership = hat
    return membership


def _made(model: type[Model], values: Iterator[Any]) -> Any:
    """The instance that the next values are, one for each of its columns."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, list(islice(values, len(names))))


def _width(model: type[Model]) -> int:
    return len(model._meta.concrete_fields)


def scope_of_request(request: HttpRequest) -> Scope | None:
    """The scope of the hat that the signed-in account wears; None for a stranger.

    An account whose memberships have all ended is signed in and reaches nothing but itself.
    """
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    hats = hats_of(account)
    request.hats = hats  # type: ignore[attr-defined]
    hat = next((each for each in hats if each.pk == account.hat_id), hats[0] if hats else None)
    request.hat = hat  # type: ignore[attr-defined]
    if hat is None:
        persons = (account.person_id,) if account.person_id else ()
        return Scope(reach=Reach.SOME, persons=persons, account=account.pk, person=account.person_id)
    return scope_of(hat, account.pk)


def password_to_choose(request: HttpRequest) -> str:
    """Where somebody chooses a password of their own who came with one that was given; else an empty string."""
    account = request.user
    if isinstance(account, Account) and account.password_is_given:
        return reverse("account_change_password")
    return ""


def scope_of_membership(number: int) -> Scope | None:
    """Today's scope of a membership, for work that runs without its person.

    None when the membership has ended or the account is closed.
    """
    with open_scope(system("reopen")):
        hat = _today(Membership.objects.filter(pk=number)).first()
        if hat is None:
            return None
        account = account_of_person(hat.person_id)
    if account is not None and not account.is_active:
        return None
    return scope_of(hat, account.pk if account else None)


def scope_of(membership: Membership, account: int | None) -> Scope:
    """What the hat reaches today: its organisation's subtree or its own person, then what contributors add or limit.

    A hat of the department, at the root of the installation, reaches everything: aggregates cost a third of what a
    subtree costs. Any other organisation without a parent reaches itself and what is below it, as everywhere.
    """
    path = membership.organisation.path
    family = membership.role in FAMILY
    is_root = path.count(".") <= ROOT_DEPTH and membership.role in DEPARTMENT_ROLES
    scope = Scope(
        reach=Reach.ALL if is_root else Reach.SOME,
        roots=() if family else (path,),
        persons=(membership.person_id,),
        account=account,
        person=membership.person_id,
        membership=membership.pk,
        organisation=membership.organisation_id,
        role=membership.role,
        is_small=not family and membership.organisation.kind in TEACHING,
    )
    for contributor in scope_contributors:
        if membership.role in contributor.roles:
            scope = contributor.contribute(scope)
    return scope


def account_of_person(person: int) -> Account | None:
    """The account somebody signs in with."""
    return Account.objects.filter(person_id=person).first()


def people_with_hats() -> QuerySet[Membership]:
    """Today's hats within the open scope, each with the login of its person (`login`) and whether it is open."""
    accounts = Account.objects.filter(person_id=OuterRef("person_id"))
    rows: QuerySet[Membership] = Membership.objects.filter(holds_on(clock.today()))
    return rows.select_related("person", "organisation").annotate(
        login=Subquery(accounts.values("username")[:1]), is_open=Subquery(accounts.values("is_active")[:1])
    )


def with_account(people: Iterable[int]) -> set[int]:
    """Who of some people has an account."""
    return set(Account.objects.filter(person_id__in=list(people)).values_list("person_id", flat=True))


def with_other_hats(people: Iterable[int], organisation: int) -> set[int]:
    """Who of some people wears a hat today that is not a family's at `organisation`, wherever that is."""
    with open_scope(system("other hats of parents")):
        hats = Membership.objects.filter(holds_on(clock.today()), person_id__in=list(people))
        other = hats.exclude(organisation_id=organisation, role__in=FAMILY)
        return set(other.values_list("person_id", flat=True))


def role_label(role: str) -> str:
    """A role in the reader's language."""
    return str(Role(role).label) if role in Role.values else role


def _today(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    return (
        rows.filter(holds_on(clock.today()))
        .select_related("organisation", "person")
        .order_by("organisation__path", "role")
    )
