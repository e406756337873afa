"""What else a change touches: higher rooms answer, because only they know who belongs to an organisation.

A room registers from its `apps.py`:

    organisation_previews.register("pupils", Preview(_("Pupils"), counted(Enrolment)))

A `count(organisations, day)` answers a number by organisation, in one statement, for those that have any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as CountRows
from django.utils.functional import Promise

from khue.core.models import holds_on
from khue.core.registry import Registry
from khue.foundation.organisations.models import Organisation

Count = Callable[[Sequence[int], dt.date], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """A kind of thing that belongs to organisations, and how to count it on a day.

    The record page shows it too unless `on_record` says no: `address`, when given, opens the list of an organisation's,
    `icon` is a lucide name.
    """

    label: Promise
    count: Count
    address: Callable[[Organisation], str] | None = None
    icon: str = "folder"
    on_record: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """How many things of a kind an organisation has, and the list of them."""

    label: str
    number: int
    address: str
    icon: str


@dataclass(frozen=True, slots=True)
class Touched:
    """That so many things of a kind belong to an organisation that ends or moves."""

    organisation: int
    label: str
    number: int


organisation_previews: Registry[Preview] = Registry("what a change of organisations touches")


def touched_by(numbers: Iterable[int], day: dt.date) -> tuple[Touched, ...]:
    """What belongs to the organisations on a day, by organisation and kind; a statement a kind."""
    wanted = sorted(set(numbers))
    if not wanted:
        return ()
    counted = [(preview, preview.count(wanted, day)) for preview in organisation_previews]
    return tuple(
        Touched(each, str(preview.label), counts[each])
        for each in wanted
        for preview, counts in counted
        if counts.get(each)
    )


def things_of(organisation: Organisation, day: dt.date) -> list[Thing]:
    """What belongs to one organisation on a day, kind by kind, for its record; a statement a kind."""
    counted = [
        (preview, preview.count([organisation.pk], day))
        for preview in organisation_previews
        if preview.on_record
    ]
    return [
        Thing(
            str(preview.label),
            counts[organisation.pk],
            preview.address(organisation) if preview.address else "",
            preview.icon,
        )
        for preview, counts in counted
        if counts.get(organisation.pk)
    ]


def counted(model: type[Any], **conditions: Any) -> Count:
    """A `count` for rows of a dated, scoped model with an organisation: those that hold on the day and are in scope."""

    def count(numbers: Sequence[int], day: dt.date) -> Mapping[int, int]:
        rows = model.objects.filter(holds_on(day), organisation_id__in=numbers, **conditions)
        return dict(rows.values_list("organisation_id").annotate(CountRows("pk")).order_by())

    return count
