"""What the pages of an import say: codes and parameters of the database become words here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count

from khue.core import clock
from khue.core.bulk.noticing import words_of
from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Fate
from khue.core.bulk.unusable import UnusableError
from khue.core.models import ImportImage, ImportRejection, ImportRun, ImportState
from khue.core.models.jobs import JobState
from khue.core.registry import sheets


def facts_of(run: ImportRun, most: int) -> dict[str, Any]:
    """The context of the run's page."""
    job = run.job
    checked = job.result if job and run.state == ImportState.READY else {}
    rejections = rejections_of(run, most)
    return {
        "job": job,
        "progress": _progress(run),
        "checked": checked,
        "noticed": words_of(checked.get("noticed", {}), sheets[run.sheet].columns),
        "checked_problems": [_checked(each) for each in checked.get("first", [])[:most]],
        "rejections": rejections,
        "headings": rejections[0]["cells"] if rejections else [],
        "stored": run.read - run.rejected,
        "changed": run.created + run.updated,
        "unusable": unusable_text(run.unusable),
        "undo_until": clock.local(run.undo_until) if run.undo_until else None,
        "seconds": _seconds(run),
        "may_undo": may_undo(run) and bool(run.created + run.updated) and sheets[run.sheet].undo is not None,
        "is_over": run.state in {ImportState.DONE, ImportState.UNUSABLE, ImportState.UNDONE} or _is_cut(run),
    }


def _seconds(run: ImportRun) -> int | None:
    """How long storing took, without the time in which the check waited for a yes."""
    if run.finished_at is None:
        return None
    begun = (run.job.started_at if run.job else None) or run.started_at
    return max(1, round((run.finished_at - begun).total_seconds()))


def may_undo(run: ImportRun) -> bool:
    """Whether a run can be taken back: it is done or was cut, nobody works on it, and it was not long ago."""
    if run.undo_until is not None and clock.now() > run.undo_until:
        return False
    return run.state == ImportState.DONE or (run.state == ImportState.RUNNING and _is_cut(run))


def _is_cut(run: ImportRun) -> bool:
    """Stopped, or failed for a reason nobody foresaw: no job will change it any more."""
    return run.job is not None and run.job.state in {JobState.STOPPED, JobState.FAILED}


def undo_facts(run: ImportRun) -> dict[str, Any]:
    """What taking the run back would touch."""
    kinds = (
        ImportImage.objects.filter(run=run, undone=False)
        .values("kind", "before__isnull")
        .annotate(rows=Count("*"))
    )
    return {"created": run.created, "updated": run.updated, "kinds": list(kinds)}


def unusable_text(stored: dict[str, Any]) -> str:
    """Why the whole file could not be used, in the reader's language; empty when it could."""
    if not stored:
        return ""
    kinds: dict[str, type[UnusableError]] = {kind.code: kind for kind in UnusableError.__subclasses__()}
    return str(kinds.get(stored["code"], UnusableError)(**stored["params"]))


def _progress(run: ImportRun) -> dict[str, Any]:
    job = run.job
    if job is None or job.is_over:
        return {}
    seconds = (clock.now() - (job.started_at or job.queued_at)).total_seconds()
    rate = job.done / seconds if seconds > 0 else 0
    left = (job.total - job.done) / rate if rate and job.total else 0
    percent = 100 * job.done // job.total if job.total else 0
    return {"done": job.done, "total": job.total, "rate": int(rate), "left": int(left), "percent": percent}


def rejections_of(run: ImportRun, most: int) -> list[dict[str, Any]]:
    """The first rejected rows; beside one that resembles somebody in reach, the page of their record."""
    rows = list(run.rejections.order_by("row")[:most])
    records = dict(
        run.lines.filter(fate=Fate.REJECTED, row__in=[each.row for each in rows])
        .exclude(record=0)
        .values_list("row", "record")
    )
    pages = pages_of(run, records.values())
    return [{**_rejection(each), "page": pages.get(records.get(each.row, 0), "")} for each in rows]


def pages_of(run: ImportRun, records: Collection[int]) -> Mapping[int, str]:
    """The pages of stored rows that the hat reaches: one statement, none when the sheet has no such pages."""
    links = sheets[run.sheet].links
    return links(records) if links and records else {}


def _rejection(row: ImportRejection) -> dict[str, Any]:
    problems = [Problem.from_json(each) for each in row.problems]
    errors = [each for each in problems if not each.warning]
    faulty = {each.column for each in errors}
    cells = [{**cell, "faulty": cell["key"] in faulty} for cell in row.cells]
    return {"number": row.number, "sheet": row.sheet, "cells": cells, "problems": errors}


def _checked(stored: dict[str, Any]) -> dict[str, Any]:
    problems = [Problem.from_json(each) for each in stored["problems"]]
    return {"row": stored["row"], "problems": [each for each in problems if not each.warning]}
