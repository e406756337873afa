"""What the access matrix guesses at in this room: school A's class, and a paper of its pupil's."""

from __future__ import annotations

from typing import Any

from khue.core import clock, files
from khue.core.scope import open_scope, system
from khue.foundation.documents.models import Paper
from khue.school.transcripts.models import Transcript


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """The class 8A1 of school A, and the first pupil's transcript."""
    school, pupil = world.schools[0], world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        file = files.store(b"%PDF", name="a.pdf", content_type="application/pdf")
        paper = Paper.objects.create(
            kind="transcript", organisation=school, person=pupil, code="0" * 12, digest="", pdf=file, xml=file,
            prepared_at=clock.now(),
        )  # fmt: skip
        Transcript.objects.create(
            organisation=school, person=pupil, school_class=world.classes["A 8A1"], year_id=2025, paper=paper,
            content={},
        )  # fmt: skip
    of_class = {"values": {"uuid": world.classes["A 8A1"].uuid}}
    return {
        **{f"transcripts:{page}": of_class for page in ("class", "prepare", "sign")},
        "transcripts:download": {"values": {"uuid": paper.uuid, "kind": "pdf"}},
    }
