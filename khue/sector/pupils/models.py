"""Enrolments: dated rows, never one mutated row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopePath
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.models import Grade
from khue.foundation.organisations.models import Organisation, Site
from khue.foundation.people.models import Person
from khue.sector.pupils.choices import EnrolmentStatus, Entry

HOLDS = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
"""That a dated row holds on some day at all: one that was cancelled ends on the day it began."""


class Enrolment(ScopedDated):
    """That a person learns at a school, in a grade, in a school year, on some days.

    The **grade stands here** and not on the class, because a multigrade class has several. `register_number` is the
    number in the enrolment register (số đăng bộ), one for the whole time at a school. Nothing is deleted: an enrolment
    made by mistake is cancelled and ends on the day it began, so it holds on no day.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="person_id", narrow={"pupil": "person_id"}
    )

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", db_index=False)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    status = models.CharField(
        _("state"), max_length=10, choices=EnrolmentStatus.choices, default=EnrolmentStatus.STUDYING
    )
    entry = models.CharField(_("how it began"), max_length=12, choices=Entry.choices, default=Entry.NEW)
    exit_reason = models.CharField(_("why it ended"), max_length=20, blank=True)
    register_number = models.CharField(_("number in the enrolment register"), max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="enrolment_dates"
            ),
            models.UniqueConstraint(
                fields=["person", "valid_from"], condition=HOLDS, name="enrolment_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to=None), name="enrolment_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "year", "grade"], name="enrolment_organisation"),
            models.Index(fields=["person", "-valid_from"], name="enrolment_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.organisation_id} {self.year_id}"

    def get_absolute_url(self) -> str:
        """The pupil's record, which is one for all years and schools."""
        return reverse("pupils:pupil", args=[self.person.uuid])
