"""Dated posts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.models import ScopedDated, ScopePath, dates_in_order
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import InternalUnit, Organisation
from khue.foundation.people.models import Person
from khue.sector.staff.choices import Position


class Post(ScopedDated):
    """That a person works at an organisation, as something, on some days. A person may hold several."""

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="organisation_id", person="person_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(_("position"), max_length=20, choices=Position.choices)
    internal_unit = models.ForeignKey(
        InternalUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leads_unit = models.BooleanField(_("leads the group"), default=False)
    main_subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_main = models.BooleanField(_("main post"), default=True)

    class Meta:
        constraints = [
            dates_in_order("post_dates"),
            models.UniqueConstraint(
                fields=["organisation", "person", "position", "valid_from"], name="post_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "position"], name="post_organisation")]

    def __str__(self) -> str:
        return f"{self.get_position_display()} · {self.organisation}"

    def get_absolute_url(self) -> str:
        """The record of who holds it."""
        return reverse("staff:person", args=[self.person.uuid])
