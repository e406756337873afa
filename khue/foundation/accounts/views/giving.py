"""Giving people the key: cards for many, a new password for one, a key taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.tables.table import filtered
from khue.core.ui.notices import notify
from khue.core.web.scoping import sensitive
from khue.foundation.accounts.models import Membership
from khue.foundation.accounts.selectors import account_of_person, people_with_hats, second_steps_of
from khue.foundation.accounts.services import (
    MOST,
    Card,
    GivingRefused,
    Guest,
    close_account,
    drop_second_steps,
    invite,
    renew_password,
    reopen_account,
)
from khue.foundation.accounts.tables import account_table
from khue.foundation.people.models import Person


@sensitive
@require_POST
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """Accounts for those who were chosen on the list and have none."""
    require(current_scope(), "accounts.invite")
    chosen = list(_chosen(request).filter(login=None).order_by("person__sort_key", "pk")[: MOST + 1])
    if not chosen:
        notify(request, _("Everybody you chose has an account already."), tone="info")
        return redirect("accounts:account-list")
    return cards_or_refusal(request, lambda: invite(guests_of(chosen)), reverse("accounts:account-list"))


@sensitive
@require_POST
@never_cache
def give_one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An account for one person with a hat."""
    row = _person(uuid)
    hats = list(_hats(row))
    return cards_or_refusal(request, lambda: invite(guests_of(hats)), _address(row))


@require_safe
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody's account: login, hats, and what can be done with it."""
    row = _person(uuid)
    hats = list(_hats(row))
    may_give = bool(hats) and all(can(current_scope(), "accounts.invite", each) for each in guests_of(hats))
    account = account_of_person(row.pk)
    has_steps = bool(account and may_give and second_steps_of(account.pk))
    context = {"person": row, "hats": hats, "account": account, "may_give": may_give, "has_steps": has_steps}
    return render(request, "accounts/person.html", context)


@sensitive
@require_POST
@never_cache
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new password for somebody who forgot theirs."""
    row = _person(uuid)
    return cards_or_refusal(request, lambda: [renew_password(row)], _address(row))


@sensitive
@require_POST
def drop_steps(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The password alone opens this account again."""
    return _act(request, _person(uuid), drop_second_steps, _("The password alone opens the account again."))


@require_POST
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nobody signs in with this account any more."""
    return _act(request, _person(uuid), close_account, _("The account is closed."))


@require_POST
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The account is open again."""
    return _act(request, _person(uuid), reopen_account, _("The account is open again."))


def guests_of(hats: Sequence[Membership]) -> list[Guest]:
    """The hats as those whom an account is given to."""
    return [Guest(each.person_id, each.organisation_id, each.role, each.title) for each in hats]


def cards_or_refusal(request: HttpRequest, act: Callable[[], list[Card]], back: str) -> HttpResponse:
    """The cards to print, shown this once; or why there are none, on the page one came from."""
    try:
        cards = act()
    except GivingRefused as refusal:
        notify(request, refusal.messages[0], tone="err")
        return redirect(back)
    context = {"cards": cards, "back": back, "address": request.build_absolute_uri("/")}
    return render(request, "accounts/cards.html", context)


def _chosen(request: HttpRequest) -> QuerySet[Any]:
    rows = people_with_hats()
    if request.POST.get("all") == "1":
        return filtered(account_table(current_scope()), rows, request.GET)
    return rows.filter(uuid__in=[each for each in request.POST.getlist("ids") if _is_uuid(each)])


def _act(request: HttpRequest, row: Person, act: Callable[[Person], None], words: str) -> HttpResponse:
    try:
        act(row)
    except GivingRefused as refusal:
        notify(request, refusal.messages[0], tone="err")
    else:
        notify(request, words)
    return redirect(_address(row))


def _person(uuid: UUID) -> Person:
    require(current_scope(), "accounts.view")
    row: Person = get_object_or_404(Person, uuid=uuid)
    return row


def _hats(row: Person) -> QuerySet[Membership]:
    return people_with_hats().filter(person=row).order_by("organisation__path", "role")


def _address(row: Person) -> str:
    return reverse("accounts:account-person", args=[row.uuid])


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
