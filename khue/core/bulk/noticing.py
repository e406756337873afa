"""What is worth knowing about a file besides its rows: sheets and rows passed over, columns that look wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core.bulk.columns import Column
from khue.core.bulk.parsing import RowParser
from khue.core.bulk.problems import Problem
from khue.core.bulk.reading import Report, SheetSkipped
from khue.core.bulk.strays import Stray

NAMED: Final = 20
ORDINARY: Final = frozenset({Stray.HEADER, Stray.CONTEXT, Stray.NUMBERING})
SHEETS: Final[dict[str, Promise]] = {
    SheetSkipped.HIDDEN: _("it is hidden"),
    SheetSkipped.EMPTY: _("it is empty"),
    SheetSkipped.NOT_DATA: _("it explains and holds no data"),
    SheetSkipped.NO_HEADER: _("no row of headings was found in it"),
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """Sheets that were not read with the reason, rows passed over with their first words, doubts about columns."""

    sheets: dict[str, str]
    rows: list[dict[str, Any]]
    passed_over: int
    doubts: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """As the result of a job keeps it: codes and parameters, no sentences."""
        return {
            "sheets": self.sheets,
            "rows": self.rows,
            "passed_over": self.passed_over,
            "doubts": self.doubts,
        }


def noticed(report: Report, parser: RowParser) -> Noticed:
    """What was noticed by now; complete when the rows have been read to the end. Empty sheets are not told."""
    told = [each for each in report.skipped_rows if each.reason not in ORDINARY][:NAMED]
    return Noticed(
        sheets={
            name: str(reason)
            for name, reason in report.skipped_sheets.items()
            if reason is not SheetSkipped.EMPTY
        },
        rows=[{"sheet": each.sheet, "row": each.number, "text": each.text} for each in told],
        passed_over=sum(count for reason, count in report.strays.items() if reason not in ORDINARY),
        doubts=[each.as_json() for each in parser.suspicions()],
    )


def words_of(stored: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """The same in the reader's language, for the page and the command line; doubts with their column's heading."""
    headings = {column.key: column.header for column in columns}
    problems = [Problem.from_json(each) for each in stored.get("doubts", [])]
    doubts = [(headings.get(each.column, each.column), each) for each in problems]
    return {
        "sheets": [(name, str(SHEETS[reason])) for name, reason in stored.get("sheets", {}).items()],
        "rows": stored.get("rows", []),
        "passed_over": stored.get("passed_over", 0),
        "doubts": doubts,
    }
