"""The three jobs of an import: check, run, take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core import clock, files
from khue.core.bulk.rejections import keep_rejected_file
from khue.core.bulk.runs import Importer, finish, undo
from khue.core.bulk.sheets import ImportContext, Sheet
from khue.core.bulk.unusable import UnusableError
from khue.core.jobs import JobFailed, Progress, enqueue, job
from khue.core.models import ImportRun, ImportState
from khue.core.registry import sheets
from khue.core.rules import require
from khue.core.scope import current_scope


def _run_page(arguments: Mapping[str, Any]) -> str:
    run = ImportRun.objects.filter(pk=arguments["import_run"]).first()
    return reverse("bulk:run", args=[run.uuid]) if run else ""


@job("bulk.import", _("Import of a workbook"), _run_page)
def import_file(progress: Progress, *, import_run: int) -> dict[str, Any]:
    """Store a file that was checked and agreed to; goes on where a killed worker stopped."""
    with progress.scope() as scope:
        run = ImportRun.objects.select_related("file").get(pk=import_run)
        sheet: Sheet = sheets[run.sheet]
        require(scope, sheet.act)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.RUNNING)
    importer = Importer(
        sheet, files.path_of(run.file), ImportContext(scope, run.organisation_id, run.context), progress.scope
    )
    try:
        importer.run(run, progress.advance)
    except UnusableError as error:
        with progress.scope():
            _unusable(run, error)
        raise JobFailed(error.code) from error
    with progress.scope():
        keep_rejected_file(run, sheet)
        finish(run)
    return {"run": str(run.uuid)}


@job("bulk.check", _("Check of a workbook"), _run_page)
def check_file(progress: Progress, *, import_run: int) -> dict[str, Any]:
    """Read a file and say what storing it would do, without keeping anything."""
    with progress.scope() as scope:
        run = ImportRun.objects.select_related("file").get(pk=import_run)
        sheet: Sheet = sheets[run.sheet]
        require(scope, sheet.act)
    context = ImportContext(scope, run.organisation_id, run.context)
    importer = Importer(sheet, files.path_of(run.file), context, progress.scope)
    try:
        counts, bad = importer.dry_run(progress.advance)
    except UnusableError as error:
        with progress.scope():
            _unusable(run, error)
        raise JobFailed(error.code) from error
    with progress.scope():
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.READY)
    sums = {name: getattr(counts, name) for name in ("read", "created", "updated", "unchanged", "rejected")}
    return {
        **sums,
        "storable": counts.read - counts.rejected,
        "noticed": importer.noticed.as_json() if importer.noticed else {},
        "first": [_said(parsed.row.number, outcome.problems) for parsed, outcome in bad[:100]],
    }


@job("bulk.undo", _("Undo of an import"), _run_page)
def undo_import(progress: Progress, *, import_run: int) -> dict[str, Any]:
    """Take an import back, except rows that somebody changed since."""
    with progress.scope() as scope:
        run = ImportRun.objects.get(pk=import_run)
        sheet: Sheet = sheets[run.sheet]
        require(scope, sheet.act)
    back, stayed = undo(run, sheet, progress.scope, progress.advance)
    return {"back": back, "stayed": stayed}


def start_check(
    *, sheet: Sheet, content: bytes, name: str, options: dict[str, str], organisation: int | None
) -> ImportRun:
    """Keep an uploaded file and have it checked in the background."""
    stored = files.store(
        content, name=name, content_type="application/octet-stream", organisation=organisation
    )
    scope = current_scope()
    run: ImportRun = ImportRun.objects.create(
        sheet=sheet.key,
        file=stored,
        account_id=scope.account,
        membership_id=scope.membership,
        organisation_id=organisation,
        context=options,
        started_at=clock.now(),
    )
    run.job = enqueue("bulk.check", import_run=run.pk)
    run.save(update_fields=["job"])
    return run


def _unusable(run: ImportRun, error: UnusableError) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportState.UNUSABLE,
        unusable={"code": error.code, "params": error.params},
        finished_at=clock.now(),
    )


def _said(number: int, problems: tuple[Any, ...]) -> dict[str, Any]:
    return {"row": number, "problems": [problem.as_json() for problem in problems]}
