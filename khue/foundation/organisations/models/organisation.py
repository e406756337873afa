"""Organisations, and what hangs on one of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import Dated, ScopedDated, ScopePath, dates_in_order
from khue.foundation.organisations.choices import InternalKind, OrganisationKind, Ownership, Stage
from khue.foundation.organisations.models.days import once_a_day
from khue.foundation.organisations.models.unit import Unit


class Organisation(Dated):
    """One organisation for its whole life. That it exists is public; what it may change is asked by rules.

    `path` is its place in *today's* administrative tree ("0001.0004.", base 36, `COLLATE "C"`), for scopes only; what
    has ended stands below who followed it. `name`, `short_name` and `unit` (where it sits) are today's too: history
    stands in `OrganisationName` and `OrganisationPlace`, as of any day.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100)
    folded = models.CharField(max_length=220, db_index=True, editable=False)
    path = models.CharField(max_length=200, db_collation="C", editable=False)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stages = ArrayField(models.CharField(max_length=20, choices=Stage.choices), default=list, blank=True)
    ownership = models.CharField(max_length=10, choices=Ownership.choices, default=Ownership.PUBLIC)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="organisation_path"),
            models.Index(fields=["kind", "path"], name="organisation_kind"),
        ]
        constraints = [dates_in_order("organisation_dates")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """The page of the organisation."""
        return reverse("organisations:organisation", args=[self.uuid])

    @property
    def stage_labels(self) -> list[str]:
        """Its education stages in the reader's language."""
        return [str(Stage(stage).label) for stage in self.stages]

    @property
    def organisation_id(self) -> int:
        """Itself: what the audit and the re-check after a write read."""
        return self.pk


class OrganisationName(Dated):
    """What an organisation was called on some days; `folded` is what the search box compares with."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100)
    folded = models.CharField(max_length=220)

    class Meta:
        constraints = [
            dates_in_order("organisation_name_dates"),
            once_a_day("one_name_a_day", "organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationCode(Dated):
    """A code of an organisation in a scheme ("moet": mã trường / mã cơ quan of the sector database) on some days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=20, default="moet")
    code = models.CharField(max_length=35, db_index=True)

    class Meta:
        constraints = [
            dates_in_order("organisation_code_dates"),
            once_a_day("one_code_a_day", "organisation", "scheme"),
            once_a_day("one_owner_a_code", "scheme", "code"),
        ]

    def __str__(self) -> str:
        return self.code


class OrganisationPlace(Dated):
    """The unit an organisation sat in on some days: the reform gave the same yard another commune."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            dates_in_order("organisation_place_dates"),
            once_a_day("one_place_a_day", "organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.unit_id}"


class Site(ScopedDated):
    """A place where a school teaches (điểm trường); exactly one is the main one."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    code = models.CharField(_("code"), max_length=20, blank=True)
    is_main = models.BooleanField(_("main site"), default=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    distance_m = models.PositiveIntegerField(_("metres from the main site"), default=0)

    class Meta:
        constraints = [
            dates_in_order("site_dates"),
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="site_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_main=True, valid_to=None), name="site_main"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InternalUnit(ScopedDated):
    """A subject group of a school, a division of a department."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=InternalKind.choices)
    name = models.CharField(_("name"), max_length=150)

    class Meta:
        constraints = [
            dates_in_order("internal_unit_dates"),
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="internal_unit_once"),
        ]

    def __str__(self) -> str:
        return self.name
