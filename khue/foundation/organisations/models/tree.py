"""The tree as of any day: dated parents, and a small closure over them."""

from __future__ import annotations

from django.db import models

from khue.core.models import Dated, dates_in_order
from khue.foundation.organisations.choices import ParentKind
from khue.foundation.organisations.models.days import once_a_day
from khue.foundation.organisations.models.organisation import Organisation


class OrganisationParent(Dated):
    """Whose child an organisation was on some days, by kind. At most one parent a kind on any day."""

    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=15, choices=ParentKind.choices)

    class Meta:
        constraints = [
            dates_in_order("organisation_parent_dates"),
            once_a_day("one_parent_a_day", "child", "kind"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} < {self.parent_id}"


class OrganisationClosure(Dated):
    """Every ancestor of every organisation with the days on which it was one (`depth` 0 is itself)."""

    ancestor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=ParentKind.choices)
    depth = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "kind", "valid_from"], name="closure_down"),
            models.Index(fields=["descendant", "kind", "valid_from"], name="closure_up"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊇ {self.descendant_id}"
