"""Who gives whom the key, and who must not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from khue.core.models import AuditLine
from khue.core.rules import Forbidden
from khue.core.scope import Scope, open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.formulas import login_base, next_free
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.accounts.services import (
    GivingRefused,
    Guest,
    close_account,
    invite,
    open_membership,
    renew_password,
)
from tests.clients import client_of
from tests.world import DAY, World
from tests.world import person as make_person

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>")


def scope(world: World, standing: str) -> Scope:
    account = world.people[standing]
    return scope_of(hats_of(account)[0], account.pk)


def newcomer(world: World, role: str = Role.TEACHER, school: int = 0) -> Any:
    with open_scope(system("test")):
        row = make_person("Lê Văn Mới", world.schools[school])
        open_membership(
            person=row.pk,
            organisation=world.schools[school].pk,
            role=role,
            valid_from=world.schools[school].valid_from,
        )
        return row


def signed_in(world: World, standing: str) -> Client:
    return client_of(world.people[standing])


def test_logins_are_what_people_can_remember() -> None:
    assert login_base("Trần Quốc Việt", Role.TEACHER, "0912345678", None) == "viettq"
    assert login_base("Đỗ  Ý", Role.TEACHER, "", None) == "yd0"
    assert login_base("Trần Quốc Việt", Role.PARENT, "0912345678", None) == "0912345678"
    assert login_base("Trần Quốc Việt", Role.PARENT, "", None) == "viettq"
    assert login_base("Trần Quốc Việt", Role.PUPIL, "", "0123456789") == "0123456789"
    assert next_free("viettq", {"viettq", "viettq2"}) == "viettq3"
    assert next_free("0912345678", {"0912345678"}) == "0912345678.2"


def test_a_head_gives_accounts_to_those_without_and_the_password_works_once_printed(world: World) -> None:
    row = newcomer(world)
    client = signed_in(world, "head")
    with open_scope(system("test")):
        hat = Membership.objects.get(person=row)
    page = client.post("/tai-khoan/danh-sach/cap/", {"ids": [str(hat.uuid)]})
    shown = page.content.decode()
    account = Account.objects.get(person=row)
    password = PASSWORD.search(shown)
    assert account.username == "moilv"
    assert "moilv" in shown
    assert password is not None
    assert account.check_password(password[1])
    assert page["Cache-Control"].count("no-store") == 1
    assert client.post("/tai-khoan/danh-sach/cap/", {"ids": [str(hat.uuid)]}).status_code == 302


def test_a_new_password_replaces_the_old_one(world: World) -> None:
    row = newcomer(world)
    with open_scope(scope(world, "head")):
        first = invite([Guest(row.pk, world.schools[0].pk, Role.TEACHER)])[0]
        second = renew_password(row)
        assert AuditLine.objects.filter(action="accounts.password_renewed").count() == 1
    account = Account.objects.get(person=row)
    assert not account.check_password(first.password)
    assert account.check_password(second.password)


def test_a_head_does_not_take_over_an_account_that_reaches_further(world: World) -> None:
    row = newcomer(world)
    with open_scope(scope(world, "head")):
        invite([Guest(row.pk, world.schools[0].pk, Role.TEACHER)])
    with open_scope(system("test")):
        open_membership(
            person=row.pk,
            organisation=world.schools[1].pk,
            role=Role.TEACHER,
            valid_from=world.schools[1].valid_from,
        )
    with open_scope(scope(world, "head")):
        for act in (renew_password, close_account):
            with pytest.raises(GivingRefused):
                act(row)
    with open_scope(system("test")):
        open_membership(
            person=row.pk,
            organisation=world.department.pk,
            role=Role.DIRECTOR,
            valid_from=world.department.valid_from,
        )
    with open_scope(scope(world, "head")), pytest.raises(Forbidden):
        renew_password(row)


def test_a_registrar_and_a_head_give_families_accounts_but_nobody_an_office(world: World) -> None:
    row = newcomer(world)
    with open_scope(scope(world, "head")), pytest.raises(Forbidden):
        invite([Guest(row.pk, world.department.pk, Role.ADMINISTRATOR)])
    assert signed_in(world, "head").get("/tai-khoan/giao-vai/").status_code == 403


@pytest.mark.parametrize("standing", ["own teacher", "own parent", "officer of another commune"])
def test_others_do_not_see_accounts_at_all(world: World, standing: str) -> None:
    row = newcomer(world)
    client = signed_in(world, standing)
    assert client.get("/tai-khoan/danh-sach/").status_code == 403
    assert client.post(f"/tai-khoan/nguoi/{row.uuid}/cap/").status_code == 403
    assert not Account.objects.filter(person=row).exists()


def test_the_list_shows_only_people_of_ones_own_school(world: World) -> None:
    newcomer(world, school=1)
    assert "Lê Văn Mới" not in signed_in(world, "head").get("/tai-khoan/danh-sach/").content.decode()
    assert "Lê Văn Mới" in signed_in(world, "director").get("/tai-khoan/danh-sach/").content.decode()


def test_a_closed_account_sees_nothing_and_may_be_opened_again(world: World) -> None:
    row = newcomer(world)
    client = signed_in(world, "head")
    client.post(f"/tai-khoan/nguoi/{row.uuid}/cap/")
    account = Account.objects.get(person=row)
    theirs = Client()
    theirs.force_login(account)
    assert theirs.get("/tai-khoan/mat-khau/").status_code == 200
    client.post(f"/tai-khoan/nguoi/{row.uuid}/dong/")
    assert theirs.get("/").status_code == 302
    client.post(f"/tai-khoan/nguoi/{row.uuid}/mo/")
    theirs.force_login(account)
    assert theirs.get("/tai-khoan/mat-khau/").status_code == 200


@pytest.mark.parametrize(("role", "school"), [(Role.HEAD, 0), (Role.TEACHER, 1)])
def test_a_first_password_is_not_given_where_it_would_open_another_hat(
    world: World, role: str, school: int
) -> None:
    guest = newcomer(world, Role.PARENT)
    with open_scope(system("test")):
        Membership.objects.create(
            person_id=guest.pk, organisation=world.schools[school], role=role, valid_from=DAY
        )
    with open_scope(scope(world, "registrar")), pytest.raises((Forbidden, GivingRefused)):
        invite([Guest(guest.pk, world.schools[0].pk, Role.PARENT)])
