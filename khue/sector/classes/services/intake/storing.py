"""The statements of a chunk: as many for one row as for a thousand."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from khue.core import clock
from khue.core.audit import record_many
from khue.core.bulk.sheets import Fate, Image, Outcome, rejected
from khue.core.copying import reserve_ids
from khue.core.events import announce
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.models import Person
from khue.foundation.people.services import (
    COLUMNS,
    NewPerson,
    change_people,
    lock_schools,
    store_guardianships,
    store_people,
    widen_reach,
)
from khue.sector.classes.events import PupilsMoved
from khue.sector.classes.services.intake.finding import Found, adult_key, find
from khue.sector.classes.services.intake.planning import Change, guardian_values, known_adult, plan, put_of
from khue.sector.classes.services.intake.rows import PupilRow, Seen
from khue.sector.classes.services.placing import put_many
from khue.sector.pupils.events import PupilsEnrolled
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.services import NewEnrolment, correct_enrolments, store_enrolments

KIND = "pupil"
ENROLMENT_COLUMNS = ("grade_id", "site_id", "register_number", "status", "valid_to")


def import_pupils(rows: Sequence[PupilRow], seen: Seen) -> list[Outcome]:
    """Store a chunk of rows of one school year and say what became of each, in order; never raises for a bad row.

    `seen` remembers the rows of earlier chunks. A constant number of statements, inside the caller's transaction and
    scope. Raises `Forbidden` without the right `pupils.import`.
    """
    require(current_scope(), "pupils.import")
    if not rows:
        return []
    lock_schools(row.school for row in rows)
    today = clock.today()
    found = find(rows, seen, today)
    answers = plan(rows, found, today)
    changes = [each for each in answers if isinstance(each, Change)]
    lost = _store([each for each in changes if not each.is_empty], found, clock.now(), today)
    return [each if isinstance(each, Outcome) else _outcome(each, lost, found) for each in answers]


def remember_pupils(rows: Iterable[PupilRow], seen: Seen) -> None:
    """Remember rows of chunks that a resumed import skips."""
    for row in rows:
        seen.add(row)


def _store(changes: Sequence[Change], found: Found, now: dt.datetime, today: dt.date) -> set[int]:
    """Run the statements; answers the persons and enrolments that somebody else was faster with, as changes' ids."""
    _reserve(changes)
    guardians, links, reach = _guardians(changes, found)
    fresh = [
        NewPerson(c.person, c.row.school, [c.values[n] for n in COLUMNS]) for c in changes if c.is_new_person
    ]
    stored = store_people([*fresh, *guardians], now)
    lost = {each.id for each in fresh} - stored
    changes = [change for change in changes if change.person not in lost]
    _change_people(changes, now)
    widen_reach((person, school) for child, person, school in reach if child not in lost)
    store_guardianships([link for link in links if link[0] not in lost])
    lost |= _store_enrolments(changes)
    changes = [change for change in changes if change.person not in lost]
    put_many([put_of(change, today) for change in changes if change.puts])
    _tell(changes)
    return lost


def _reserve(changes: Sequence[Change]) -> None:
    """Give every new person and enrolment its id, so that rows that refer to each other go in by one statement each."""
    fresh_people = [change for change in changes if change.is_new_person]
    for change, number in zip(fresh_people, reserve_ids(Person, len(fresh_people)), strict=True):
        change.person = number
    new_rows = [change for change in changes if change.is_new_enrolment]
    for change, number in zip(new_rows, reserve_ids(Enrolment, len(new_rows)), strict=True):
        change.enrolment = number


def _guardians(
    changes: Sequence[Change], found: Found
) -> tuple[list[NewPerson], list[tuple[int, int, str, dt.date]], list[tuple[int, int, int]]]:
    """Grown-ups to be made, links from children to them, and which schools shall read those whom others keep."""
    wanted = [(change, row) for change in changes for row in change.new_guardians]
    numbers = iter(reserve_ids(Person, sum(known_adult(row, found) is None for _change, row in wanted)))
    people: list[NewPerson] = []
    links: list[tuple[int, int, str, dt.date]] = []
    reach: list[tuple[int, int, int]] = []
    for change, row in wanted:
        known = known_adult(row, found)
        if known is None:
            known = (next(numbers), change.row.school)
            values = guardian_values(row)
            people.append(NewPerson(known[0], known[1], [values[name] for name in COLUMNS]))
            if row.phone:
                found.adults[adult_key(row)] = known
        links.append((change.person, known[0], row.relation, change.begins or change.row.day))
        if known[1] != change.row.school:
            reach.append((change.person, known[0], change.row.school))
    return people, links, reach


def _change_people(changes: Sequence[Change], now: dt.datetime) -> None:
    change_people(
        COLUMNS, [(c.person, *(c.values[name] for name in COLUMNS)) for c in changes if c.changes_person], now
    )
    grown_ups: dict[int, dict[str, Any]] = {}
    for change in changes:
        for relative, changed in change.changed_guardians:
            grown_ups.setdefault(relative.person, {}).update(changed)
    if grown_ups:
        stored = {
            each["id"]: each for each in Person._base_manager.filter(pk__in=grown_ups).values("id", *COLUMNS)
        }
        merged = [
            (number, {**stored[number], **new}) for number, new in grown_ups.items() if number in stored
        ]
        change_people(COLUMNS, [(number, *(all_[name] for name in COLUMNS)) for number, all_ in merged], now)


def _store_enrolments(changes: Sequence[Change]) -> set[int]:
    """Correct, end and begin enrolments; answers the persons whose new enrolment met another one."""
    mended = [_enrolment_values(change) for change in changes if change.corrected or change.ended]
    if mended:
        stored = Enrolment._base_manager.filter(pk__in=[number for number, _new in mended])
        held = {each["id"]: each for each in stored.values("id", *ENROLMENT_COLUMNS)}
        rows = [(number, {**held[number], **new}) for number, new in mended if number in held]
        correct_enrolments(
            ENROLMENT_COLUMNS,
            [(number, *(all_[name] for name in ENROLMENT_COLUMNS)) for number, all_ in rows],
        )
    new = [change for change in changes if change.is_new_enrolment]
    stored_ids = store_enrolments([_new_enrolment(change) for change in new])
    return {change.person for change in new if change.enrolment not in stored_ids}


def _enrolment_values(change: Change) -> tuple[int, dict[str, Any]]:
    return change.enrolment, {
        **{name: pair[1] for name, pair in change.corrected.items()},
        **(change.ended or {}),
    }


def _new_enrolment(change: Change) -> NewEnrolment:
    row = change.row
    return NewEnrolment(
        change.enrolment,
        row.school,
        change.person,
        row.year,
        row.grade or 0,
        row.site,
        change.status,
        change.entry,
        row.register_number or "",
        change.begins or row.day,
        change.ends,
    )


def _tell(changes: Sequence[Change]) -> None:
    """One audit line a row, and what happened as news by the thousand."""
    record_many(
        "pupils.imported",
        Enrolment._meta.label,
        ((change.enrolment, change.row.school, change.person, _params(change)) for change in changes),
    )
    by_school: dict[tuple[int, int], list[int]] = {}
    for change in changes:
        if change.is_new_enrolment:
            by_school.setdefault((change.row.school, change.row.year), []).append(change.enrolment)
    if by_school:
        for (school, year), numbers in by_school.items():
            announce(PupilsEnrolled(school, year, numbers))
    moves = [
        (change.enrolment, change.person, change.old_class, change.row.school_class or 0)
        for change in changes
        if change.puts and change.old_class is not None
    ]
    if moves:
        announce(PupilsMoved(moves))


def _params(change: Change) -> dict[str, Any]:
    params: dict[str, Any] = {"row": change.row.number}
    if change.is_new_enrolment:
        params |= {"entry": change.entry, "grade": change.row.grade}
    if change.puts:
        params["class"] = change.row.school_class
    if change.before:
        params["fields"] = sorted(change.before)
    if change.corrected:
        params["corrected"] = change.corrected
    if change.ended:
        params["status"] = change.ended["status"]
    return params


def _outcome(change: Change, lost: set[int], found: Found) -> Outcome:
    if change.is_empty:
        return Outcome(Fate.UNCHANGED, change.warnings, record=change.enrolment)
    if change.person in lost:
        return rejected("pupils.just_taken", "full_name", "pupils.just_taken.again")
    if change.is_new_enrolment:
        return Outcome(
            Fate.CREATED, change.warnings, (Image(KIND, change.enrolment, None, _after(change, found)),)
        )
    before = _before(change, found)
    return Outcome(
        Fate.UPDATED, change.warnings, (Image(KIND, change.enrolment, before, _after(change, found)),)
    )


def _before(change: Change, found: Found) -> dict[str, Any]:
    """How the pupil was, as far as the row changed it: what undo writes back."""
    held = found.enrolments[change.person]
    names = [*change.corrected, *(("status", "valid_to") if change.ended else ())]
    return {
        "person": {name: _json(value) for name, value in change.before.items()},
        "cipher": _json(found.people[change.person]["identity_cipher"])
        if "identity_index" in change.before
        else None,
        "enrolment": {name: _json(held[name]) for name in names},
        "class": change.old_class,
        "guardians": {
            str(held_one.person): {
                "full_name": held_one.full_name,
                "birth_date": _json(held_one.birth),
                "occupation": held_one.occupation,
                "phone": held_one.phone,
            }
            for held_one, _changed in change.changed_guardians
        },
    }


def _after(change: Change, found: Found) -> dict[str, Any]:
    """What undo compares with: whoever changed one of these since is not overruled."""
    after: dict[str, Any] = {
        "person": {name: _json(change.values[name]) for name in change.before},
        "enrolment": {name: _json(value) for name, value in _enrolment_values(change)[1].items()},
        "class": change.row.school_class if change.puts else None,
        "pupil": change.person,
        "is_new": change.is_new_person,
    }
    if change.is_new_enrolment:
        earlier = found.before.get(change.person, [])
        after |= {
            "enrolment": {"status": change.status, "valid_to": _json(change.ends)},
            "completed": [
                each.enrolment for each in earlier if each.valid_to is None and each.year < change.row.year
            ],
        }
    return after


def _json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value
