"""The rules of the book: when it is open, what was confirmed, what may still be corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopedModel, ScopePath, dates_in_order
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.sector.classes.models import SchoolClass

OF_CLASS = ScopePath(organisation="organisation_id", narrow={"class": "school_class_id"})


class EntryWindow(models.Model):
    """From when to when marks of a term may be entered at an organisation and everywhere below it (nearest wins)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    term = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "term"], name="entry_window_once"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="entry_window_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year_id} {self.term}"


class AssessmentColumn(ScopedModel):
    """What a column of regular marks was for: a name and a day, per class, subject, term and place (1 to 5)."""

    scope_path: ClassVar[ScopePath] = OF_CLASS

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    term = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=60, blank=True)
    date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "subject", "term", "place"], name="assessment_column_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EntryDelegation(ScopedDated):
    """That somebody else may write in a book on some days, in the teacher's place: by whom, and why.

    Without a subject it is the conduct book of the class that is delegated.
    """

    scope_path: ClassVar[ScopePath] = OF_CLASS

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_by = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        constraints = [
            dates_in_order("entry_delegation_dates"),
            models.UniqueConstraint(
                fields=["school_class", "subject", "person", "valid_from"],
                nulls_distinct=False,
                name="entry_delegation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.school_class_id} {self.subject_id}"


class Confirmation(ScopedModel):
    """That the teacher confirmed a class's marks (or, without a subject, its conduct) of a term.

    `digest` is the SHA-256 of what was confirmed; a later change of a cell withdraws it.
    """

    scope_path: ClassVar[ScopePath] = OF_CLASS

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    term = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "subject", "term"],
                condition=models.Q(withdrawn_at=None),
                nulls_distinct=False,
                name="confirmation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.subject_id} {self.term}"


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    ASKED = "asked", _("Waiting for a decision")
    DONE = "done", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Correction(ScopedModel):
    """A change of one cell after the lock: needs a reason, and a second person who approves it.

    `cell` is `regular.1` … `regular.5`, `midterm`, `final` or `remark`; of conduct (without a subject) `rating`,
    `absences` or `remark`. `old` and `new` are written as in the history; `asked_by` and `decided_by` are accounts.
    """

    scope_path: ClassVar[ScopePath] = OF_CLASS

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    term = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=12)
    old = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is no value, which is not an empty text
    new = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is no value, which is not an empty text
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.ASKED)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="correction_second_person",
            ),
            models.UniqueConstraint(
                fields=["school_class", "pupil", "subject", "term", "cell"],
                condition=models.Q(state="asked"),
                nulls_distinct=False,
                name="correction_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell}: {self.old} → {self.new}"
