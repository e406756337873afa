"""What rows change: pure comparison of what a row says with what is stored, written down as lists to be stored.

`unchanged` compares what was read and normalised with what was read and normalised before: a name in capitals, a date
as a serial, a phone with a country code say the same as what is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Outcome, rejected
from khue.foundation.people.choices import Precision, Relation, Sex
from khue.foundation.people.services import (
    COLUMNS,
    AdultKey,
    doubts_of,
    identity_columns,
    name_columns,
    number_in,
)
from khue.sector.classes.services.intake.finding import Found, Relative, adult_key
from khue.sector.classes.services.intake.rows import GuardianRow, PupilRow
from khue.sector.classes.services.placing import Put
from khue.sector.pupils.choices import ENDED, PRESENT, EnrolmentStatus, Entry
from khue.sector.pupils.formulas import AgeDoubt, age_doubt
from khue.sector.pupils.services import entry_after

BLANK: Final[Mapping[str, Any]] = {
    **dict.fromkeys(COLUMNS, ""),
    "sex": Sex.UNKNOWN,
    "birth_date": None,
    "birth_precision": Precision.DAY,
    "residence_unit_id": None,
    "sector_identifier": None,
    "identity_cipher": None,
    "identity_index": None,
}
GUARDIAN_SEX: Final = {Relation.FATHER: Sex.MALE, Relation.MOTHER: Sex.FEMALE, Relation.GUARDIAN: Sex.UNKNOWN}
_DAY: Final = dt.timedelta(days=1)


@dataclass(slots=True)
class Change:
    """What one row changes. Ids of new rows are filled in when they are reserved (0 until then)."""

    row: PupilRow
    warnings: tuple[Problem, ...]
    person: int = 0
    is_new_person: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    enrolment: int = 0
    is_new_enrolment: bool = False
    status: str = EnrolmentStatus.STUDYING
    entry: str = Entry.NEW
    begins: dt.date | None = None
    ends: dt.date | None = None
    corrected: dict[str, list[Any]] = field(default_factory=dict)
    ended: dict[str, Any] | None = None
    puts: bool = False
    old_class: int | None = None
    new_guardians: list[GuardianRow] = field(default_factory=list)
    changed_guardians: list[tuple[Relative, dict[str, Any]]] = field(default_factory=list)

    @property
    def changes_person(self) -> bool:
        """Whether the stored person differs."""
        return not self.is_new_person and bool(self.before)

    @property
    def is_empty(self) -> bool:
        """Whether the row says what is stored already."""
        touched = (
            self.before,
            self.corrected,
            self.ended,
            self.puts,
            self.new_guardians,
            self.changed_guardians,
        )
        return not self.is_new_person and not self.is_new_enrolment and not any(touched)


def plan(rows: Sequence[PupilRow], found: Found, today: dt.date) -> list[Change | Outcome]:
    """One change or one rejection for every row, in order."""
    return [
        found.rejected[place]
        if place in found.rejected
        else _plan_row(row, found.person_of.get(place, 0), found, today)
        for place, row in enumerate(rows)
    ]


def _plan_row(row: PupilRow, person: int, found: Found, today: dt.date) -> Change | Outcome:
    stored = found.people.get(person)
    if person and stored is None:
        return rejected("pupils.not_kept", "full_name", "pupils.learns_elsewhere.transfer")
    refusal = _refuse(row, stored)
    if refusal is not None:
        held = found.enrolments.get(person)
        return replace(refusal, record=held["id"]) if held else refusal
    change = Change(row, _warnings(row, stored), person=person, is_new_person=stored is None)
    _plan_person(change, stored)
    _plan_enrolment(change, found, today)
    if not change.is_new_enrolment and not change.enrolment:
        return rejected("pupils.grade_missing", "grade")
    _plan_place(change, found)
    for guardian in row.guardians:
        _plan_guardian(change, guardian, found)
    return change


def _refuse(row: PupilRow, stored: Mapping[str, Any] | None) -> Outcome | None:
    if stored is None:
        if not row.sex:
            said = Sex(1 + int(row.identity_number[3]) % 2).label if row.identity_number else ""
            return rejected(
                "pupils.sex_missing", "sex", "pupils.sex_by_number" if said else "", sex=str(said)
            )
        if row.grade is None:
            return rejected("pupils.grade_missing", "grade")
    elif _is_another(row, stored):
        born = stored["birth_date"].year if stored["birth_date"] else "?"
        return rejected(
            "pupils.number_of_another",
            "identity_number" if row.identity_number else "sector_identifier",
            "pupils.number_of_another.check",
            name=stored["full_name"],
            born=born,
        )
    if (
        row.grade
        and age_doubt(row.birth, row.grade, row.year, for_adults=row.for_adults) is AgeDoubt.IMPOSSIBLE
    ):
        year = _year_in(row.identity_number)
        hint = "pupils.age.year" if year and year != row.birth.year else "see_birth_certificate"
        return rejected(
            "pupils.age", "birth_date", hint, age=row.year - row.birth.year, grade=row.grade, year=year
        )
    return None


def _is_another(row: PupilRow, stored: Mapping[str, Any]) -> bool:
    """Whether a number led to somebody of another name born on another day: a slip of the pen, not a correction."""
    return bool(row.folded != stored["folded"] and row.birth != stored["birth_date"])


def _year_in(number: str | None) -> int:
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) if number else 0


def _warnings(row: PupilRow, stored: Mapping[str, Any] | None) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if row.grade:
        doubt = age_doubt(row.birth, row.grade, row.year, for_adults=row.for_adults)
        if doubt is not None:
            params = {"age": row.year - row.birth.year, "grade": row.grade}
            found.append(Problem("pupils.age_unusual", params, column="birth_date", warning=True))
    if row.identity_number:
        sex = row.sex or (stored["sex"] if stored else 0)
        found += [
            Problem(f"pupils.{code}", column="identity_number", warning=True)
            for code in doubts_of(row.identity_number, sex, row.birth).split(",")
            if code
        ]
    return tuple(found)


def _plan_person(change: Change, stored: Mapping[str, Any] | None) -> None:
    """The values of the person's columns after the row, and what of them was otherwise before."""
    row = change.row
    base = stored if stored is not None else BLANK
    values = {name: base[name] for name in COLUMNS}
    values.update({name: value for name, value in row.person.items() if value is not None})
    if row.name != base["full_name"]:
        values.update(name_columns(row.name, folded=row.folded))
    values["birth_date"], values["birth_precision"] = _birth(row, base)
    values["sex"] = row.sex or base["sex"]
    if row.sector_identifier:
        values["sector_identifier"] = row.sector_identifier
    _identity(change, values, base)
    change.values = values
    if stored is not None:
        change.before = {name: stored[name] for name in COLUMNS if _differs(name, stored[name], values[name])}


def _birth(row: PupilRow, base: Mapping[str, Any]) -> tuple[dt.date, str]:
    """A list that knows only the year does not take the day away."""
    known = base["birth_date"]
    if row.precision == Precision.YEAR and known is not None and known.year == row.birth.year:
        return known, base["birth_precision"]
    return row.birth, row.precision


def _identity(change: Change, values: dict[str, Any], base: Mapping[str, Any]) -> None:
    row = change.row
    held = base["identity_index"]
    if row.identity_index and (held is None or bytes(held) != row.identity_index):
        values.update(identity_columns(row.identity_number, values["sex"], values["birth_date"]))
    elif held is not None and (values["sex"], values["birth_date"]) != (base["sex"], base["birth_date"]):
        number = number_in(bytes(base["identity_cipher"]))
        values["identity_doubts"] = doubts_of(number, values["sex"], values["birth_date"])


def _differs(name: str, old: Any, new: Any) -> bool:
    if (
        name == "identity_cipher"
    ):  # sealing the same number again gives another text: the index says what differs
        return False
    return bytes(old) != bytes(new) if old is not None and name == "identity_index" else bool(old != new)


def _plan_enrolment(change: Change, found: Found, today: dt.date) -> None:
    row, held = change.row, found.enrolments.get(change.person)
    if held is None:
        if row.grade is not None:
            _begin(change, row.status_day if row.entry and row.status_day else row.day, found, today)
        return
    change.enrolment = held["id"]
    if held["valid_to"] is not None and held["valid_to"] <= today:
        if row.status in PRESENT and (row.entry or row.status_day):
            _begin(change, max(row.status_day or today, held["valid_to"]), found, today)
            change.entry = Entry.RETURNED
        return
    _correct(change, held)
    if row.status in {*ENDED, EnrolmentStatus.DEFERRED}:
        day = max(row.status_day or today, held["valid_from"] + _DAY)
        change.ended = {"status": row.status, "valid_to": day}
    elif row.status is not None and row.status != held["status"]:
        change.corrected["status"] = [held["status"], row.status]


def _begin(change: Change, day: dt.date, found: Found, today: dt.date) -> None:
    row = change.row
    change.is_new_enrolment, change.begins = True, day
    change.entry = row.entry or entry_after(
        found.before.get(change.person, []), row.school, row.year, row.grade or 0
    )
    change.status = row.status or EnrolmentStatus.STUDYING
    if change.status not in PRESENT:
        change.ends = max(row.status_day or today, day + _DAY)


def _correct(change: Change, held: Mapping[str, Any]) -> None:
    row = change.row
    said = {"grade_id": row.grade, "site_id": row.site, "register_number": row.register_number}
    change.corrected = {
        name: [held[name], value] for name, value in said.items() if value is not None and held[name] != value
    }


def _plan_place(change: Change, found: Found) -> None:
    row = change.row
    if row.school_class is None or (not change.is_new_enrolment and change.ended is not None):
        return
    held = None if change.is_new_enrolment else found.enrolments[change.person]
    if held is not None and held["valid_to"] is not None:
        return
    change.old_class = found.classes.get(change.enrolment) if held is not None else None
    change.puts = change.old_class != row.school_class


def put_of(change: Change, today: dt.date) -> Put:
    """The place that a change asks for; who moves within the school moves today."""
    row = change.row
    begins = change.begins if change.is_new_enrolment else today
    return Put(
        change.enrolment, change.person, row.school, row.school_class or 0, begins or today, change.ends
    )


def _plan_guardian(change: Change, row: GuardianRow, found: Found) -> None:
    held = found.relatives.get((change.person, row.relation)) if change.person else None
    if held is None:
        change.new_guardians.append(row)
        return
    if held.keeper != change.row.school:
        return  # another school keeps the record of this grown-up
    said: dict[str, Any] = {"occupation": row.occupation, "phone": row.phone}
    changed = {
        name: value for name, value in said.items() if value is not None and getattr(held, name) != value
    }
    if row.name != held.full_name:
        changed.update(name_columns(row.name, folded=row.folded))
    if row.birth_year and (held.birth is None or held.birth.year != row.birth_year):
        changed |= {"birth_date": dt.date(row.birth_year, 1, 1), "birth_precision": Precision.YEAR}
    if changed:
        change.changed_guardians.append((held, changed))


def guardian_values(row: GuardianRow) -> dict[str, Any]:
    """The columns of a grown-up who is new."""
    born = dt.date(row.birth_year, 1, 1) if row.birth_year else None
    return {
        **BLANK,
        **name_columns(row.name, folded=row.folded),
        "sex": GUARDIAN_SEX[Relation(row.relation)],
        "birth_date": born,
        "birth_precision": Precision.YEAR if born else Precision.DAY,
        "occupation": row.occupation or "",
        "phone": row.phone or "",
    }


def known_adult(row: GuardianRow, found: Found) -> tuple[int, int] | None:
    """The grown-up we have under the row's phone and name, with who keeps them."""
    key: AdultKey = adult_key(row)
    return found.adults.get(key) if key.phone else None
