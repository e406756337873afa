"""A tiny province, made once a module by the tables' owner and rolled back with it; the tests read it as the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from khue.portal.demo.geography import Commune, Place
from khue.portal.demo.loading import Loaded, load
from khue.portal.demo.sizes import SEED, SIZES


@contextmanager
def as_owner() -> Iterator[None]:
    """COPY into tables under row-level security is the owner's."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE khue_app")


def load_tiny(seed: int = SEED) -> Loaded:
    with as_owner():
        return load(SIZES["tiny"], seed, watch=lambda _text: None)


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_tiny()
        transaction.set_rollback(True)


def make_communes(
    count: int, province: str = "37", old: tuple[str, ...] = ("35", "36", "37")
) -> list[Commune]:
    """Communes without a database: every third one urban, their districts spread over the old provinces."""
    today = Place(1, province, "Tỉnh", "Ninh Bình")
    found = []
    for number in range(count):
        prefix = "Phường" if number % 3 == 0 else "Xã"
        place = Place(100 + number, f"{13000 + number * 3:05}", prefix, f"Số {number}")
        former = Place(10 + number % len(old), old[number % len(old)], "Tỉnh", f"Cũ {number % len(old)}")
        district = Place(50 + number // 6, f"{300 + number // 6}", "Huyện", f"Huyện {number // 6}")
        found.append(Commune(place, today, place, district, former, 20.2, 105.9))
    return found
