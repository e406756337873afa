"""Who a row of a file of marks means: the pupils of a school's classes by identifier, or by name and birth date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from khue.core.text import fold
from khue.foundation.people.formulas import fold_name
from khue.foundation.people.services import index_of
from khue.school.gradebook.selectors.days import last_day
from khue.school.gradebook.selectors.statements import ask, statement

SECTOR_DIGITS, IDENTITY_DIGITS = 10, 12


@dataclass(frozen=True, slots=True)
class Rostered:
    """A pupil in a class."""

    person: int
    uuid: UUID
    name: str
    folded: str
    birth_date: dt.date | None
    sector_identifier: str | None
    identity_index: bytes | None
    class_number: int
    class_uuid: UUID
    class_name: str
    number: int
    is_there: bool


class NotFound(LookupError):  # noqa: N818 - reads as the fact it states
    """Nobody, or more than one, is meant: `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Roster:
    """The classes of a school in a year, and who is in them."""

    classes: dict[str, UUID] = field(default_factory=dict)
    by_code: dict[str, list[Rostered]] = field(default_factory=lambda: defaultdict(list))
    by_identity: dict[bytes, list[Rostered]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Rostered]] = field(default_factory=lambda: defaultdict(list))

    def find(
        self, *, code: str | None, name: str | None, birth_date: dt.date | None, school_class: str | None
    ) -> Rostered:
        """The pupil of a row: by identifier where there is one, else by name and birth date, within the class if given.

        Raises `NotFound` with `unknown_class`, `unknown_pupil` or `ambiguous`.
        """
        if school_class is not None and class_key(school_class) not in self.classes:
            raise NotFound("unknown_class")
        if code:
            found = self._by_code(code)
        else:
            found = [
                each
                for each in self.by_name.get(fold_name(name or ""), ())
                if birth_date is None or each.birth_date == birth_date
            ]
        if school_class is not None:
            uuid = self.classes[class_key(school_class)]
            found = [each for each in found if each.class_uuid == uuid]
        there = [each for each in found if each.is_there] or found
        if not there:
            raise NotFound("unknown_pupil")
        if len({each.person for each in there}) > 1:
            raise NotFound("ambiguous")
        return there[-1]

    def of_class(self, uuid: UUID) -> list[Rostered]:
        """Everyone who is or was in a class, once, by list number."""
        lines = (each for name in self.by_name.values() for each in name if each.class_uuid == uuid)
        return sorted({each.person: each for each in lines}.values(), key=lambda each: each.number)

    def _by_code(self, code: str) -> list[Rostered]:
        """By sector identifier (a spreadsheet may have dropped its zeros), else by personal identity number."""
        bare = code.strip().upper()
        found = self.by_code.get(bare) or self.by_code.get(bare.zfill(SECTOR_DIGITS))
        if found is None and bare.isdigit() and len(bare) > SECTOR_DIGITS:
            found = self.by_identity.get(index_of(bare.zfill(IDENTITY_DIGITS)))
        return found or []


def class_key(name: str) -> str:
    """A class's name as files compare it: `8 A1` is `8a1`."""
    return fold(name).replace(" ", "")


def roster_of(*, organisation: int, year: int) -> Roster:
    """Everyone in the classes of a school in a year that the scope shows. Two statements."""
    params = {"organisation": organisation, "year": year, "day": last_day(year)}
    roster = Roster()
    for row in ask(statement("roster"), params):
        each = Rostered(*row)
        roster.classes[class_key(each.class_name)] = each.class_uuid
        if each.sector_identifier:
            roster.by_code[each.sector_identifier.upper()].append(each)
        if each.identity_index is not None:
            roster.by_identity[bytes(each.identity_index)].append(each)
        roster.by_name[each.folded].append(each)
    return roster
