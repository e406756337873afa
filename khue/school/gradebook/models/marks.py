"""One row per pupil × subject × term, partitioned by school year.

About 19 million rows a year for 1.7 million pupils. The tables are made by `sql/marks.sql`: the database's key is
`(year, id)`, Django sees `id`; every query carries the year, and the manager raises without one. Nothing has a foreign
key to a mark. Marks are integer tenths (8,5 is 85).
"""

from __future__ import annotations

from typing import ClassVar, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import models

from khue.core.models import ScopedModel, ScopePath
from khue.core.models.scoped import ScopedManager, ScopedQuerySet
from khue.core.scope import current_scope
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.sector.classes.models import SchoolClass


class YearMissing(RuntimeError):  # noqa: N818 -- reads as the fact it states
    """Marks were asked for without a school year: that would read every partition."""


class YearlyManager(ScopedManager):
    """Asks for the year first: `Mark.objects.of(2025)` is a scoped queryset of one partition."""

    def get_queryset(self) -> NoReturn:
        message = "say the school year: objects.of(2025)"
        raise YearMissing(message)

    def of(self, year: int) -> ScopedQuerySet:
        """The rows of one school year within the open scope."""
        return ScopedQuerySet(self.model, using=self._db).within(current_scope()).filter(year=year)


class Yearly(ScopedModel):
    """A row of a table that is partitioned by school year."""

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="pupil_id", narrow={"class": "school_class_id"}
    )

    year = models.SmallIntegerField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    pupil = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")

    objects: ClassVar[YearlyManager] = YearlyManager()

    class Meta:
        abstract = True

    @property
    def person_id(self) -> int:
        """Whom the row is about: what the audit reads."""
        return self.pupil_id


class Mark(Yearly):
    """The marks of a pupil in a subject assessed by marks, in a term.

    `regular` holds the regular marks by their place (null where missing), `expected` how many the class asks for.
    `average` is computed by PostgreSQL when everything is there: half-up tenths of
    (Σ regular + 2·midterm + 3·final) / (count + 5), TT 22/2021 Điều 9 k.1 b; null before.
    `changed_by` (an account) and `changed_at` speak of the last change; earlier values stand in `MarkHistory`. `shared`
    is true once two accounts wrote in the row: from then on first entries are history too, so that every cell keeps its
    own author.
    """

    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    term = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()
    regular = ArrayField(models.SmallIntegerField(null=True), default=list)
    midterm = models.SmallIntegerField(null=True)
    final = models.SmallIntegerField(null=True)
    average = models.SmallIntegerField(null=True, editable=False)
    remark = models.TextField(blank=True)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "marks"

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.subject_id} {self.term}: {self.average}"


class CommentMark(Yearly):
    """The same for a subject assessed by remarks alone: true is Đạt.

    `passed` is computed by PostgreSQL when everything is there: Đạt when all are Đạt (Điều 9 k.1 a).
    """

    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    term = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()
    regular = ArrayField(models.BooleanField(null=True), default=list)
    midterm = models.BooleanField(null=True)
    final = models.BooleanField(null=True)
    passed = models.BooleanField(null=True, editable=False)
    remark = models.TextField(blank=True)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "comment_marks"

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.subject_id} {self.term}: {self.passed}"


class MarkHistory(Yearly):
    """What stood in a cell before, written by a trigger; also of conduct, which has no subject.

    A first entry (nothing → value) is history only in a row that several accounts wrote. `old` and `new` are texts:
    marks in tenths (`85`), comments `true` or `false`, ratings `1` to `4`, absent sessions, remarks.
    """

    subject = models.ForeignKey(
        Subject, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    term = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=12)
    old = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is no value, which is not an empty text
    new = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is no value, which is not an empty text
    old_by = models.BigIntegerField(null=True)
    old_at = models.DateTimeField(null=True)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "mark_history"

    def __str__(self) -> str:
        return f"{self.cell}: {self.old} → {self.new}"
