"""Transcripts for programs: what is issued, and its files by their digests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from khue.core.api import HouseRouter
from khue.core.api.pages import answer_page
from khue.core.api.resources import PageQuery
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.foundation.documents.choices import PaperState
from khue.school.transcripts.models import Transcript

router = HouseRouter(tags=["transcripts"])
FIELDS = {
    "uuid": "paper__uuid",
    "pupil": "person__uuid",
    "school_class": "school_class__uuid",
    "year": "year_id",
    "code": "paper__code",
    "version": "paper__version",
    "state": "paper__state",
    "issued_at": "paper__issued_at",
    "pdf_sha256": "paper__pdf__digest",
    "xml_sha256": "paper__xml__digest",
}


class TranscriptOut(Schema):
    """One version of a pupil's transcript of a year."""

    uuid: UUID
    pupil: UUID
    school_class: UUID
    year: int
    code: str
    version: int
    state: str
    issued_at: datetime | None
    pdf_sha256: str
    xml_sha256: str


class TranscriptPageOut(Schema):
    """A page of transcripts."""

    items: list[TranscriptOut]
    next: str | None


@router.get("/transcripts", response=TranscriptPageOut, operation_id="transcripts_list")
def transcripts(request: HttpRequest, query: Query[PageQuery], year: int | None = None) -> HttpResponse:
    """The latest versions that the hat may see; a family sees what is in force, also while the next version waits."""
    scope = current_scope()
    if can(scope, "transcripts.view_own"):
        rows: Any = Transcript.objects.filter(paper__state=PaperState.ISSUED)
    else:
        require(scope, "transcripts.view")
        rows = Transcript.objects.filter(is_latest=True)
    if year is not None:
        rows = rows.filter(year_id=year)
    return answer_page(rows, FIELDS, ["-year_id"], limit=query.limit, after=query.after)
