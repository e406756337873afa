"""A list as a workbook or CSV, streamed to the browser: exactly what the page shows, in the sheet's columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

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
BLOCK = 1 << 16


def export_response(key: str, rows: QuerySet[Any], kind: str) -> StreamingHttpResponse:
    """The file as an answer; one audit line says who took how many rows away."""
    sheet: Sheet = sheets[key]
    with tempfile.NamedTemporaryFile(suffix=f".{kind}", delete=False) as target:
        path = Path(target.name)
    count = export_to(sheet, rows, path)
    audit.record("bulk.exported", sheet=key, rows=count, kind=kind)
    response = StreamingHttpResponse(_blocks(path), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{key}-{clock.today():%Y-%m-%d}.{kind}"'
    response["Content-Length"] = str(path.stat().st_size)
    return response


def export_to(sheet: Sheet, rows: QuerySet[Any], path: Path) -> int:
    """Write `rows` to `path` (by its ending a workbook or CSV); returns how many.

    Columns the hat may not see stay out.
    """
    scope = current_scope()
    columns = [each for each in sheet.columns if not each.sensitive or can(scope, "people.reveal")]
    return write_file(path, columns, sheet.export(rows))


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                yield block
    finally:
        path.unlink(missing_ok=True)
