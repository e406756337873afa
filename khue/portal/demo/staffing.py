"""Who works at an institution: its leaders and office, and as many teachers of each subject as its classes need."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import override

from khue.core.text import fold
from khue.foundation.organisations.choices import InternalKind, Stage
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.choices import Sex
from khue.portal.demo.days import LOADED_AT
from khue.portal.demo.naming import KINH, family_name, full_name
from khue.portal.demo.persons import Somebody, add_person, address, birthday
from khue.portal.demo.plan import ClassPlan, Institution
from khue.portal.demo.showcase import KnownStaff
from khue.portal.demo.world import Taught, World
from khue.sector.staff.choices import Position
from khue.sector.staff.selectors import ROLE_OF, position_label

WEEKS = 35
LOAD = 18.5
"""Lesson periods a week of a teacher, between the norms of lower and upper secondary schools."""
WOMEN = 0.72
GROUPS = {
    "toan": "Tổ Toán - Tin", "tin hoc": "Tổ Toán - Tin", "ngu van": "Tổ Ngữ văn", "ngoai ngu 1": "Tổ Ngoại ngữ",
    "tieng anh": "Tổ Ngoại ngữ", "khoa hoc tu nhien": "Tổ Khoa học tự nhiên", "vat li": "Tổ Khoa học tự nhiên",
    "hoa hoc": "Tổ Khoa học tự nhiên", "sinh hoc": "Tổ Khoa học tự nhiên", "cong nghe": "Tổ Khoa học tự nhiên",
    "lich su va dia li": "Tổ Khoa học xã hội", "lich su": "Tổ Khoa học xã hội", "dia li": "Tổ Khoa học xã hội",
    "giao duc cong dan": "Tổ Khoa học xã hội", "giao duc kinh te va phap luat": "Tổ Khoa học xã hội",
}  # fmt: skip
REST = "Tổ Nghệ thuật - Thể chất"
BY_HOMEROOM = ("hoat dong trai nghiem", "noi dung giao duc")
"""Subjects that homeroom teachers teach, by how their names begin."""
OFFICE = (
    Position.HEAD,
    Position.DEPUTY_HEAD,
    Position.REGISTRAR,
    Position.RECORDS_CLERK,
    Position.ACCOUNTANT,
    Position.NURSE,
)
SMALL_OFFICE = (Position.HEAD, Position.RECORDS_CLERK)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works there, with their account."""

    person: int
    account: int
    known: KnownStaff | None = None


@dataclass(slots=True)
class Staff:
    """Teachers by subject (None: homeroom teachers of primary schools and preschools), and the office by position."""

    teachers: dict[int | None, list[Worker]] = field(default_factory=lambda: defaultdict(list))
    office: dict[str, list[Worker]] = field(default_factory=lambda: defaultdict(list))

    @property
    def everyone(self) -> list[Worker]:
        """All teachers, each once."""
        found = {worker.person: worker for workers in self.teachers.values() for worker in workers}
        return list(found.values())


class Employer:
    """Makes the staff of one institution."""

    def __init__(
        self, world: World, institution: Institution, here: Organisation, dice: random.Random
    ) -> None:
        self.world = world
        self.institution = institution
        self.here = here
        self.dice = dice
        self.since = max(here.valid_from, dt.date(2016, 9, 1))
        self._units: dict[str, int] = {}
        self._led: set[int] = set()
        self._titles: dict[str, str] = {}

    def staff(self, classes: Sequence[ClassPlan], known: Sequence[KnownStaff]) -> Staff:
        """Everybody, for the classes of a year."""
        staff = Staff()
        waiting = list(known)
        small = self.institution.kind in {"childcare", "preschool"}
        for position in SMALL_OFFICE if small else OFFICE:
            staff.office[position].append(self._worker(position, None, _take(waiting, position)))
        for subject, count in self._needed(classes).items():
            for _ in range(count):
                person = _take(waiting, Position.TEACHER, subject.name if subject else "")
                worker = self._worker(Position.TEACHER, subject, person)
                staff.teachers[subject.subject if subject else None].append(worker)
        return staff

    def _needed(self, classes: Sequence[ClassPlan]) -> dict[Taught | None, int]:
        """How many teachers of each subject the classes need."""
        periods: dict[Taught, float] = defaultdict(float)
        homerooms = 0
        for each in classes:
            if each.stage in {Stage.PRESCHOOL, Stage.PRIMARY}:
                homerooms += 2 if each.stage == Stage.PRESCHOOL else 1
            for subject in specialists_of(self.world, each):
                periods[_first_of(periods, subject)] += subject.periods / WEEKS
        found: dict[Taught | None, int] = {
            subject: max(1, math.ceil(load / LOAD)) for subject, load in periods.items()
        }
        return {**found, None: homerooms} if homerooms else found

    def _worker(self, position: Position, subject: Taught | None, known: KnownStaff | None) -> Worker:
        dice, world = self.dice, self.world
        sex = known.sex if known else Sex.FEMALE if dice.random() < WOMEN else Sex.MALE
        born = known.born if known else dice.randint(1967, 2001)
        name = known.name if known else full_name(dice, family_name(dice, KINH, world.size.region), sex, born)
        commune = self.institution.commune
        person = add_person(
            world,
            self.here.pk,
            Somebody(
                name=name,
                sex=sex,
                birth=birthday(dice, born),
                commune=commune,
                address=address(dice, commune),
                phone=(known.phone if known else "") or world.numbers.phone(),
                occupation="Giáo viên" if position == Position.TEACHER else "Viên chức",
                sector=world.numbers.sector_identifier(),
                identity=world.numbers.identity_number(commune.province.code, sex, born),
            ),
        )
        account = world.tables.accounts.next_id()
        login = (known.login if known else "") or f"gv{person:06}"
        world.tables.accounts.add(account, world.uuids.next(), login, person, world.password, LOADED_AT)
        self._appoint(person, position, subject)
        return Worker(person, account, known)

    def _appoint(self, person: int, position: Position, subject: Taught | None) -> None:
        unit = self._unit(subject) if position == Position.TEACHER else None
        leads = unit is not None and unit not in self._led
        if leads and unit is not None:
            self._led.add(unit)
        tables, uuids = self.world.tables, self.world.uuids
        main = subject.subject if subject else None
        tables.posts.add(uuids.next(), self.here.pk, person, position, unit, leads, main, self.since)
        role = ROLE_OF.get(position)
        if role is not None:
            tables.memberships.add(
                uuids.next(), person, self.here.pk, role, self._title(position), self.since
            )

    def _title(self, position: Position) -> str:
        if position not in self._titles:
            with override("vi"):
                self._titles[position] = str(position_label(position, self.here))
        return self._titles[position]

    def _unit(self, subject: Taught | None) -> int:
        name = GROUPS.get(fold(subject.name), REST) if subject else "Tổ chủ nhiệm"
        if self.institution.kind in {"preschool", "childcare"}:
            name = "Tổ Mẫu giáo"
        if name not in self._units:
            self._units[name] = number = self.world.tables.units.next_id()
            kind = InternalKind.SUBJECT_GROUP
            self.world.tables.units.add(number, self.world.uuids.next(), self.here.pk, kind, name, self.since)
        return self._units[name]


def specialists_of(world: World, each: ClassPlan) -> list[Taught]:
    """The subjects of a class that a teacher of the subject teaches, not the homeroom teacher."""
    taught = subjects_of(world, each)
    if each.stage == Stage.PRIMARY:
        return [
            subject
            for subject in taught
            if fold(subject.name).startswith(("ngoai ngu", "tieng anh", "tin hoc", "giao duc the chat"))
        ]
    return [subject for subject in taught if not fold(subject.name).startswith(BY_HOMEROOM)]


def subjects_of(world: World, each: ClassPlan) -> list[Taught]:
    """What a class learns: everything compulsory, and in upper secondary grades four of the chosen subjects."""
    if each.stage == Stage.PRESCHOOL:
        return []
    taught = world.subjects.get(max(each.grades), ())
    fixed = [subject for subject in taught if subject.kind == "compulsory"]
    chosen = [subject for subject in taught if subject.kind == "elective"]
    if not chosen:
        return fixed
    turn = each.parts[0][1]
    order = sorted(range(len(chosen)), key=lambda place: (place - turn * 2) % len(chosen))
    return fixed + [chosen[place] for place in sorted(order[:4])]


def _first_of(periods: dict[Taught, float], subject: Taught) -> Taught:
    """The same subject of another grade has other lesson periods; teachers are counted by subject."""
    return next((each for each in periods if each.subject == subject.subject), subject)


def _take(waiting: list[KnownStaff], position: Position, subject: str = "") -> KnownStaff | None:
    for each in waiting:
        if each.position == position and fold(each.subject) == fold(subject):
            waiting.remove(each)
            return each
    return None
