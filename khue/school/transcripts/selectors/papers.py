"""Where each paper of a class, a school or a person stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from khue.core.registry import paper_kinds
from khue.foundation.documents.choices import PaperState
from khue.foundation.signing.formulas import next_capacity
from khue.foundation.signing.models import Signature
from khue.foundation.signing.selectors import signatures_of
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import SchoolClass

KIND = "transcript"


@dataclass(frozen=True, slots=True)
class ClassPaper:
    """The latest transcript of a pupil: its row, its signatures, and whose turn it is (None when all have signed)."""

    transcript: Transcript
    signatures: list[Signature]
    turn: str | None


def latest_of_class(school_class: SchoolClass) -> dict[int, ClassPaper]:
    """The latest transcript by pupil (person id); two statements whatever the class."""
    rows = list(
        Transcript.objects.filter(school_class=school_class, is_latest=True).select_related(
            "paper", "paper__pdf", "paper__xml", "paper__supersedes", "person"
        )
    )
    signatures = signatures_of(row.paper_id for row in rows)
    order = list(paper_kinds[KIND].roles)
    return {row.person_id: _paper(row, signatures.get(row.paper_id, []), order) for row in rows}


def papers_of_person(person: int) -> QuerySet[Transcript]:
    """The transcripts of a person in force, the latest year first: what a family sees.

    One stays in force while its next version waits for signatures.
    """
    return (
        Transcript.objects.filter(person_id=person, paper__state=PaperState.ISSUED)
        .select_related("paper", "school_class", "organisation")
        .order_by("-year_id")
    )


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """A class with how many of its transcripts are prepared and how many issued."""

    school_class: SchoolClass
    prepared: int
    issued: int

    @property
    def on_the_way(self) -> int:
        """How many still wait for a signature or the seal."""
        return self.prepared - self.issued


def progress_of_school(organisation: int, year: int) -> list[ClassProgress]:
    """The classes of a school in a year with their progress; two statements."""
    counts = {
        row["school_class_id"]: row
        for row in Transcript.objects.filter(organisation_id=organisation, year_id=year, is_latest=True)
        .values("school_class_id")
        .annotate(prepared=Count("pk"), issued=Count("pk", filter=Q(paper__state=PaperState.ISSUED)))
    }
    classes = SchoolClass.objects.filter(organisation_id=organisation, year_id=year).order_by("name")
    return [
        ClassProgress(
            each, counts.get(each.pk, {}).get("prepared", 0), counts.get(each.pk, {}).get("issued", 0)
        )
        for each in classes
    ]


def _paper(row: Transcript, signatures: list[Signature], order: list[str]) -> ClassPaper:
    return ClassPaper(row, signatures, next_capacity(order, [each.capacity for each in signatures]))
