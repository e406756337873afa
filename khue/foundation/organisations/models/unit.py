"""Administrative units of Vietnam: geography, apart from the organisations that sit in it.

A province code without a date is ambiguous (52 was Bình Định and is Gia Lai), so codes are rows with days.
"""

from __future__ import annotations

from django.db import models

from khue.core.ids import uuid7
from khue.core.models import Dated, dates_in_order
from khue.foundation.organisations.choices import UnitLevel


class Unit(Dated):
    """A province, district or commune for as long as it existed under one name and border.

    A commune that changed its province or its code and nothing else is the same unit: parents and codes are dated rows.
    `latitude` and `longitude` are a point inside, for maps and for guesses, never a border.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    level = models.CharField(max_length=10, choices=UnitLevel.choices)
    prefix = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=120, db_index=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        constraints = [dates_in_order("unit_dates")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}".strip()

    @property
    def in_a_sentence(self) -> str:
        """As it is written inside a sentence: `phường Hoa Lư`, `tỉnh Ninh Bình`."""
        return f"{self.prefix.lower()} {self.name}".strip()


class UnitCode(Dated):
    """The official code of a unit on some days (`scheme` "gso": QĐ 124/2004 until 30/06/2025, QĐ 19/2025 since)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=20, default="gso")
    code = models.CharField(max_length=10, db_index=True)

    class Meta:
        constraints = [
            dates_in_order("unit_code_dates"),
            models.UniqueConstraint(fields=["scheme", "code", "valid_from", "unit"], name="unit_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class UnitParent(Dated):
    """Which unit a unit belonged to on some days."""

    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="children")

    class Meta:
        constraints = [
            dates_in_order("unit_parent_dates"),
            models.UniqueConstraint(fields=["child", "valid_from"], name="unit_parent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} < {self.parent_id}"


class UnitSuccession(models.Model):
    """That (a part of) one unit went into another on a day, by a resolution."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="precessions")
    date = models.DateField()
    is_partial = models.BooleanField(default=False)
    decision = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "date"], name="unit_succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
