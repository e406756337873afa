"""A class of a school year, and the pupils in it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopedModel, ScopePath
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.models import Organisation, Site
from khue.foundation.people.models import Person
from khue.sector.classes.choices import ClassKind
from khue.sector.pupils.models import HOLDS, Enrolment


class SchoolClass(ScopedModel):
    """A class. `grades` are the grades it may hold: one, or several in a multigrade class.

    `formed_on` is the day on which its list was formed. On that day the list is numbered alphabetically, from the next
    day on the numbers stand.
    """

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
    formed_on = models.DateField(null=True, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)

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
    """That a pupil is in a class on some days, under a list number that stands once the list is formed.

    Late arrivals go to the end, leavers keep their number and are struck through. A placement made by mistake ends on
    the day it began: it holds on no day and gives its number back.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(
        organisation="organisation_id", person="person_id", narrow={"class": "school_class_id"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    list_number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="placement_dates"
            ),
            models.UniqueConstraint(
                fields=["school_class", "list_number"], condition=HOLDS, name="placement_number"
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(valid_to=None), name="placement_open_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "-valid_from"], name="placement_person")]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.list_number}"
