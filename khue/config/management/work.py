"""What `khue import` and `khue export` do: find the school and the actor, then the same engine as the pages."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from khue.core import clock, files
from khue.core.bulk.exports import export_to
from khue.core.bulk.noticing import words_of
from khue.core.bulk.rejections import write_rejections
from khue.core.bulk.runs import Counts, Importer, finish
from khue.core.bulk.sheets import ImportContext, NothingThere, Sheet
from khue.core.bulk.unusable import UnusableError
from khue.core.models import ImportRun, ImportState
from khue.core.outputs import NotWritable, require_file
from khue.core.registry import sheets
from khue.core.rules import can
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.calendar.selectors import school_years
from khue.foundation.organisations.models import Organisation, OrganisationCode

YEAR = re.compile(r"(\d{4})(?:-(\d{4}))?")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportRefused(ValueError):  # noqa: N818 -- reads as the fact it states
    """The input or the options cannot be used; nothing was written."""


def run_import(given: argparse.Namespace, tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Import or try a file; answers the sums and the path of the rejected rows (or None)."""
    sheet = _sheet(given)
    school = _organisation(given, sheet)
    scope = _scope(given, sheet, school)
    context = ImportContext(scope, school.pk if school else None, _options(given))
    importer = Importer(sheet, given.file, context, lambda: open_scope(scope))
    if not given.file.is_file():
        raise ImportRefused(f"{given.file}: there is no such file")
    try:
        if not given.dry_run:
            require_file(_rejected(given))
        if given.dry_run:
            counts, _bad = importer.dry_run(tell)
            _tell_noticed(importer)
            return {**_sums(counts), "rejected_file": None}
        return _store(given, importer, scope, tell)
    except UnusableError as error:
        raise ImportRefused(f"{given.file}: {error}") from error
    except NotWritable as error:
        raise ImportRefused(f"rejected rows would have no place, see --rejected: {error}") from error


def run_export(given: argparse.Namespace) -> int:
    """Write a list; returns the number of rows."""
    if given.out.suffix not in {".xlsx", ".csv"}:
        raise ImportRefused(f"{given.out}: name a .xlsx or .csv file")
    try:
        require_file(given.out)
    except NotWritable as error:
        raise ImportRefused(str(error)) from error
    sheet = _sheet(given)
    school = _organisation(given, sheet, required=False)
    scope = _scope(given, sheet, school)
    context = ImportContext(scope, school.pk if school else None, _options(given))
    try:
        with open_scope(scope):
            written = sheet.form(context, given.out) if sheet.form and given.out.suffix == ".xlsx" else None
            return export_to(sheet, sheet.rows(context), given.out) if written is None else written
    except NothingThere as error:
        raise ImportRefused(str(error)) from error


def _store(
    given: argparse.Namespace, importer: Importer, scope: Scope, tell: Callable[[int, int], None]
) -> dict[str, Any]:
    importer.workbook()  # an unusable file leaves no trace
    with open_scope(scope):
        run = _begin(given, importer)
    importer.run(run, tell)
    _tell_noticed(importer)
    rejected: Path | None = None
    with open_scope(scope):
        if run.rejected:
            rejected = _rejected(given)
            write_rejections(run, importer.sheet, given.file, rejected)
        finish(run)
    counts = Counts(run.created, run.updated, run.unchanged, run.rejected)
    return {**_sums(counts), "rejected_file": str(rejected) if rejected else None}


def _rejected(given: argparse.Namespace) -> Path:
    """Where rejected rows go."""
    path: Path = given.rejected or given.file.with_name(f"{given.file.name}.rejected.xlsx")
    return path


def _tell_noticed(importer: Importer) -> None:
    """Messages about the file as a whole, on standard error."""
    words = words_of(importer.noticed.as_json() if importer.noticed else {}, importer.sheet.columns)
    for name, reason in words["sheets"]:
        print(f"{name}: {reason}", file=sys.stderr)
    for row in words["rows"]:
        print(f"{row['sheet']}:{row['row']}: {row['text']}", file=sys.stderr)
    for heading, doubt in words["doubts"]:
        print(f"{heading}: {doubt.text} {doubt.advice}", file=sys.stderr)


def _begin(given: argparse.Namespace, importer: Importer) -> ImportRun:
    """The run to go on with: one that was cut (the same file, sheet and options), else a new one."""
    stored = files.store(given.file.read_bytes(), name=given.file.name, content_type=XLSX)
    context = importer.context
    cut = ImportRun.objects.filter(
        sheet=importer.sheet.key,
        file__digest=stored.digest,
        organisation_id=context.organisation,
        context=dict(context.options),
        state=ImportState.RUNNING,
        job=None,
    ).order_by("-pk")
    run: ImportRun = cut.first() or ImportRun.objects.create(
        sheet=importer.sheet.key,
        file=stored,
        account_id=context.scope.account,
        organisation_id=context.organisation,
        context=dict(context.options),
        state=ImportState.RUNNING,
        started_at=clock.now(),
    )
    return run


def _sheet(given: argparse.Namespace) -> Sheet:
    sheet: Sheet | None = sheets.get(given.kind)
    if sheet is None:
        raise ImportRefused(f"{given.kind}: this installation has no such list")
    return sheet


def _scope(given: argparse.Namespace, sheet: Sheet, school: Organisation | None) -> Scope:
    """The system's scope in the name of `cli`, or that of a hat of the account that was named.

    Raises `PermissionError` when no hat of the account may do it at this school.
    """
    if not given.account:
        with open_scope(system("khue import")):
            cli, _is_new = Account.objects.get_or_create(username="cli", defaults={"created_at": clock.now()})
        return Scope(reach=system("cli").reach, role="system", reason="cli", account=cli.pk)
    account = Account.objects.filter(username=given.account.lower(), is_active=True).first()
    hats = hats_of(account) if account else []
    for hat in hats:
        scope = scope_of(hat, account.pk if account else None)
        if can(scope, sheet.act) and _reaches(scope, school):
            return scope
    raise PermissionError(
        f"{given.account} may not do this ({sheet.act})" + (f" at {given.school}" if school else "")
    )


def _reaches(scope: Scope, school: Organisation | None) -> bool:
    return (
        school is None
        or scope.reach is Reach.ALL
        or any(school.path.startswith(root) for root in scope.roots)
    )


def _organisation(given: argparse.Namespace, sheet: Sheet, *, required: bool = True) -> Organisation | None:
    """The school that the command names; raises `ImportRefused` where one is needed, and for an unknown code."""
    if not sheet.needs_organisation:
        if given.school:
            raise ImportRefused(f"{given.kind} takes no --school")
        return None
    if not given.school:
        if required:
            raise ImportRefused(f"say which school: --school CODE (for {given.kind})")
        return None
    with open_scope(system("khue import")):
        codes = OrganisationCode.objects.current().select_related("organisation")
        code = codes.filter(code=given.school).first()
    if code is None:
        raise ImportRefused(f"{given.school}: there is no school with this code")
    school: Organisation = code.organisation
    return school


def _options(given: argparse.Namespace) -> dict[str, str]:
    """The options of the command as the sheet knows them: `year`, `class`, `subject`, `term`."""
    options = {
        "year": _year(given.year) if given.year else "",
        "class": getattr(given, "class_name", None) or "",
        "subject": getattr(given, "subject", None) or "",
        "term": getattr(given, "term", None) or "",
    }
    return {name: value for name, value in options.items() if value}


def _year(text: str) -> str:
    found = YEAR.fullmatch(text)
    if found is None or (found[2] and int(found[2]) != int(found[1]) + 1):
        raise ImportRefused(f"{text}: write the school year as 2025-2026")
    if not school_years().filter(number=int(found[1])).exists():
        raise ImportRefused(f"{text}: this installation has no such school year")
    return found[1]


def _sums(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in ("read", "created", "updated", "unchanged", "rejected")}
