"""Persons and what is known of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopedModel, ScopePath, dates_in_order
from khue.core.scope import Reach, Scope
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.people.choices import Precision, Relation, Sex

SEARCHED = Func(
    Value(" "), F("folded"), arg_joiner=" || ", template="(%(expressions)s)", output_field=models.TextField()
)
"""The name as it is searched by the starts of its words. An index of trigrams on `folded` itself would answer "=" too,
and is dear at that."""


class ReadersPath(ScopePath):
    """Reaches a person through its keeper, and also through `PersonReach`: for reading, as the table's policy does."""

    def condition(self, scope: Scope) -> Q:
        """What `scope` lets through."""
        allowed = super().condition(scope)
        if scope.reach is Reach.ALL or not scope.roots:
            return allowed
        reached = (
            "SELECT r.person_id FROM people_personreach r WHERE r.organisation_id IN (SELECT khue_orgs())"
        )
        return allowed | Q(pk__in=RawSQL(reached, ()))  # noqa: S611 -- a constant of ours


class Person(ScopedModel):
    """One person, once, for life; roles hang on it as dated rows of other rooms.

    `keeper` is the organisation that may change the record today; organisations of the past still read it through
    `PersonReach`. `sort_key` orders by given name first in the Vietnamese alphabet. `folded` is the name without
    diacritics. The personal identity number (NĐ 137/2015 Điều 13) is kept encrypted; `identity_index` is a keyed blind
    index for exact look-up, `identity_doubts` are the codes of what in it disagrees with the record. A birth date known
    to the year or month only stands on its first day, with `birth_precision`. `place_of_birth` is as on the birth
    certificate and is never converted to the names of 2025. The fields of `SENSITIVE` leave through `selectors.masked`
    and `services.reveal` only.
    """

    scope_path: ClassVar[ScopePath] = ReadersPath(organisation="keeper_id", person="id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    full_name = models.CharField(_("full name"), max_length=120)
    family_name = models.CharField(_("family name"), max_length=60, blank=True)
    given_name = models.CharField(_("given name"), max_length=60)
    other_name = models.CharField(_("other name"), max_length=120, blank=True)
    folded = models.CharField(max_length=130, editable=False)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    sex = models.PositiveSmallIntegerField(_("sex"), choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    place_of_birth = models.CharField(_("place of birth"), max_length=200, blank=True)
    hometown = models.CharField(_("hometown"), max_length=200, blank=True)
    permanent_address = models.CharField(_("permanent address"), max_length=200, blank=True)
    residence = models.CharField(_("residence"), max_length=200, blank=True)
    residence_unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("commune of residence"),
    )
    ethnic_group = models.CharField(_("ethnic group"), max_length=3, blank=True)
    religion = models.CharField(_("religion"), max_length=3, blank=True)
    disability = models.CharField(_("disability"), max_length=3, blank=True)
    nationality = models.CharField(_("nationality"), max_length=3, default="VN")
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    occupation = models.CharField(_("occupation"), max_length=100, blank=True)
    sector_identifier = models.CharField(
        _("sector identifier"), max_length=20, null=True, blank=True, unique=True
    )
    lifelong_record_number = models.CharField(
        _("lifelong record number"), max_length=30, null=True, blank=True, unique=True
    )
    identity_cipher = models.BinaryField(null=True, editable=False)
    identity_index = models.BinaryField(null=True, unique=True, editable=False, max_length=32)
    identity_doubts = models.CharField(max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["keeper", "sort_key"], name="person_keeper"),
            models.Index(fields=["birth_date", "folded"], name="person_birth"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_phone"),
            GinIndex(OpClass(SEARCHED, "gin_trgm_ops"), name="person_name_words"),
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
    """That an organisation may read a person whom it does not keep: it once did, or teaches the person's child."""

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
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    is_contact = models.BooleanField(_("is told first"), default=False)

    class Meta:
        constraints = [
            dates_in_order("guardianship_dates"),
            models.UniqueConstraint(fields=["child", "guardian", "valid_from"], name="guardianship_once"),
            models.CheckConstraint(condition=~Q(child=F("guardian")), name="guardian_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.child_id}"
