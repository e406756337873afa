"""Pages by cursor: walking forwards and backwards meets every row exactly once, whatever the order and the nulls."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import QuerySet

from khue.core.models import Code
from khue.core.tables.paging import cut, decode, encode

pytestmark = pytest.mark.django_db
FIELDS = ["order", "valid_to", "name", "pk"]


@pytest.fixture
def rows() -> QuerySet[Code]:
    day = dt.date(2025, 1, 1)
    Code.objects.bulk_create(
        Code(
            list="t",
            code=str(number),
            name=f"n{number % 4}",
            order=number % 3,
            valid_from=day,
            valid_to=day + dt.timedelta(days=number) if number % 2 and number > 1 else None,
        )
        for number in range(23)
    )
    return Code.objects.filter(list="t")


ORDERS = [
    ["pk"],
    ["order", "pk"],
    ["-order", "name", "pk"],
    ["valid_to", "pk"],
    ["-valid_to", "-name", "-pk"],
]


def forwards(rows: QuerySet[Code], order: list[str], size: int) -> list[int]:
    seen, after = [], ""
    while True:
        part = cut(rows, order, FIELDS, size=size, after=after)
        seen += [row[-1] for row in part.rows]
        after = part.after
        if not after:
            return seen


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 4, 23, 50])
def test_walking_forwards_meets_every_row_once(rows: QuerySet[Code], order: list[str], size: int) -> None:
    assert forwards(rows, order, size) == list(rows.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("order", ORDERS)
def test_going_back_shows_the_page_before(rows: QuerySet[Code], order: list[str]) -> None:
    first = cut(rows, order, FIELDS, size=5)
    second = cut(rows, order, FIELDS, size=5, after=first.after)
    assert cut(rows, order, FIELDS, size=5, before=second.before).rows == first.rows


def test_a_first_page_has_nothing_before_it(rows: QuerySet[Code]) -> None:
    assert cut(rows, ["pk"], FIELDS, size=5).before == ""


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!", encode([1, 2, 3]), "W10", encode([float("inf")]), encode([float("nan")])]
)
def test_a_cursor_that_is_not_ours_shows_the_first_page(rows: QuerySet[Code], cursor: str) -> None:
    assert decode(cursor, 1) is None
    assert cut(rows, ["pk"], FIELDS, size=5, after=cursor).rows == cut(rows, ["pk"], FIELDS, size=5).rows
