"""The bar counts what waits for the hat, and the inbox lists it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from khue.core import clock
from khue.core.models import ImportRun, ImportState, StoredFile
from khue.core.scope import open_scope, system
from khue.foundation.accounts.selectors import hats_of
from tests.world import World

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def checked_import(world: World, standing: str) -> ImportRun:
    """A workbook of somebody's that was checked and waits."""
    account = world.people[standing]
    with open_scope(system("test")):
        file = StoredFile.objects.create(
            digest="1" * 64,
            size=0,
            name="lop-6.xlsx",
            content_type="",
            account_id=account.pk,
            created_at=clock.now(),
        )
        run: ImportRun = ImportRun.objects.create(
            sheet="pupils",
            file=file,
            organisation_id=world.schools[0].pk,
            account_id=account.pk,
            membership_id=hats_of(account)[0].pk,
            state=ImportState.READY,
            started_at=clock.now(),
        )
    return run


def test_a_checked_import_waits_for_whoever_brought_it(world: World, as_person: Browser) -> None:
    run = checked_import(world, "registrar")
    page = as_person("registrar").get("/viec/").content.decode()
    assert f"/nhap/luot/{run.uuid}/" in page
    assert "lop-6.xlsx" in page
    assert str(run.uuid) not in as_person("head").get("/viec/").content.decode()


def test_the_bar_counts_it(world: World, as_person: Browser) -> None:
    checked_import(world, "registrar")
    assert '<span class="badge badge-star">1</span>' in as_person("registrar").get("/lop/").content.decode()
    assert "badge-star" not in as_person("head").get("/lop/").content.decode()


def test_an_empty_inbox_says_so(as_person: Browser) -> None:
    assert "Không có việc nào đang chờ." in as_person("own parent").get("/viec/").content.decode()
