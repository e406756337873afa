"""A column that a hat may not see is neither shown nor sorted by: an order tells, and a cursor holds the values."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from khue.core.scope import Reach, Scope, open_scope, system
from khue.core.tables import Table
from khue.core.tables.columns import Column, plain
from khue.core.tables.table import filtered, page_of
from khue.foundation.calendar.models import Holiday
from tests.world import World

pytestmark = pytest.mark.django_db
TABLE = Table(
    columns=(
        Column(key="day", title="Day", fields=("starts",), write=plain, sort=("starts",)),
        Column(
            key="secret",
            title="Secret",
            fields=("name",),
            write=plain,
            sort=("name",),
            sensitive="people.reveal",
        ),
    ),
    order=("starts",),
)


@pytest.fixture
def days(world: World) -> World:
    """Days whose names run against their dates."""
    with open_scope(system("test")):
        Holiday.objects.all().delete()
        for number, name in enumerate("cba", 1):
            day = dt.date(2026, 3, number)
            Holiday.objects.create(organisation=world.schools[0], name=name, starts=day, ends=day)
    return world


@pytest.mark.parametrize(
    ("role", "names"), [("registrar", ["a", "b", "c"]), ("commune_officer", ["c", "b", "a"])]
)
def test_an_order_by_it_is_passed_over(days: World, role: str, names: list[str]) -> None:
    scope = Scope(reach=Reach.ALL, role=role)
    asked = QueryDict("sap=secret&cols=secret&so_dong=2")
    with open_scope(scope):
        assert [day.name for day in filtered(TABLE, Holiday.objects.all(), asked)] == names
        page = page_of(TABLE, Holiday.objects.all(), scope, asked)
    assert ("secret" in {heading.key for heading in page.headings}) is (role == "registrar")
