"""An import on a bad day: cut, doubled, stopped, failing halfway, taken back after somebody went on working."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.exceptions import JobAborted

from khue.core import clock
from khue.core.bulk import runs
from khue.core.bulk.sheets import GivenRow, ImportContext, Outcome
from khue.core.bulk.tasks import start_check
from khue.core.jobs import ATTEMPTS, enqueue, perform, run_job
from khue.core.models import ImportImage, ImportRun, ImportState, JobRun
from khue.core.models.jobs import JobState
from khue.core.registry import sheets
from khue.core.scope import Scope, open_scope, system
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.calendar.models import Holiday
from tests.world import World

pytestmark = pytest.mark.django_db
HEADER = "Tên ngày nghỉ,Từ ngày,Đến ngày"


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 3)


@pytest.fixture
def head(world: World) -> Scope:
    account = world.people["head"]
    return scope_of(hats_of(account)[0], account.pk)


def content(count: int) -> bytes:
    rows = [f"Nghỉ {number},{number:02}/10/2025,{number:02}/10/2025" for number in range(1, count + 1)]
    return "\n".join([HEADER, *rows]).encode()


def checked(scope: Scope, count: int = 8) -> ImportRun:
    with open_scope(scope):
        run = start_check(
            sheet=sheets["holidays"],
            content=content(count),
            name="a.csv",
            options={},
            organisation=scope.organisation,
        )
    assert run.job is not None
    perform(run.job)
    assert again(run).state == ImportState.READY
    return run


def again(run: ImportRun) -> ImportRun:
    """The run as it stands in the database now."""
    with open_scope(system("test")):
        run.refresh_from_db()
    return run


def job_now(run: ImportRun) -> JobRun:
    """The latest job of the run as it stands in the database now."""
    with open_scope(system("test")):
        return JobRun.objects.get(pk=again(run).job_id)  # type: ignore[no-any-return]


def job_of(scope: Scope, kind: str, run: ImportRun) -> JobRun:
    with open_scope(scope):
        run.job = enqueue(kind, import_run=run.pk)
        run.state = ImportState.RUNNING
        run.save(update_fields=["job", "state"])
    return run.job


def counts(run: ImportRun) -> tuple[int, ...]:
    again(run)
    return (run.read, run.created, run.updated, run.unchanged, run.rejected)


def stored() -> int:
    with open_scope(system("test")):
        return Holiday.objects.filter(name__startswith="Nghỉ").count()


class PowerCut(Exception):  # noqa: N818 -- what happens, not an error of ours
    """The worker dies."""


def dying(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """The sheet dies at its n-th chunk of an import, once."""
    sheet, calls = sheets["holidays"], [0]

    def apply(rows: Sequence[GivenRow], context: ImportContext) -> Sequence[Outcome]:
        outcomes: Sequence[Outcome] = sheet.apply(rows, context)
        calls[0] += 1
        if calls[0] == chunk:
            raise PowerCut
        return outcomes

    monkeypatch.setitem(sheets._entries, "holidays", replace(sheet, apply=apply))  # noqa: SLF001 -- a sheet of the test


def test_a_check_leaves_nothing(head: Scope) -> None:
    checked(head)
    assert stored() == 0
    with open_scope(system("test")):
        assert not ImportImage.objects.exists()


def test_a_cut_import_goes_on_and_ends_in_the_same_counts(
    head: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(head)
    job = job_of(head, "bulk.import", run)
    dying(monkeypatch, 2)
    with pytest.raises(PowerCut):
        perform(job, last_attempt=False)
    assert (stored(), counts(run)[0], run.next_row) == (3, 3, 3)
    perform(job)
    assert (stored(), counts(run)) == (8, (8, 8, 0, 0, 0))
    assert run.state == ImportState.DONE


def test_a_worker_that_has_to_go_ends_its_chunk_and_leaves_the_rest_to_the_next(head: Scope) -> None:
    run = checked(head)
    job = job_of(head, "bulk.import", run)
    with pytest.raises(JobAborted):
        perform(job, last_attempt=False, is_leaving=lambda: True)
    assert (counts(run)[0], run.state) == (3, ImportState.RUNNING)
    perform(job)
    assert counts(run) == (8, 8, 0, 0, 0)


def test_a_worker_that_has_to_go_spends_no_attempt_of_the_job(head: Scope) -> None:
    run = checked(head)
    job = job_of(head, "bulk.import", run)
    for _restart in range(ATTEMPTS + 2):
        with pytest.raises(JobAborted):
            perform(job_now(run), last_attempt=False, is_leaving=lambda: True)
        assert job_now(run).starts == 0
    perform(job)
    assert job_now(run).state == JobState.DONE


def test_a_job_that_takes_its_worker_with_it_each_time_ends(head: Scope) -> None:
    run = checked(head)
    job = job_of(head, "bulk.import", run)
    with open_scope(system("test")):
        JobRun.objects.filter(pk=job.pk).update(starts=ATTEMPTS)
    run_job.func(SimpleNamespace(should_abort=lambda: False), job_run=job.pk)  # type: ignore[arg-type]
    assert job_now(run).state == JobState.FAILED
    assert stored() == 0


def test_an_undo_that_was_cut_tells_the_whole_sum(head: Scope) -> None:
    run = checked(head)
    perform(job_of(head, "bulk.import", run))
    with open_scope(head):
        Holiday.objects.filter(name="Nghỉ 8").update(ends=dt.date(2025, 10, 20))
    job = job_of(head, "bulk.undo", run)
    with pytest.raises(JobAborted):
        perform(job, last_attempt=False, is_leaving=lambda: True)
    perform(job)
    assert job_now(run).result == {"back": 7, "stayed": 1}
    assert job_now(run).done == 8


def test_a_second_worker_on_the_same_run_counts_nothing_twice(head: Scope) -> None:
    run = checked(head)
    with open_scope(head):
        late = ImportRun.objects.select_related("file").get(pk=run.pk)
    perform(job_of(head, "bulk.import", run))
    assert counts(run) == (8, 8, 0, 0, 0)
    context = ImportContext(head, head.organisation)
    with open_scope(head):
        from khue.core import files  # noqa: PLC0415 -- only this test reads the file itself

        importer = runs.Importer(
            sheets["holidays"], files.path_of(late.file), context, lambda: open_scope(head)
        )
    importer.run(late)
    assert counts(run) == (8, 8, 0, 0, 0)


def test_an_import_that_failed_says_so_and_can_be_taken_back(
    head: Scope, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(head)
    job = job_of(head, "bulk.import", run)
    dying(monkeypatch, 2)
    with pytest.raises(PowerCut):
        perform(job)
    client: Client = as_person("head")
    page = client.get(f"/nhap/luot/{run.uuid}/").content.decode()
    assert "hx-get" not in page.split('id="import-run"')[1].split(">")[0]
    assert client.post(f"/nhap/luot/{run.uuid}/hoan-tac/").status_code == 302
    perform(job_now(run))
    assert (stored(), again(run).state) == (0, ImportState.UNDONE)


def test_a_second_press_on_store_or_undo_does_nothing(head: Scope, as_person: Any) -> None:
    run, client = checked(head), as_person("head")
    for act in ("luu", "hoan-tac"):
        assert client.post(f"/nhap/luot/{run.uuid}/{act}/").status_code == 302
        first = job_now(run)
        assert client.post(f"/nhap/luot/{run.uuid}/{act}/").status_code == 302
        assert job_now(run) == first
        assert first is not None
        perform(first)
    with open_scope(system("test")):
        assert (stored(), JobRun.objects.filter(state=JobState.WAITING).count()) == (0, 0)


def test_an_import_is_taken_back_within_a_week_and_not_after(head: Scope, as_person: Any) -> None:
    run, client = checked(head), as_person("head")
    perform(job_of(head, "bulk.import", run))
    done = again(run).finished_at
    assert done is not None
    page, act = f"/nhap/luot/{run.uuid}/", f"/nhap/luot/{run.uuid}/hoan-tac/"
    with clock.frozen(done + dt.timedelta(days=8)):
        assert act not in client.get(page).content.decode()
        client.post(act)
    assert (again(run).state, stored()) == (ImportState.DONE, 8)
    with clock.frozen(done + dt.timedelta(days=6)):
        assert act in client.get(page).content.decode()


def test_undo_leaves_what_somebody_changed_since(head: Scope) -> None:
    run = checked(head)
    perform(job_of(head, "bulk.import", run))
    with open_scope(head):
        Holiday.objects.filter(name="Nghỉ 1").update(ends=dt.date(2025, 10, 20))
    job = job_of(head, "bulk.undo", run)
    perform(job)
    assert job_now(run).result == {"back": 7, "stayed": 1}
    assert stored() == 1


def test_each_number_of_the_result_opens_exactly_its_rows(head: Scope, as_person: Any) -> None:
    perform(job_of(head, "bulk.import", checked(head, 2)))
    run = checked(head, 55)  # two rows are there, 31 days of October are
    perform(job_of(head, "bulk.import", run))
    client = as_person("head")
    assert counts(run) == (55, 29, 0, 2, 24)
    for fate, count in (
        ("", 55),
        ("created", 29),
        ("unchanged", 2),
        ("rejected", 24),
        ("stored", 29),
        ("updated", 0),
    ):
        page = client.get(f"/nhap/luot/{run.uuid}/dong/?loai={fate}").content.decode()
        assert page.count('<td class="end num">') == min(count, 50)
        assert ("sau=" in page) == (count > 50)
    unchanged = client.get(f"/nhap/luot/{run.uuid}/dong/?loai=unchanged").content.decode()
    with open_scope(head):
        assert f"/{Holiday.objects.get(name='Nghỉ 1').uuid}/sua/" in unchanged
    result = client.get(f"/nhap/luot/{run.uuid}/").content.decode()
    assert "Mở danh sách 29 dòng vừa nhập" in result
    assert "?loai=rejected" in result


def test_rows_cost_the_same_for_one_and_for_fifty(head: Scope, as_person: Any) -> None:
    client, seen = as_person("head"), []
    for count in (1, 31):
        run = checked(head, count)
        perform(job_of(head, "bulk.import", run))
        client.get(f"/nhap/luot/{run.uuid}/dong/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/nhap/luot/{run.uuid}/dong/")
        seen.append(len(queries))
    assert seen[0] == seen[1]


def test_another_school_does_not_find_the_import(head: Scope, as_person: Any) -> None:
    run = checked(head)
    client = as_person("head of another school")
    for act in ("", "luu/", "dung/", "hoan-tac/", "bi-tu-choi/", "dong/"):
        assert client.post(f"/nhap/luot/{run.uuid}/{act}").status_code in {404, 405}
    assert as_person("own teacher").get(f"/nhap/luot/{run.uuid}/").status_code in {403, 404}
