"""The hourly sweep takes only what nobody can miss."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from khue.core import clock, files
from khue.core.models import IdempotentAnswer, ImportImage, ImportLine, ImportRun, StoredFile
from khue.core.scope import open_scope, system
from khue.core.upkeep import sweep_answers, sweep_files, sweep_imports

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=40)


@pytest.fixture(autouse=True)
def scope() -> object:
    with open_scope(system("test")) as opened:
        yield opened


def aged(path: Path) -> Path:
    past = (clock.now() - LONG_AGO).timestamp()
    os.utime(path, (past, past))
    return path


def test_bytes_that_no_row_knows_go_and_known_ones_stay() -> None:
    known = aged(files.path_of(files.store(b"known", name="a", content_type="text/plain")))
    files.put({"ab" * 32: b"orphan"})
    orphan = aged(known.parents[2] / "ab" / "ab" / ("ab" * 32))
    files.put({"ac" * 32: b"just written, its row comes"})
    fresh = known.parents[2] / "ac" / "ac" / ("ac" * 32)
    sweep_files()
    assert (known.exists(), orphan.exists(), fresh.exists()) == (True, False, True)
    fresh.unlink()


def test_a_row_whose_bytes_never_came_goes_after_a_day() -> None:
    for name, age in (("old", LONG_AGO), ("new", dt.timedelta())):
        StoredFile.objects.create(
            digest="0" * 64, size=1, name=name, content_type="", created_at=clock.now() - age
        )
    sweep_files()
    assert list(StoredFile.objects.filter(stored_at=None).values_list("name", flat=True)) == ["new"]


def test_kept_answers_are_forgotten_after_three_days() -> None:
    for key, age in (("old", LONG_AGO), ("new", dt.timedelta())):
        IdempotentAnswer.objects.create(account_id=1, key=key, request_hash="", created_at=clock.now() - age)
    sweep_answers()
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["new"]


def test_rows_of_an_import_are_forgotten_after_a_month_and_its_numbers_stay() -> None:
    file = files.store(b"book", name="a.xlsx", content_type="")
    for age in (LONG_AGO, dt.timedelta(days=20)):
        moment = clock.now() - age
        run = ImportRun.objects.create(
            sheet="holidays", file=file, created=1, read=1, started_at=moment, finished_at=moment
        )
        ImportLine.objects.create(run=run, fate="created", row=1, sheet="A", number=2, name="Tết")
        ImportImage.objects.create(run=run, row=1, kind="calendar.Holiday", object_id=1, after={})
    sweep_imports()
    assert [run.lines.count() for run in ImportRun.objects.order_by("started_at")] == [0, 1]
    assert ImportImage.objects.count() == 1
    assert [run.created for run in ImportRun.objects.all()] == [1, 1]
