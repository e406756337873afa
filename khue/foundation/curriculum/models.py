"""Grades, subjects, lesson periods."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.models import Dated, dates_in_order
from khue.foundation.curriculum.choices import Assessed, SubjectKind


class Grade(models.Model):
    """A grade: 1 to 12; preschool groups from 0 (five years old) down to -5 (three months).

    `stage` is an education stage of the organisations room.
    """

    number = models.SmallIntegerField(primary_key=True)
    name = models.CharField(max_length=60)
    stage = models.CharField(max_length=20)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Subject(Dated):
    """A subject or educational activity of the 2018 programme (TT 32/2018), under a code of ours."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(max_length=40)
    assessed = models.CharField(max_length=10, choices=Assessed.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [dates_in_order("subject_dates")]

    def __str__(self) -> str:
        return self.name


class SubjectHours(Dated):
    """Lesson periods a year of a subject in a grade of a programme, with where we know it from."""

    programme = models.CharField(max_length=20, default="gdpt2018")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="hours")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    periods = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            dates_in_order("subject_hours_dates"),
            models.UniqueConstraint(
                fields=["programme", "subject", "grade", "valid_from"], name="subject_hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.grade_id}: {self.periods}"
