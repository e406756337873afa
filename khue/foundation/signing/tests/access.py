"""What the access matrix guesses at in this room: a report about a paper of school A's."""

from __future__ import annotations

from typing import Any

from khue.core import clock, files
from khue.core.scope import open_scope, system
from khue.foundation.documents.models import Paper
from khue.foundation.signing.models import PaperReport


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """One open report, and the public pages."""
    school, pupil = world.schools[0], world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        file = files.store(b"%PDF", name="b.pdf", content_type="application/pdf")
        paper = Paper.objects.create(
            kind="transcript", organisation=school, person=pupil, code="1" * 12, digest="", pdf=file, xml=file,
            prepared_at=clock.now(),
        )  # fmt: skip
        report = PaperReport.objects.create(
            organisation=school, paper=paper, verdict="altered", said="?", reported_at=clock.now()
        )
    return {"signing:report-done": {"values": {"uuid": report.uuid}}}
