"""What other rooms add to the list and the record of pupils: knowledge that travels upwards, as registrations.

The class of a pupil, their marks, their absences are known by rooms that stand above this one. They register here from
their `apps.py`; the pages of this room draw whatever is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from khue.core.registry import Registry
from khue.core.tables import Column, Filter
from khue.sector.pupils.models import Enrolment

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart:
    """Columns and filters for the list of pupils. `annotate` answers the annotations that they read, by name."""

    annotate: Callable[[], Mapping[str, Any]]
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTab:
    """A tab of the record; it is shown to hats that may see any of its parts that has content."""

    title: Words
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart:
    """A section of the record: of a tab (a key of `record_tabs`), or of the overview when `tab` is empty.

    `context` answers None when there is nothing to show; `holds` answers the same cheaply, because it is asked on
    every page of the record to know which tabs there are. `rule` is the act a hat needs to see the section. On the
    overview `first` puts it into the leading column.
    """

    title: Words
    template: str
    context: Callable[[Enrolment], Mapping[str, Any] | None]
    holds: Callable[[Enrolment], bool] = lambda _enrolment: True
    tab: str = ""
    rule: str = "pupils.view"
    weight: int = 50
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A related list with its count, and where it opens."""

    label: Words
    count: int
    href: str = ""
    note: Words = ""
    icon: str = "circle-dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """Something the record waits for: what, why, and the one verb that helps."""

    title: Words
    text: Words = ""
    verb: Words = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How a new pupil is put into a class: what may be chosen, and the service that does it."""

    options: Callable[[int, int], Sequence[tuple[str, str]]]
    place: Callable[[Enrolment, str], None]


list_parts: Registry[ListPart] = Registry("parts of the pupil list")
record_tabs: Registry[RecordTab] = Registry("tabs of the pupil record")
record_parts: Registry[RecordPart] = Registry("parts of the pupil record")
related_parts: Registry[Callable[[Enrolment], Sequence[Related]]] = Registry("lists related to a pupil")
need_parts: Registry[Callable[[Enrolment], Sequence[NeedLine]]] = Registry("what a pupil's record waits for")
placings: Registry[Placing] = Registry("ways into a class")
endings: Registry[Callable[[Sequence[Enrolment], dt.date], None]] = Registry("what ends with an enrolment")
