"""School years, terms, holidays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedModel, ScopePath
from khue.foundation.organisations.models import Organisation


class SchoolYear(models.Model):
    """A school year, known by the calendar year in which it starts: 2025 is 2025-2026."""

    number = models.SmallIntegerField(primary_key=True)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="year_dates")
        ]

    def __str__(self) -> str:
        return f"{self.number}–{self.number + 1}"

    @property
    def code(self) -> str:
        """`2025-2026`, as files and command lines write it."""
        return f"{self.number}-{self.number + 1}"


class Term(models.Model):
    """A term (1 or 2) of a school year, as an organisation decided it for itself and everyone below it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(choices=[(1, _("Term I")), (2, _("Term II"))])
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="term_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="term_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.number} / {self.year_id}"


class TermPolicy(models.Model):
    """Who below an organisation may decide terms of their own. Without a row everybody may.

    What somebody decided who may not any more stays, and does not hold.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    communes = models.BooleanField(_("Communes may decide terms for the schools they manage"), default=True)
    schools = models.BooleanField(_("Schools may decide terms of their own"), default=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.communes}, {self.schools}"


class Holiday(ScopedModel):
    """Days without school, decided by an organisation for itself and everyone below it. `ends` is the last day."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "starts"], name="holiday_once"),
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")),
                name="holiday_dates",
                violation_error_message=_("The last day is before the first one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
