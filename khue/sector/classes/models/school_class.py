"""A class of a school year, and the pupils in it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopedModel, ScopePath, dates_in_order
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.models import Organisation, Site
from khue.foundation.people.models import Person
from khue.sector.classes.choices import ClassKind
from khue.sector.pupils.models import Enrolment


class SchoolClass(ScopedModel):
    """A class. `grades` are the grades it may hold: one, or several in a multigrade class."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", narrow={"class": "id"})

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=30)
    code = models.CharField(_("code"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ClassKind.choices, default=ClassKind.SINGLE)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    grades = ArrayField(models.SmallIntegerField(), verbose_name=_("grades"))
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=20, default="gdpt2018")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "name"], name="class_once"),
            models.UniqueConstraint(fields=["organisation", "id"], name="class_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the class."""
        return reverse("classes:class", args=[self.uuid])


class ClassPlacement(ScopedDated):
    """That a pupil is in a class on some days, under a list number that never changes.

    Late arrivals go to the end, leavers keep their number and are struck through.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="person_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    list_number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            dates_in_order("placement_dates"),
            models.UniqueConstraint(fields=["school_class", "list_number"], name="placement_number"),
            models.UniqueConstraint(fields=["enrolment"], condition=Q(valid_to=None), name="placement_open_once"),
        ]
        indexes = [models.Index(fields=["person", "-valid_from"], name="placement_person")]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.list_number}"
