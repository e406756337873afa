"""The roll of an institution through both school years: who sits in which class, who moves up, who comes and goes.

A year goes over into the next as its marks decide. Places that stay empty are filled from the schools of the commune,
then from elsewhere, until each grade has exactly the pupils it shall have.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khue.portal.demo.days import first_day
from khue.portal.demo.plan import Institution, class_count, pupil_count
from khue.portal.demo.planning import draw_group
from khue.portal.demo.pupils import Nursery, Pupil, Seat, entry_of
from khue.portal.demo.showcase import KnownPupil
from khue.portal.demo.sizes import CLOSED, RUNNING
from khue.portal.demo.world import World
from khue.sector.pupils.choices import EnrolmentStatus, Entry

LEFT, LEAVING, ARRIVALS = 0.004, 0.003, 0.012
GRADUATED = dt.date(2026, 6, 1)
Pool = dict[int, list[Pupil]]
"""Children of a commune by the grade they have finished, waiting for a school with the next one."""


@dataclass
class Roll:
    """Makes and moves the pupils of one institution. `seated` are those of each year, leavers too."""

    world: World
    institution: Institution
    school: int
    nursery: Nursery
    known: Sequence[KnownPupil]
    dice: random.Random
    seated: dict[int, list[Pupil]] = field(default_factory=lambda: {CLOSED: [], RUNNING: []})
    _register: int = 0
    _filled: dict[tuple[int, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def __post_init__(self) -> None:
        self.groups = draw_group(self.institution)
        self.lowest = min(self.institution.grades)

    def open_first(self) -> None:
        """Seat the closed year."""
        for grade in sorted(self.institution.grades):
            known = [each for each in self.known if each.since is None and each.grade - 1 == grade]
            for place in range(self._first_count(grade)):
                pupil = self._child(grade, CLOSED, known[place] if place < len(known) else None)
                self._seat(pupil, CLOSED, grade, entry_of(grade, self.lowest))

    def open_second(self, goes_on: dict[int, bool], pool: Pool) -> None:
        """Move everybody up (or not), fill the running year, and say who has left."""
        coming = self._move_up(goes_on, pool)
        for grade in sorted(self.institution.grades):
            wanted = self.institution.grades[grade][0]
            here = coming[grade]
            for pupil in here[wanted:]:
                _graduate(pupil)
            for pupil in here[:wanted]:
                was = pupil.seat
                pupil.seat.until, pupil.seat.status = first_day(RUNNING), EnrolmentStatus.COMPLETED
                self._seat(pupil, RUNNING, grade, Entry.PROMOTED if grade > was.grade else Entry.REPEATED)
            self._fill(grade, wanted - len(here[:wanted]), pool)
            self._leavers(grade, round(wanted * LEFT))

    def _first_count(self, grade: int) -> int:
        """A few less than will be there a year later, so that somebody can come."""
        count = pupil_count(self.institution, grade, CLOSED)
        if grade + 1 not in self.institution.grades:
            return count
        coming = sum(1 for each in self.known if each.since is not None and each.grade == grade + 1)
        return count - max(round(count * ARRIVALS), coming)

    def _move_up(self, goes_on: dict[int, bool], pool: Pool) -> dict[int, list[Pupil]]:
        coming: dict[int, list[Pupil]] = defaultdict(list)
        for pupil in self.seated[CLOSED]:
            grade = pupil.seat.grade
            above = grade + 1 if goes_on.get(pupil.number, True) else grade
            if above in self.institution.grades:
                coming[above].append(pupil)
            else:
                pool.setdefault(grade, []).append(pupil)
        return coming

    def _fill(self, grade: int, count: int, pool: Pool) -> None:
        known = [each for each in self.known if each.since is not None and each.grade == grade]
        for each in known[: max(count, 0)]:
            pupil = self._child(grade, RUNNING, each)
            self._seat(
                pupil,
                RUNNING,
                grade,
                Entry.TRANSFERRED,
                since=max(each.since or first_day(RUNNING), first_day(RUNNING)),
            )
        waiting = [] if grade - 1 in self.institution.grades else pool.get(grade - 1, [])
        for _ in range(count - len(known)):
            if waiting:
                pupil = waiting.pop()
                pupil.seat.until, pupil.seat.status = first_day(RUNNING), EnrolmentStatus.COMPLETED
                self._seat(pupil, RUNNING, grade, Entry.NEW)
            else:
                self._seat(
                    self._child(grade, RUNNING, None),
                    RUNNING,
                    grade,
                    Entry.NEW if grade == self.lowest else Entry.TRANSFERRED,
                )

    def _leavers(self, grade: int, count: int) -> None:
        """Some left in the autumn and stand struck through in their class; some are about to leave."""
        for _ in range(count):
            pupil = self._child(grade, RUNNING, None)
            seat = self._seat(pupil, RUNNING, grade, Entry.TRANSFERRED)
            seat.until = first_day(RUNNING) + dt.timedelta(days=self.dice.randint(20, 70))
            seat.status = EnrolmentStatus.MOVED if self.dice.random() < 0.8 else EnrolmentStatus.DROPPED  # noqa: PLR2004 -- most move

    def _child(self, grade: int, year: int, known: KnownPupil | None) -> Pupil:
        born = known.birth.year if known else year - 5 - grade - (1 if self.dice.random() < 0.012 else 0)  # noqa: PLR2004 -- few are a year late
        group = known.group if known else self.groups.draw(self.dice)
        level = self.institution.level
        return self.nursery.child(
            self.dice, group=group, born=born, school=self.school, level=level, known=known
        )

    def _seat(self, pupil: Pupil, year: int, grade: int, entry: str, since: dt.date | None = None) -> Seat:
        number = self.world.tables.enrolments.next_id()
        count = class_count(self.institution, grade, year)
        seat = Seat(
            number,
            self.school,
            year,
            grade,
            self._index(pupil, year, grade, count),
            since or first_day(year),
            entry,
        )
        if pupil.seats and pupil.seat.school == self.school:
            seat.register = pupil.seat.register
        else:
            self._register += 1
            seat.register = f"{self._register:04}/{year}"
        if year == RUNNING and (pupil.known.leaving if pupil.known else self.dice.random() < LEAVING):
            seat.status = EnrolmentStatus.LEAVING
        pupil.seats.append(seat)
        self.seated[year].append(pupil)
        return seat

    def _index(self, pupil: Pupil, year: int, grade: int, count: int) -> int:
        """The class in the grade: the one that is written down, last year's while it has room, or the emptiest."""
        filled = self._filled[year, grade]
        full = -(-pupil_count(self.institution, grade, year) // count) + 1
        index = min(range(count), key=lambda each: filled[each])
        if pupil.known:
            index = min(pupil.known.index, count - 1)
        elif pupil.seats and pupil.seat.school == self.school and pupil.seat.index < count:
            index = pupil.seat.index if filled[pupil.seat.index] < full else index
        filled[index] += 1
        return index


def graduate(pool: Pool) -> None:
    """Let those go who wait in vain for a school of the commune."""
    for waiting in pool.values():
        for pupil in waiting:
            _graduate(pupil)
    pool.clear()


def _graduate(pupil: Pupil) -> None:
    pupil.seat.until, pupil.seat.status = GRADUATED, EnrolmentStatus.COMPLETED


def by_class(pupils: Iterable[Pupil], year: int) -> dict[tuple[int, int], list[Pupil]]:
    """The pupils of a year by grade and class index."""
    found: dict[tuple[int, int], list[Pupil]] = defaultdict(list)
    for pupil in pupils:
        seat = next(each for each in pupil.seats if each.year == year)
        found[seat.grade, seat.index].append(pupil)
    return found
