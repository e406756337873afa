"""The completion list as a workbook: the books that the page shows, in its order, with the same words."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from khue.core import audit, clock
from khue.core.bulk import columns as c
from khue.core.bulk.exports import TYPES
from khue.core.bulk.writing import write_file
from khue.school.gradebook.selectors.lines import BookLine
from khue.school.gradebook.views.opening import RESULT_TERMS

KIND: Final = "xlsx"


def completion_file(lines: Sequence[BookLine], school: str, term: int) -> HttpResponse:
    """The workbook as an answer; one audit line says who took how many books away."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"completion.{KIND}"
        count = write_file(path, _columns(), _rows(lines, school, term))
        content = path.read_bytes()
    audit.record("bulk.exported", sheet="completion", rows=count, kind=KIND)
    response = HttpResponse(content, content_type=TYPES[KIND])
    response["Content-Disposition"] = f'attachment; filename="completion-{clock.today():%Y-%m-%d}.{KIND}"'
    return response


def _columns() -> tuple[c.Column, ...]:
    return (
        c.text("school", _("School"), limit=200, width=28),
        c.text("term", _("Term"), limit=40),
        c.text("class", _("Class"), limit=30),
        c.text("subject", _("Subject"), limit=120, width=24),
        c.text("teacher", _("Teacher"), limit=1_000, width=28),
        c.integer("filled", _("Cells filled"), minimum=0, maximum=1_000_000),
        c.integer("owed", _("Cells owed"), minimum=0, maximum=1_000_000),
        c.text("state", _("State"), limit=80, width=24),
    )


def _rows(lines: Sequence[BookLine], school: str, term: int) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "school": school,
            "term": str(RESULT_TERMS[term]),
            "class": line.school_class.name,
            "subject": line.subject.name if line.subject else _("Conduct"),
            "teacher": ", ".join(each.full_name for each in line.teachers),
            "filled": line.state.filled,
            "owed": line.state.owed,
            "state": _state(line),
        }


def _state(line: BookLine) -> str:
    if not line.state.owed:
        return _("No pupils")
    if line.missing:
        return _("%(count)d cells missing") % {"count": line.missing}
    if line.state.confirmed_at:
        day = clock.local(line.state.confirmed_at)
        return _("Confirmed on %(day)s") % {"day": f"{day:%d/%m/%Y}"}
    return _("Full, not confirmed") if line.needs_confirmation else pgettext("book", "Full")
