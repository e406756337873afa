"""A list as a workbook or CSV, streamed to the browser: exactly what the page shows, in the sheet's columns."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse

from khue.core import audit, clock
from khue.core.bulk.sheets import Sheet
from khue.core.bulk.writing import write_file
from khue.core.registry import sheets
from khue.core.rules import can
from khue.core.scope import current_scope

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def export_response(key: str, rows: QuerySet[Any], kind: str) -> FileResponse:
    """The file as an answer; one audit line says who took how many rows away."""
    sheet: Sheet = sheets[key]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{key}.{kind}"
        count = export_to(sheet, rows, path)
        content = path.open("rb")  # lives on without its name until it is sent or the line is cut
    audit.record("bulk.exported", sheet=key, rows=count, kind=kind)
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{key}-{clock.today():%Y-%m-%d}.{kind}",
        content_type=TYPES[kind],
    )


def export_to(sheet: Sheet, rows: QuerySet[Any], path: Path) -> int:
    """Write `rows` to `path` (by its ending a workbook or CSV); returns how many.

    Columns the hat may not see stay out.
    """
    scope = current_scope()
    columns = [each for each in sheet.columns if not each.sensitive or can(scope, "people.reveal")]
    return write_file(path, columns, sheet.export(rows))
