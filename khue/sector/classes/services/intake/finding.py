"""Whom rows mean: by sector identifier, else identity number, else school, name without diacritics and birth date.

A number finds a pupil at any school of the province, a name only among those of the school. Somebody whose own numbers
differ from the row's is another one, however alike the names; a record that lacks a number gets it from the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from khue.core.bulk.sheets import Outcome, rejected
from khue.core.models import holds_on
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.services import COLUMNS, AdultKey, Known, find_adults, find_by_numbers
from khue.sector.classes.models import ClassPlacement
from khue.sector.classes.services.intake.rows import GuardianRow, PupilRow, Seen
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import Standing, standing_of
from khue.sector.pupils.services import NameKey, Taking, find_in_schools, take_over

ENROLMENT = ("id", "person_id", "grade_id", "site_id", "status", "register_number", "valid_from", "valid_to")


class Relative(NamedTuple):
    """A guardian we have of a pupil."""

    person: int
    keeper: int
    full_name: str
    birth: date | None
    occupation: str
    phone: str


@dataclass(slots=True)
class Found:
    """What the database knows of the pupils of a chunk, by person, before anything is changed."""

    rejected: dict[int, Outcome] = field(default_factory=dict)
    person_of: dict[int, int] = field(default_factory=dict)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    enrolments: dict[int, dict[str, Any]] = field(default_factory=dict)
    before: dict[int, list[Standing]] = field(default_factory=dict)
    classes: dict[int, int] = field(default_factory=dict)
    relatives: dict[tuple[int, str], Relative] = field(default_factory=dict)
    adults: dict[AdultKey, tuple[int, int]] = field(default_factory=dict)


def find(rows: Sequence[PupilRow], seen: Seen, today: date) -> Found:
    """Find everything the rows touch, by a constant number of statements; `rejected` and `person_of` go by place."""
    found = Found()
    for place, row in enumerate(rows):
        if (outcome := seen.add(row)) is not None:
            found.rejected[place] = outcome
    _identify(rows, found)
    _refuse_second_rows(rows, found, seen)
    _load(rows, found, today)
    return found


def _identify(rows: Sequence[PupilRow], found: Found) -> None:
    known = find_by_numbers(
        [row.identity_index for row in rows if row.identity_index],
        [row.sector_identifier for row in rows if row.sector_identifier],
    )
    by_index = {each.identity_index: each for each in known if each.identity_index}
    by_sector = {each.sector_identifier: each for each in known if each.sector_identifier}
    open_places: list[int] = []
    for place, row in enumerate(rows):
        if place in found.rejected:
            continue
        hits = _hits(row, by_index, by_sector)
        if len(hits) > 1:
            found.rejected[place] = rejected("pupils.ambiguous.numbers", "identity_number")
        elif hits:
            found.person_of[place] = hits.pop()
        else:
            open_places.append(place)
    _identify_by_name(rows, open_places, found)


def _hits(row: PupilRow, by_index: dict[bytes, Known], by_sector: dict[str, Known]) -> set[int]:
    hits = set()
    if row.identity_index in by_index and row.identity_index:
        hits.add(by_index[row.identity_index].person)
    if row.sector_identifier in by_sector and row.sector_identifier:
        hits.add(by_sector[row.sector_identifier].person)
    return hits


def _identify_by_name(rows: Sequence[PupilRow], places: Sequence[int], found: Found) -> None:
    named: dict[int, list[int]] = defaultdict(list)
    keys = [NameKey(rows[place].school, rows[place].folded, rows[place].birth) for place in places]
    for hit in find_in_schools(keys):
        row = rows[places[hit.place]]
        other_sector = row.sector_identifier and hit.sector_identifier not in {None, row.sector_identifier}
        other_number = row.identity_index and hit.identity_index not in {None, row.identity_index}
        if not other_sector and not other_number:
            named[places[hit.place]].append(hit.person)
    for place, people in named.items():
        if len(people) > 1:
            found.rejected[place] = rejected("pupils.ambiguous", "full_name", "pupils.ambiguous.number")
        else:
            found.person_of[place] = people[0]


def _refuse_second_rows(rows: Sequence[PupilRow], found: Found, seen: Seen) -> None:
    """Two rows with different keys may mean one pupil: the second stays out."""
    for place, person in list(found.person_of.items()):
        first = seen.people.setdefault(person, rows[place].number)
        if first != rows[place].number:
            found.rejected[place] = rejected("pupils.twice", "full_name", "pupils.twice.same", number=first)
            del found.person_of[place]


def _load(rows: Sequence[PupilRow], found: Found, today: date) -> None:
    people = list(found.person_of.values())
    for standing in standing_of(people):
        found.before.setdefault(standing.person, []).append(standing)
    _take(rows, found)
    people = list(found.person_of.values())
    if people:
        stored = Person._base_manager.select_for_update().filter(pk__in=people)
        found.people = {each["id"]: each for each in stored.values("id", "keeper_id", *COLUMNS)}
        _load_enrolments(rows, found)
        _load_relatives(people, found, today)
    _find_adults(rows, found, today)


def _take(rows: Sequence[PupilRow], found: Found) -> None:
    """Let the schools take over those they do not have this year; who learns elsewhere is rejected."""
    wanted = {
        place: Taking(person, rows[place].school, rows[place].day)
        for place, person in found.person_of.items()
        if not _learns_here(found.before.get(person, []), rows[place])
    }
    taken = take_over(list(wanted.values()), rows[0].year) if wanted else set()
    for place, taking in wanted.items():
        if taking.person not in taken:
            school = next(
                (
                    each.school
                    for each in reversed(found.before[taking.person])
                    if each.organisation != taking.school
                ),
                "",
            )
            found.rejected[place] = rejected(
                "pupils.learns_elsewhere", "full_name", "pupils.learns_elsewhere.transfer", school=school
            )
            del found.person_of[place]


def _learns_here(before: Sequence[Standing], row: PupilRow) -> bool:
    return any(each.organisation == row.school and each.year == row.year for each in before)


def _load_enrolments(rows: Sequence[PupilRow], found: Found) -> None:
    latest = {
        each.person: each.enrolment
        for place, person in found.person_of.items()
        for each in found.before.get(person, [])
        if each.organisation == rows[place].school and each.year == rows[place].year
    }
    stored = Enrolment._base_manager.filter(pk__in=latest.values()).values(*ENROLMENT)
    found.enrolments = {each["person_id"]: each for each in stored}
    places = ClassPlacement._base_manager.filter(enrolment_id__in=latest.values(), valid_to=None)
    found.classes = dict(places.values_list("enrolment_id", "school_class_id"))


def _load_relatives(people: Sequence[int], found: Found, today: date) -> None:
    rows = Guardianship._base_manager.filter(holds_on(today), child_id__in=people).order_by("-pk")
    facts: Any
    for child, relation, *facts in rows.values_list(
        "child_id",
        "relation",
        "guardian_id",
        "guardian__keeper_id",
        "guardian__full_name",
        "guardian__birth_date",
        "guardian__occupation",
        "guardian__phone",
    ):
        found.relatives[child, relation] = Relative(*facts)


def adult_key(row: GuardianRow) -> AdultKey:
    """What a grown-up of a list is found by."""
    return AdultKey(row.phone or "", row.folded)


def _find_adults(rows: Sequence[PupilRow], found: Found, today: date) -> None:
    keys = list({adult_key(each) for row in rows for each in row.guardians if each.phone})
    hits = find_adults(keys, today)
    found.adults = {keys[place]: hit for place, hit in hits.items()}
