"""Founding an installation: whatever is missing is made, whatever is there stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from khue.core import clock
from khue.core.registry import reference_data
from khue.core.scope import open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.services import open_account, open_membership
from khue.foundation.calendar.formulas import year_of
from khue.foundation.calendar.services import open_coming_years, open_year_of_frame
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.organisations.selectors import roots
from khue.foundation.organisations.services import register_organisations
from khue.foundation.people.adapters import keyring
from khue.foundation.people.services import create_person
from khue.portal.founding.province import KEY, entries_of

REASON = "khue setup"


class LoginTaken(ValueError):  # noqa: N818 - reads as the fact it states
    """Somebody who does not administrate signs in with this login; `args` is the login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an installation is to begin with. `department` is the full name, "" for the usual one.

    `province` is needed where there is no department yet.
    """

    province: Unit | None
    department: str = ""
    with_communes: bool = True
    login: str
    administrator: str
    password: str
    password_is_given: bool = False


@dataclass(frozen=True, slots=True)
class Founded:
    """What is there now, and what of it this call has made."""

    department: Organisation
    organisations: int
    years: list[int]
    login: str
    is_new_account: bool


def load_reference_data() -> None:
    """Load what every installation holds: units, curriculum, and whatever else rooms have registered.

    Adds what is missing and leaves what officers have corrected. Run after every migration, by the owner.
    """
    for name, load in reference_data.items():
        with open_scope(system(f"reference data: {name}")):
            load()


def is_founded() -> bool:
    """Whether there is a department already."""
    with open_scope(system(REASON)):
        return roots().exists()


def administrators() -> list[str]:
    """The logins of those who administrate the organisation at the top today."""
    with open_scope(system(REASON)):
        top = roots().first()
        if top is None:
            return []
        hats = Membership.objects.on(clock.today()).filter(role=Role.ADMINISTRATOR, organisation=top)
        rows = Account.objects.filter(person_id__in=hats.values("person_id")).order_by("pk")
        return list(rows.values_list("username", flat=True))


def found(wanted: Wanted) -> Founded:
    """Make the department with its communes, the school years and the first administrator, all or nothing.

    Raises `LoginTaken`.
    """
    keyring()  # made now, so that whoever sets the installation up can put the keys away
    with open_scope(system(REASON)), transaction.atomic():
        department, organisations = _organisations(wanted)
        years = _years(department)
        is_new = _administrator(wanted, department)
        return Founded(department, organisations, years, wanted.login, is_new)


def go_on(login: str) -> Founded:
    """An installation that was founded before: only school years that have come since are opened."""
    with open_scope(system(REASON)), transaction.atomic():
        department = roots()[0]
        return Founded(department, 0, open_coming_years(), login, is_new_account=False)


def _organisations(wanted: Wanted) -> tuple[Organisation, int]:
    there = roots().first()
    if there is not None or wanted.province is None:
        return there or roots().get(), 0
    entries = entries_of(wanted.province, wanted.department, with_communes=wanted.with_communes)
    return register_organisations(entries)[KEY], len(entries)


def _years(department: Organisation) -> list[int]:
    """Last school year too: its lists and marks are what a school brings in first."""
    opened = open_coming_years()
    last = year_of(clock.today()) - 1
    if opened:
        open_year_of_frame(last, organisation=department.pk)
        return [last, *opened]
    return []


def _administrator(wanted: Wanted, department: Organisation) -> bool:
    held = Account.objects.filter(username__iexact=wanted.login).first()
    if held is not None:
        hats = Membership.objects.on(clock.today()).filter(person_id=held.person_id, organisation=department)
        if not hats.filter(role=Role.ADMINISTRATOR).exists():
            raise LoginTaken(wanted.login)
        return False
    person = create_person(keeper=department.pk, full_name=wanted.administrator, note=REASON)
    open_account(
        username=wanted.login,
        person=person.pk,
        password=wanted.password,
        password_is_given=wanted.password_is_given,
    )
    open_membership(
        person=person.pk,
        organisation=department.pk,
        role=Role.ADMINISTRATOR,
        valid_from=clock.today(),
        title="Quản trị hệ thống",
    )
    return True
