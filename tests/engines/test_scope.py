"""Two locks: the manager raises or filters, and PostgreSQL shows nothing even where the manager is passed by."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from khue.core.scope import NOBODY, Reach, Scope, ScopeMissing, current_scope, open_scope, system
from khue.foundation.organisations.models import InternalUnit

pytestmark = pytest.mark.django_db


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0] or "")


def test_the_tests_run_as_a_role_that_owns_nothing_and_passes_no_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("khue_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_asking_without_a_scope_raises() -> None:
    with pytest.raises(ScopeMissing):
        InternalUnit.objects.all()


def test_nobody_sees_nothing() -> None:
    with open_scope(NOBODY):
        assert not InternalUnit.objects.exists()


def test_an_inner_scope_gives_the_outer_values_back() -> None:
    outer = Scope(reach=Reach.SOME, roots=("1.",), persons=(7, 8), account=3)
    with open_scope(outer):
        with open_scope(system("test")):
            assert setting("khue.reach") == "all"
        assert current_scope() == outer
        assert (setting("khue.reach"), setting("khue.roots"), setting("khue.persons")) == (
            "some",
            '{"1."}',
            "{7,8}",
        )


def test_an_inner_scope_that_fails_gives_the_outer_values_back() -> None:
    with open_scope(Scope(reach=Reach.SOME, roots=("1.",))):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), open_scope(system("test")):
            raise ZeroDivisionError
        assert setting("khue.reach") == "some"


def test_what_the_database_refuses_inside_a_scope_is_said_as_it_is() -> None:
    with open_scope(Scope(reach=Reach.SOME, roots=("1.",))):
        with pytest.raises(DataError), open_scope(system("test")), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert setting("khue.reach") == "some"


def test_a_scope_in_a_transaction_leaves_nothing_open_behind_it() -> None:
    with transaction.atomic(), open_scope(system("test")):
        pass
    assert setting("khue.reach") == "none"
