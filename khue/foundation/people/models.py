"""Persons and what is known of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopedModel, ScopePath, dates_in_order
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.people.choices import Precision, Relation, Sex


class Person(ScopedModel):
    """One person, once, for life; roles hang on it as dated rows of other rooms.

    `keeper` is the organisation that may change the record today; organisations of the past still read it through
    `PersonReach`. `sort_key` orders by given name first in the Vietnamese alphabet. `folded` is the name without
    diacritics. The personal identity number (NĐ 137/2015 Điều 13) is kept encrypted; `identity_index` is a keyed blind
    index for exact look-up. A birth date known to the year or month only stands on its first day, with `precision`.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="keeper_id", person="id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    family_name = models.CharField(max_length=60, blank=True)
    given_name = models.CharField(max_length=60)
    other_name = models.CharField(_("other name"), max_length=120, blank=True)
    folded = models.CharField(max_length=130, editable=False)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    sex = models.PositiveSmallIntegerField(_("sex"), choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    place_of_birth = models.CharField(_("place of birth"), max_length=200, blank=True)
    ethnic_group = models.CharField(_("ethnic group"), max_length=3, blank=True)
    nationality = models.CharField(_("nationality"), max_length=3, default="VN")
    residence = models.CharField(_("residence"), max_length=200, blank=True)
    residence_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    occupation = models.CharField(_("occupation"), max_length=100, blank=True)
    sector_identifier = models.CharField(
        _("sector identifier"), max_length=20, null=True, blank=True, unique=True
    )
    lifelong_record_number = models.CharField(max_length=30, null=True, blank=True, unique=True)
    identity_cipher = models.BinaryField(null=True, editable=False)
    identity_index = models.BinaryField(null=True, unique=True, editable=False, max_length=32)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["keeper", "sort_key"], name="person_keeper"),
            models.Index(fields=["birth_date", "folded"], name="person_birth"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def organisation_id(self) -> int:
        """Who keeps the record: what the audit reads."""
        return self.keeper_id

    @property
    def person_id(self) -> int:
        """Itself: what the audit reads."""
        return self.pk


class PersonReach(models.Model):
    """That an organisation may read a person: it keeps, or once kept or taught them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="person_reach_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.person_id}"


class Guardianship(ScopedDated):
    """That an adult answers for a child on some days. Whoever may see the child may see it."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="child__keeper_id", person="guardian_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    is_contact = models.BooleanField(_("is told first"), default=False)

    class Meta:
        constraints = [
            dates_in_order("guardianship_dates"),
            models.UniqueConstraint(fields=["child", "guardian", "valid_from"], name="guardianship_once"),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("guardian")), name="guardian_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.child_id}"


class SearchEntry(models.Model):
    """A folded name of a person as one organisation may find it. Read only through the door `search_people`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    folded = models.CharField(max_length=260)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.folded
