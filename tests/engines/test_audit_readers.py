"""Who reads the audit's lines: the place where it happened, the person's own readers, and whoever acted."""

from __future__ import annotations

import pytest
from django.db import connection

from khue.core import audit
from khue.core.models import AuditLine
from khue.core.scope import NOBODY, Reach, Scope, open_scope, system
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import hats_of, scope_of
from tests.world import World

pytestmark = pytest.mark.django_db


def hat(account: Account) -> Scope:
    """The scope of the one hat of an account."""
    return scope_of(hats_of(account)[0], account.pk)


def read(scope: Scope) -> set[str]:
    """The actions that the scope reads, also where the manager is passed by."""
    with open_scope(scope), connection.cursor() as cursor:
        cursor.execute("SELECT action FROM core_auditline WHERE action LIKE 'test.%%'")
        return {action for (action,) in cursor.fetchall()}


@pytest.fixture
def lines(world: World) -> World:
    """A line of each school, one about a child of school A that school B wrote, and one of no place at all."""
    child = world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        audit.record("test.a", organisation=world.schools[0].pk)
        audit.record("test.b", organisation=world.schools[1].pk)
        audit.record("test.child", organisation=world.schools[1].pk, person=child.pk)
        audit.record("test.nowhere")
    return world


@pytest.mark.parametrize(
    ("standing", "seen"),
    [
        ("head", {"test.a", "test.child"}),
        ("head of another school", {"test.b", "test.child"}),
        ("own officer", {"test.a", "test.child"}),
        ("officer of another commune", {"test.b", "test.child"}),
        ("own parent", {"test.child"}),
        ("another parent", set()),
        ("director", {"test.a", "test.b", "test.child", "test.nowhere"}),
    ],
)
def test_a_line_is_read_where_it_belongs(lines: World, standing: str, seen: set[str]) -> None:
    assert read(hat(lines.people[standing])) == seen


def test_a_stranger_reads_nothing_and_still_leaves_a_line(lines: World) -> None:
    assert read(NOBODY) == set()
    with open_scope(NOBODY):
        audit.record("test.stranger")
        audit.record_many("test.strangers", "", [(1, None, None, {}), (2, None, None, {})])
    assert {"test.stranger", "test.strangers"} <= read(system("test"))


def test_who_acted_reads_the_own_acts_in_every_hat(lines: World) -> None:
    me = lines.people["own teacher"].pk
    with open_scope(Scope(reach=Reach.NONE, account=me)):
        audit.record("test.mine", organisation=lines.schools[1].pk)
    assert read(Scope(reach=Reach.NONE, account=me)) == {"test.mine"}


def test_many_lines_are_written_in_one_statement(world: World, django_assert_num_queries: object) -> None:
    with open_scope(system("test")):
        with django_assert_num_queries(1):  # type: ignore[operator]
            audit.write(audit.line("test.many", number=number) for number in range(500))
        assert AuditLine.objects.filter(action="test.many").count() == 500
