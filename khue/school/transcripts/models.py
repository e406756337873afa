"""A pupil's transcript of one school year, version by version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from khue.core.models import ScopedModel, ScopePath
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.documents.models import Paper
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.sector.classes.models import SchoolClass


class Transcript(ScopedModel):
    """One version of the transcript page of a pupil for a year, bound to its paper.

    `content` is the page's data, exactly what was printed and signed: compared with what the page would say now, it
    shows a mark that changed afterwards.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="person_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    is_latest = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "person"],
                condition=models.Q(is_latest=True),
                name="transcript_latest",
            )
        ]
        indexes = [models.Index(fields=["person", "year"], name="transcript_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year_id}"
