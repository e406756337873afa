"""Code lists of the ministry and of the state: dated data, never Python choices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Code(models.Model):
    """One entry of a code list (`list` = "ethnic_group", "exit_reason" …) for the days it is in force.

    `valid_to` is the first day on which it no longer holds. `source` names the instrument, or says "from memory" where
    an officer has still to confirm it.
    """

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["list", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="code_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")), name="code_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name
