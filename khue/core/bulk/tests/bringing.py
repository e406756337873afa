"""A file on its way into a sheet, as a test brings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core.bulk.runs import Counts, Importer
from khue.core.bulk.sheets import Image, ImportContext, Sheet
from khue.core.scope import Scope, open_scope


@dataclass(slots=True)
class Brought:
    """What became of a file: the sums, the refusals as (row, column, code), the images and the statements."""

    counts: Counts = field(default_factory=Counts)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    statements: int = 0

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """Created, updated, unchanged, rejected."""
        return self.counts.created, self.counts.updated, self.counts.unchanged, self.counts.rejected


def workbook(path: Path, headers: Sequence[str], *rows: Sequence[Any]) -> Path:
    """A workbook of one table."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for line, cells in enumerate([headers, *rows]):
            page.write_row(line, 0, cells)
    return path


def importer_of(
    sheet: Sheet, path: Path, scope: Scope, organisation: int, options: Mapping[str, str] | None = None
) -> Importer:
    """The import of a file for an organisation."""
    context = ImportContext(scope, organisation, options or {})
    return Importer(sheet, path, context, lambda: open_scope(scope))


def bring(
    sheet: Sheet, path: Path, scope: Scope, organisation: int, options: Mapping[str, str] | None = None
) -> Brought:
    """Apply a file chunk by chunk as a run does, without its bookkeeping."""
    importer, brought = importer_of(sheet, path, scope, organisation, options), Brought()
    for parsed in importer._chunks():  # noqa: SLF001 - the loop of a run, without its bookkeeping
        with CaptureQueriesContext(connection) as queries, open_scope(scope):
            outcomes = importer._apply(parsed, brought.counts.read)  # noqa: SLF001 - as above
        brought.statements += len(queries)
        brought.counts.add(outcomes)
        for each, outcome in zip(parsed, outcomes, strict=True):
            brought.images += outcome.images
            said = [problem for problem in outcome.problems if not problem.warning]
            brought.refused += [(each.row.number, problem.column, problem.code) for problem in said]
    return brought
