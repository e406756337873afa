"""Conduct, and what term close computes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from khue.core.models import ScopedModel, ScopePath
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.school.gradebook.models.marks import Yearly
from khue.sector.classes.models import SchoolClass

PUPIL_OF_CLASS = ScopePath(
    organisation="organisation_id", person="pupil_id", narrow={"class": "school_class_id"}
)


class Conduct(ScopedModel):
    """The conduct rating a homeroom teacher gives for a term (TT 22/2021 Điều 8), and the sessions missed in it.

    `rating` is 1 Tốt, 2 Khá, 3 Đạt, 4 Chưa đạt. `term` 3 is the state after summer training (Điều 13).
    """

    scope_path: ClassVar[ScopePath] = PUPIL_OF_CLASS

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    term = models.PositiveSmallIntegerField()
    rating = models.PositiveSmallIntegerField(null=True)
    absences = models.PositiveSmallIntegerField(null=True)
    remark = models.TextField(blank=True)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_class", "pupil", "term"], name="conduct_once"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 4)), name="conduct_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.term}: {self.rating}"


class Reassessment(ScopedModel):
    """A year result of a subject replaced after re-assessment (Điều 14). `value` is tenths, or 0/1 for remarks."""

    scope_path: ClassVar[ScopePath] = PUPIL_OF_CLASS

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_class", "pupil", "subject"], name="reassessment_once")
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.subject_id}: {self.value}"


class Result(Yearly):
    """What term close computed for a pupil: `term` 1 and 2, 3 for the year, 4 for the year after the summer.

    A row of term 4 exists only for who had something to mend: re-assessed subjects in `values`, the rating after
    summer training in `conduct`, and a decision that is promoted or retained (Điều 12-14). `subjects` are subject ids;
    `values` runs beside them: tenths, or 1/0 for a comment-only subject, null where it is not there yet. `learning` and
    `conduct` are 1 Tốt … 4 Chưa đạt; `title` 1 Xuất sắc, 2 Giỏi; `decision` 1 promoted, 2 re-assessment, 3 summer
    training, 4 retained (Điều 12-15); all null where the law has nothing to say yet. `rule_version` names the version
    of the rules it was computed with.
    """

    term = models.PositiveSmallIntegerField()
    grade = models.SmallIntegerField()
    subjects = ArrayField(models.IntegerField())
    values = ArrayField(models.SmallIntegerField(null=True))
    learning = models.PositiveSmallIntegerField(null=True)
    conduct = models.PositiveSmallIntegerField(null=True)
    absences = models.PositiveSmallIntegerField(null=True)
    title = models.PositiveSmallIntegerField(null=True)
    decision = models.PositiveSmallIntegerField(null=True)
    rule_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "results"

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.term}: {self.learning}"
