"""The classes of an institution in a school year: their lists, their teachers, their books."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khue.foundation.organisations.choices import Stage
from khue.portal.demo.books import ClassBooks
from khue.portal.demo.days import first_day
from khue.portal.demo.plan import ClassPlan, Institution
from khue.portal.demo.pupils import Pupil
from khue.portal.demo.sizes import CLOSED
from khue.portal.demo.staffing import Staff, Worker, specialists_of, subjects_of
from khue.portal.demo.world import Taught, World
from khue.sector.classes.choices import ClassKind
from khue.sector.pupils.choices import EnrolmentStatus


@dataclass
class Classrooms:
    """Opens the classes of a year and fills them."""

    world: World
    institution: Institution
    school: int
    staff: Staff
    sites: Sequence[int]
    dice: random.Random
    _free: list[Worker] = field(default_factory=list)

    def open(
        self, year: int, plans: Sequence[ClassPlan], pupils: Mapping[tuple[int, int], list[Pupil]]
    ) -> dict[int, bool]:
        """All classes of a year; returns who goes on to the next grade, where marks decide it."""
        self._free = self.staff.everyone
        decided: dict[int, bool] = {}
        for turn, plan in enumerate(plans):
            members = [pupil for part in plan.parts for pupil in pupils.get(part, ())]
            decided |= self._open(year, plan, turn / len(plans), members)
        return decided

    def _open(self, year: int, plan: ClassPlan, turn: float, members: Sequence[Pupil]) -> dict[int, bool]:
        number = self._class(year, plan)
        self._list(year, number, plan, members)
        taught = subjects_of(self.world, plan)
        teachers = self._teachers(plan, taught, turn)
        homerooms = self._homerooms(plan, teachers, year)
        self._assign(year, number, taught, teachers, homerooms)
        if not self.institution.has_marks(max(plan.grades)) or not taught:
            return {}
        studying = [pupil for pupil in members if _stays(pupil, year)]
        books = ClassBooks(self.world, self.school, number, year, max(plan.grades), studying, self.dice)
        at_book = {subject.subject: teachers.get(subject.subject, homerooms[0]) for subject in taught}
        books.fill(taught, at_book, homerooms[0])
        return books.decisions(homerooms[0]) if year == CLOSED else {}

    def _class(self, year: int, plan: ClassPlan) -> int:
        number = self.world.tables.classes.next_id()
        kind = ClassKind.MULTIGRADE if len(plan.grades) > 1 else ClassKind.SINGLE
        code = f"{self.institution.code}{number % 1_000_000:06}"
        site = self.sites[plan.site] if plan.site < len(self.sites) else None
        self.world.tables.classes.add(
            number,
            self.world.uuids.next(),
            self.school,
            year,
            plan.name,
            code,
            kind,
            plan.stage,
            plan.grades,
            site,
        )
        return number

    def _list(self, year: int, number: int, plan: ClassPlan, members: Sequence[Pupil]) -> None:
        """Fixed numbers in the order of names; who came later stands at the end, who left keeps the number."""
        start = first_day(year)
        seats = {pupil.number: next(seat for seat in pupil.seats if seat.year == year) for pupil in members}
        ordered = sorted(
            members, key=lambda pupil: (seats[pupil.number].since > start, pupil.order, pupil.number)
        )
        for place, pupil in enumerate(ordered, 1):
            seat = seats[pupil.number]
            seat.site = self.sites[plan.site] if len(self.sites) > 1 and plan.site < len(self.sites) else None
            until = seat.until if _left(seat.status) else None
            self.world.tables.placements.add(
                self.school, number, seat.number, pupil.number, place, seat.since, until
            )

    def _teachers(self, plan: ClassPlan, taught: Sequence[Taught], turn: float) -> dict[int, Worker]:
        """Who teaches what: teachers of a subject share the classes in their order; known people keep their class."""
        own = {subject.subject for subject in specialists_of(self.world, plan)}
        found: dict[int, Worker] = {}
        for subject in taught:
            workers = self.staff.teachers.get(subject.subject, [])
            if subject.subject in own and workers:
                known = [each for each in workers if each.known and each.known.homeroom == plan.name]
                found[subject.subject] = known[0] if known else workers[int(turn * len(workers))]
        return found

    def _homerooms(self, plan: ClassPlan, teachers: Mapping[int, Worker], year: int) -> list[Worker]:
        """One homeroom teacher, two equals in a preschool; in secondary schools somebody who teaches the class."""
        if plan.stage in {Stage.PRESCHOOL, Stage.PRIMARY}:
            pool = self.staff.teachers[None] or self.staff.everyone
            count = 2 if plan.stage == Stage.PRESCHOOL and len(pool) > 1 else 1
            start = plan.parts[0][1] + plan.grades[0] * 7 + year
            return (
                [pool[(start + place) % len(pool)] for place in range(count)]
                if plan.site
                else self._next_free(pool, count)
            )
        known = [each for each in self.staff.everyone if each.known and each.known.homeroom == plan.name]
        candidates = known or [
            each
            for each in teachers.values()
            if each in self._free and not (each.known and each.known.homeroom)
        ]
        chosen = candidates[0] if candidates else self._next_free(self.staff.everyone, 1)[0]
        if chosen in self._free:
            self._free.remove(chosen)
        return [chosen]

    def _next_free(self, pool: Sequence[Worker], count: int) -> list[Worker]:
        chosen = [each for each in pool if each in self._free][:count]
        for each in chosen:
            self._free.remove(each)
        return chosen or list(pool[:count])

    def _assign(
        self,
        year: int,
        number: int,
        taught: Sequence[Taught],
        teachers: Mapping[int, Worker],
        homerooms: Sequence[Worker],
    ) -> None:
        tables, start = self.world.tables, first_day(year)
        for each in homerooms:
            tables.homerooms.add(self.school, number, each.person, start)
        for subject in taught:
            teacher = teachers.get(subject.subject, homerooms[0])
            tables.class_subjects.add(self.school, number, subject.subject, subject.periods)
            tables.assignments.add(self.school, number, subject.subject, teacher.person, start)


def _left(status: str) -> bool:
    return status in {EnrolmentStatus.MOVED, EnrolmentStatus.DROPPED}


def _stays(pupil: Pupil, year: int) -> bool:
    return not any(_left(seat.status) for seat in pupil.seats if seat.year == year)
