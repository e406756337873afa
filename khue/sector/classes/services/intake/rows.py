"""What a row of a pupil list says, once its cells are read and its words are codes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from khue.core.bulk.problems import declare
from khue.core.bulk.sheets import Outcome, rejected
from khue.sector.classes.services.intake.words import SENTENCES

declare(SENTENCES)


@dataclass(slots=True)
class GuardianRow:
    """Father, mother or guardian as a list names them; only the year of birth is known. None: the list says nothing."""

    relation: str
    name: str
    folded: str
    birth_year: int | None = None
    occupation: str | None = None
    phone: str | None = None


@dataclass(slots=True)
class PupilRow:
    """One row. None and missing keys mean that the list says nothing: what is stored stays.

    `person` holds further columns of the person (addresses, ethnic group, disability, phone). `day` is when an
    enrolment that the row begins begins, `status_day` when a state that it tells began.
    """

    number: int
    school: int
    year: int
    day: dt.date
    name: str
    folded: str
    birth: dt.date
    precision: str
    sex: int | None
    grade: int | None
    school_class: int | None
    identity_number: str | None = None
    identity_index: bytes | None = None
    sector_identifier: str | None = None
    site: int | None = None
    register_number: str | None = None
    status: str | None = None
    entry: str | None = None
    status_day: dt.date | None = None
    for_adults: bool = False
    person: Mapping[str, Any] = field(default_factory=dict)
    guardians: tuple[GuardianRow, ...] = ()


@dataclass(slots=True)
class Seen:
    """What the rows of a file so far were about, across its chunks: by number, by name, and by whom they meant."""

    sectors: dict[str, int] = field(default_factory=dict)
    identities: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[int, str, dt.date], list[tuple[str | None, str | None, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    people: dict[int, int] = field(default_factory=dict)

    def add(self, row: PupilRow) -> Outcome | None:
        """Remember a row; answers the rejection of one that an earlier row of the file was about already."""
        first = self._earlier(row)
        if row.sector_identifier:
            self.sectors.setdefault(row.sector_identifier, row.number)
        if row.identity_number:
            self.identities.setdefault(row.identity_number, row.number)
        self.names[row.school, row.folded, row.birth].append(
            (row.sector_identifier, row.identity_number, row.number)
        )
        if first is None:
            return None
        column, number = first
        return rejected("pupils.twice", column, "pupils.twice.same", number=number)

    def _earlier(self, row: PupilRow) -> tuple[str, int] | None:
        if row.sector_identifier in self.sectors and row.sector_identifier:
            return "sector_identifier", self.sectors[row.sector_identifier]
        if row.identity_number in self.identities and row.identity_number:
            return "identity_number", self.identities[row.identity_number]
        for sector, identity, number in self.names[row.school, row.folded, row.birth]:
            apart = (sector and row.sector_identifier) or (identity and row.identity_number)
            if not apart:
                return "full_name", number
        return None
