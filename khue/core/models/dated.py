"""Rows that hold for a time: `valid_from` is the first day, `valid_to` the first day on which they no longer hold."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from khue.core import clock
from khue.core.models.scoped import ScopedModel, ScopedQuerySet
from khue.core.scope import current_scope


def holds_on(day: dt.date, prefix: str = "") -> Q:
    """The condition that a dated row (reached through `prefix`, as `"school__"`) holds on `day`."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def dates_in_order(name: str) -> models.CheckConstraint:
    """The constraint that a dated row ends after it begins."""
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name=name)


class DatedQuerySet(models.QuerySet[Any]):
    """A queryset of dated rows."""

    def on(self, day: dt.date) -> Self:
        """The rows that hold on `day`."""
        return self.filter(holds_on(day))

    def current(self) -> Self:
        """The rows that hold today."""
        return self.on(clock.today())


class Dated(models.Model):
    """A row with its days, open to everyone who may open the table."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class ScopedDatedQuerySet(ScopedQuerySet):
    """Dated rows of a scope."""

    def on(self, day: dt.date) -> Self:
        """The rows that hold on `day`."""
        return self.filter(holds_on(day))

    def current(self) -> Self:
        """The rows that hold today."""
        return self.on(clock.today())


class ScopedDatedManager(models.Manager[Any]):
    """Filters by the open scope; offers `on(day)` and `current()`."""

    def get_queryset(self) -> ScopedDatedQuerySet:
        return ScopedDatedQuerySet(self.model, using=self._db).within(current_scope())

    def on(self, day: dt.date) -> ScopedDatedQuerySet:
        """The rows that hold on `day`."""
        return self.get_queryset().on(day)

    def current(self) -> ScopedDatedQuerySet:
        """The rows that hold today."""
        return self.get_queryset().current()


class ScopedDated(ScopedModel):
    """A dated row that belongs to an organisation or a person."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar[ScopedDatedManager] = ScopedDatedManager()  # type: ignore[assignment]

    class Meta:
        abstract = True
