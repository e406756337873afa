"""What the migrations promised stands in the database, and no table with a person in it stands open."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from khue.core.models import ScopedModel
from khue.core.rls import PROMISES
from khue.foundation.people.models import Person

pytestmark = pytest.mark.django_db

# Tables that name a person and are no record of them: who may sign in is looked up before there is a scope, and who
# teaches or confirms what is public inside a school. They are narrowed by their managers.
NO_RECORD = {
    "accounts_account",
    "classes_homeroomassignment",
    "classes_teachingassignment",
    "gradebook_confirmation",
    "gradebook_entrydelegation",
}


def asked(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def test_every_promised_table_is_locked() -> None:
    locked = asked("SELECT relname FROM pg_class WHERE relrowsecurity")
    with_policy = asked(
        "SELECT tablename FROM pg_policies WHERE policyname = 'scope' AND roles @> '{khue_app}'"
    )
    assert set(PROMISES) <= locked
    assert set(PROMISES) <= with_policy


def test_every_table_that_names_a_person_is_locked() -> None:
    locked = asked("SELECT relname FROM pg_class WHERE relrowsecurity")
    naming = {
        model._meta.db_table
        for model in apps.get_models()
        if model is Person or any(_names_a_person(field) for field in model._meta.concrete_fields)
    }
    assert naming - locked - NO_RECORD == set()


def test_the_app_has_no_right_on_partitions_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2031::smallint)")
        cursor.execute("SELECT has_table_privilege('khue_app', 'marks_2031', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_every_scoped_model_says_where_its_owner_stands() -> None:
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            path = model.scope_path
            assert path.organisation or path.person or path.account, model


def _names_a_person(field: models.Field[object, object]) -> bool:
    return field.is_relation and field.related_model is Person
