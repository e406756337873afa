"""What the engines keep for somebody (jobs, files, imports, answers) is behind the policies, not behind views alone."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from khue.core import clock, files
from khue.core.jobs import enqueue
from khue.core.models import (
    IdempotentAnswer,
    ImportImage,
    ImportLine,
    ImportRejection,
    ImportRun,
    JobRun,
    StoredFile,
)
from khue.core.scope import NOBODY, Scope, ScopeMissing, open_scope, system
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.documents.models import Paper
from tests.world import World

TABLES = (
    "core_jobrun",
    "core_storedfile",
    "core_importrun",
    "core_importrejection",
    "core_importimage",
    "core_importline",
    "core_idempotentanswer",
)
pytestmark = pytest.mark.django_db


def scope(world: World, standing: str) -> Scope:
    account = world.people[standing]
    return scope_of(hats_of(account)[0], account.pk)


@pytest.fixture
def of_the_head(world: World) -> ImportRun:
    """An import that school A's head asked for, with everything around it."""
    own = scope(world, "head")
    with open_scope(own):
        file = files.store(b"a,b", name="a.csv", content_type="text/csv")
        run: ImportRun = ImportRun.objects.create(
            sheet="holidays",
            file=file,
            job=enqueue("bulk.check", import_run=0),
            account_id=own.account,
            organisation_id=own.organisation,
            started_at=clock.now(),
        )
        ImportRejection.objects.create(run=run, row=0, sheet="a", number=2, cells=[], problems=[])
        ImportImage.objects.create(run=run, row=0, kind="x", object_id=1, after={})
        ImportLine.objects.create(run=run, fate="created", row=0, sheet="a", number=2)
        IdempotentAnswer.objects.create(
            account_id=own.account or 0, key="k", request_hash="", created_at=clock.now()
        )
    return run


def seen() -> dict[str, int]:
    """How many rows of each table raw SQL shows now."""
    with connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 -- names of the test
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.usefixtures("of_the_head")
def test_the_owner_sees_the_rows_by_raw_sql(world: World) -> None:
    with open_scope(scope(world, "head")):
        assert seen() == dict.fromkeys(TABLES, 1)


@pytest.mark.usefixtures("of_the_head")
def test_the_app_without_a_scope_sees_none_by_raw_sql() -> None:
    assert seen() == dict.fromkeys(TABLES, 0)


@pytest.mark.usefixtures("of_the_head")
@pytest.mark.parametrize(
    "standing",
    ["head of another school", "teacher of another school", "officer of another commune", "another parent"],
)
def test_an_outsider_sees_none_by_raw_sql(world: World, standing: str) -> None:
    with open_scope(scope(world, standing)):
        assert seen() == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("model", [JobRun, StoredFile, ImportRun, ImportRejection, ImportImage, ImportLine])
def test_their_managers_raise_without_a_scope(world: World, model: type[JobRun]) -> None:
    with pytest.raises(ScopeMissing):
        model.objects.count()
    with open_scope(NOBODY):
        assert model.objects.count() == 0


def test_nobody_writes_for_another_school(world: World, of_the_head: ImportRun) -> None:
    with open_scope(scope(world, "head of another school")):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE core_importrun SET state = 'done' WHERE id = %s", [of_the_head.pk])
            assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ImportRejection.objects.create(
                run_id=of_the_head.pk, row=9, sheet="", number=1, cells=[], problems=[]
            )


def test_a_family_reads_the_file_of_its_own_paper_and_no_other(world: World) -> None:
    school, pupil = world.schools[0], world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        pdf = files.store(b"%PDF own", name="a.pdf", content_type="application/pdf", organisation=school.pk)
        Paper.objects.create(
            kind="transcript", organisation=school, person=pupil, code="1" * 12, digest="", pdf=pdf,
            prepared_at=clock.now(),
        )  # fmt: skip
    for standing, expected in (("own parent", 1), ("own pupil", 1), ("another parent", 0)):
        with open_scope(scope(world, standing)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_storedfile WHERE id = %s", [pdf.pk])
            assert cursor.fetchone() == (expected,), standing
