"""The file of rejected rows, made again from the file that came in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from khue.core import files
from khue.core.bulk.problems import Problem
from khue.core.bulk.rejects import give_back
from khue.core.bulk.sheets import Sheet
from khue.core.models import ImportRun

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keep_rejected_file(run: ImportRun, sheet: Sheet) -> None:
    """Store the workbook of rejected rows beside the run; nothing when every row went in."""
    if not run.rejections.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rejected.xlsx"
        write_rejections(run, sheet, files.path_of(run.file), path)
        name = f"{run.file.name}.rejected.xlsx"
        content = path.read_bytes()
        run.rejected_file = files.store(
            content, name=name, content_type=XLSX, organisation=run.organisation_id
        )
    run.save(update_fields=["rejected_file"])


def write_rejections(run: ImportRun, sheet: Sheet, source: Path, target: Path) -> int:
    """Write the rejected rows of `run` to `target`, reading their own cells from `source` once more."""
    stored = run.rejections.values_list("sheet", "number", "problems")
    problems = {(page, number): [Problem.from_json(each) for each in said] for page, number, said in stored}
    given = [column.key for column in sheet.columns if column.key in run.context]
    return give_back(source, target, sheet.columns, problems, given=given)
