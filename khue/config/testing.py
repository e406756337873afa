"""How tests meet the database: made and migrated by its owner, used as `khue_app`, so that no test passes by privilege.

A pytest plugin, loaded before Django's settings (`-p khue.config.testing`). `KHUE_TEST_DATABASE` names the database
(one a worker is made of it), so that two runs on one machine do not meet.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from khue.config import embedded

os.environ["KHUE_ROLE"] = "owner"
os.environ.setdefault("KHUE_DATA_DIR", str(Path(__file__).resolve().parents[2] / ".khue" / "test"))
os.environ.setdefault("KHUE_DURABLE", "0")
NAME = os.environ.get("KHUE_TEST_DATABASE", "test_khue")
# A change is judged by the same examples every time; `HYPOTHESIS_PROFILE=explore` looks for new ones.
# No example is judged by the clock: a busy machine is no mistake.
UNTIMED = examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.register_profile("same", UNTIMED, derandomize=True)
examples.register_profile("explore", UNTIMED, derandomize=False)
examples.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure() -> None:
    """Make the database server answer before anything connects."""
    embedded.ready()
    from django.conf import settings

    default: dict[str, Any] = settings.DATABASES["default"]
    default.setdefault("TEST", {})["NAME"] = NAME  # Django may have filled in its own defaults already
    # A worker's files belong to its database: another's sweep would take them for bytes that no row knows.
    own = settings.KHUE.data_dir / "workers" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    settings.KHUE = dataclasses.replace(settings.KHUE, data_dir=own)


@pytest.fixture(scope="session", autouse=True)
def _as_the_app(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the owner has made and migrated the database, everything runs as the app."""
    if not any(_needs_database(item) for item in request.session.items):
        yield
        return
    request.getfixturevalue("django_db_setup")
    from django.db import connections

    connection = connections["default"]
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    plain = options["options"]
    options["options"] = f"{plain} -c role=khue_app"
    yield
    connection.close()
    options["options"] = plain


def _needs_database(item: pytest.Item) -> bool:
    """Whether a test opens the database, by its mark or through a fixture."""
    wanted = {"db", "transactional_db"}
    return item.get_closest_marker("django_db") is not None or not wanted.isdisjoint(
        getattr(item, "fixturenames", ())
    )


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> None:
    """Emptying tables after a test with real transactions is the owner's."""
    from django.db import connections
    from django.test import TransactionTestCase

    flush: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # noqa: SLF001 -- Django offers no other place

    def as_owner(self: TransactionTestCase) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET ROLE NONE")
        flush(self)
        with connections["default"].cursor() as cursor:
            cursor.execute("SET ROLE khue_app")

    TransactionTestCase._fixture_teardown = as_owner  # type: ignore[attr-defined]  # noqa: SLF001 -- as above


@pytest.fixture(scope="session", autouse=True)
def _remember_nothing() -> None:
    """The bar's count is asked for anew at every page, so that a page costs the same the first time and the second."""
    from khue.core.web import inbox

    inbox.REMEMBERED_SECONDS = 0
