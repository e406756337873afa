"""Grades, subjects, lesson periods."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
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
    """A subject or educational activity of the 2018 programme (TT 32/2018), under a code of ours.

    `aliases` are other names that people write for it. `source` says where we know `assessed` from.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    assessed = models.CharField(_("assessed"), max_length=10, choices=Assessed.choices)
    order = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [dates_in_order("subject_dates")]

    def __str__(self) -> str:
        return self.name


class SubjectHours(Dated):
    """Lesson periods a year of a subject in a grade of a programme, with where we know it from.

    `topic_periods` are those of its topic cluster (chuyên đề học tập), for who chose it; 0 when it has none.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.CharField(max_length=20, default="gdpt2018")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="hours", verbose_name=_("subject")
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", verbose_name=_("grade"))
    kind = models.CharField(_("kind"), max_length=12, choices=SubjectKind.choices)
    periods = models.PositiveSmallIntegerField(_("periods a year"))
    topic_periods = models.PositiveSmallIntegerField(_("periods of the topic cluster"), default=0)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        constraints = [
            dates_in_order("subject_hours_dates"),
            models.UniqueConstraint(
                fields=["programme", "subject", "grade", "valid_from"], name="subject_hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.grade}"
