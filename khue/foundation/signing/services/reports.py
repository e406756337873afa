"""Reports of altered papers: told by anybody, looked into by the school that issued the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core import signing
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from khue.core import audit, clock
from khue.core.ids import uuid7
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.signing.models import PaperReport

SALT: Final = "signing.findings"
LIVES: Final = 3_600  # seconds that a page with its answer may lie open
MOST_OPEN: Final = 20
LONGEST, LONGEST_CONTACT, LONGEST_NOTE = 1_000, 120, 500
SHOWN: Final = 20


def seal_findings(*, code: str, verdict: str, capacities: Sequence[str], pages: Sequence[int]) -> str:
    """What a check found, for the form of a report: sealed, so that nobody reports what was not found."""
    found = {"code": code, "verdict": verdict, "capacities": list(capacities), "pages": list(pages)[:SHOWN]}
    return signing.dumps(found, salt=SALT, compress=True)


def open_findings(sealed: str) -> Mapping[str, Any] | None:
    """What `seal_findings` was given; None when it was not ours or is too old."""
    try:
        found: Mapping[str, Any] = signing.loads(sealed, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    return found


@transaction.atomic
def report_paper(*, found: Mapping[str, Any], said: str, contact: str) -> bool:
    """Tell the school that issued the paper. False when it has enough open reports of this paper."""
    sealed = Jsonb({name: found[name] for name in ("verdict", "capacities", "pages")})
    values = [
        found["code"],
        uuid7(),
        sealed,
        said[:LONGEST],
        contact[:LONGEST_CONTACT],
        clock.now(),
        MOST_OPEN,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT report_paper(%s, %s, %s, %s, %s, %s, %s)", values)
        (school,) = cursor.fetchone()
    if school is not None:
        audit.record(
            "signing.paper_reported", organisation=school, code=found["code"], verdict=found["verdict"]
        )
    return school is not None


@transaction.atomic
def handle(report: PaperReport, *, note: str, by: str) -> bool:
    """Mark a report as looked into, with what came of it. False when somebody did so already."""
    require(current_scope(), "signing.handle_reports", report)
    row = PaperReport.objects.select_for_update().get(pk=report.pk)
    if row.handled_at is not None:
        return False
    row.handled_at, row.handled_by, row.note = clock.now(), by[:200], note[:LONGEST_NOTE]
    row.save(update_fields=["handled_at", "handled_by", "note"])
    audit.record("signing.report_handled", row)
    return True
