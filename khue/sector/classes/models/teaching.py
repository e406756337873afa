"""What is taught in a class, and by whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khue.core.models import ScopedDated, ScopedModel, ScopePath
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.sector.classes.models.school_class import SchoolClass


def _in_order(name: str) -> models.CheckConstraint:
    """An assignment made by mistake ends on the day it began, and holds on no day."""
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name=name)


class ClassSubject(ScopedModel):
    """That a subject is taught in a class, with its lesson periods a year, which say how many regular marks it asks."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    periods = models.PositiveSmallIntegerField(_("lesson periods a year"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_class", "subject"], name="class_subject_once")]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.subject_id}"


class HomeroomAssignment(ScopedDated):
    """A homeroom teacher of a class on some days; a class may have several (preschool: two equals)."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            _in_order("homeroom_dates"),
            models.UniqueConstraint(fields=["school_class", "person", "valid_from"], name="homeroom_once"),
        ]
        indexes = [models.Index(fields=["person"], name="homeroom_person")]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.person_id}"


class TeachingAssignment(ScopedDated):
    """That a teacher teaches a subject in a class on some days."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            _in_order("assignment_dates"),
            models.UniqueConstraint(
                fields=["school_class", "subject", "person", "valid_from"], name="assignment_once"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="assignment_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.school_class_id} {self.subject_id}"


class Exemption(ScopedModel):
    """That a pupil is not assessed in a subject in a year (or one term of it), by a decision."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="person_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_class", "person", "subject"], name="exemption_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject_id}"
