"""A child while the province is made: what stays with it through both school years."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from khue.foundation.people.choices import Precision, Sex
from khue.foundation.people.formulas import sort_key
from khue.portal.demo.geography import Commune
from khue.portal.demo.marks import standing
from khue.portal.demo.naming import full_name
from khue.portal.demo.persons import (
    NO_NUMBER,
    NO_SECTOR,
    YEAR_ONLY,
    Household,
    Neighbourhood,
    Somebody,
    add_person,
    answer_for,
    birthday,
    reach,
)
from khue.portal.demo.showcase import KnownPupil, showcase
from khue.portal.demo.world import World
from khue.sector.pupils.choices import EnrolmentStatus, Entry


@dataclass(slots=True)
class Seat:
    """An enrolment to be: where, in which grade and class, from when. The end comes when it is known."""

    number: int
    school: int
    year: int
    grade: int
    index: int
    since: dt.date
    entry: str
    site: int | None = None
    until: dt.date | None = None
    status: str = EnrolmentStatus.STUDYING
    register: str = ""


@dataclass(slots=True)
class Pupil:
    """A child. `stands` is where it stands among all, `leans` what a subject is to it (by subject, as it comes up)."""

    number: int
    who: Somebody
    order: str
    home: Household
    stands: float
    seats: list[Seat] = field(default_factory=list)
    leans: dict[int, float] = field(default_factory=dict)
    known: KnownPupil | None = None

    @property
    def seat(self) -> Seat:
        """The latest one."""
        return self.seats[-1]


class Nursery:
    """Makes children, and remembers those of one commune until everything about them is known."""

    def __init__(self, world: World, commune: Commune, communes: dict[str, Commune]) -> None:
        self.world = world
        self.commune = commune
        self.communes = communes
        self.neighbours = Neighbourhood(world, commune)
        self.pupils: list[Pupil] = []

    def child(
        self,
        dice: random.Random,
        *,
        group: str,
        born: int,
        school: int,
        level: float,
        known: KnownPupil | None = None,
    ) -> Pupil:
        """A child born in a year, for a school."""
        home = self._home(dice, known, born, school) or self.neighbours.household(dice, group, born, school)
        number = self.world.tables.persons.next_id()
        who = self._written(known, dice) if known else self._drawn(dice, home, born)
        stands = standing(dice, level)
        if known and known.stands is not None:
            stands = known.stands
        made = Pupil(number, who, sort_key(who.name), home, stands, known=known)
        self.pupils.append(made)
        return made

    def finish(self) -> None:
        """Write everybody: the person under who keeps it now, all enrolments, guardians, and who may still read."""
        for pupil in self.pupils:
            self._write(pupil)
        self.pupils = []

    def _write(self, pupil: Pupil) -> None:
        tables, uuids = self.world.tables, self.world.uuids
        last = pupil.seat
        add_person(self.world, last.school, pupil.who, pupil.number)
        answer_for(self.world, pupil.home, pupil.number, pupil.seats[0].school, pupil.seats[0].since)
        for seat in pupil.seats:
            tables.enrolments.add(
                seat.number, uuids.next(), seat.school, pupil.number, seat.year, seat.grade, seat.site, seat.status,
                seat.entry, "", seat.register, seat.since, seat.until,
            )  # fmt: skip
        if pupil.seats[0].school != last.school:
            tables.reaches.add(pupil.number, pupil.seats[0].school, last.since)
            reach(self.world, pupil.home, last.school, last.since)
        if pupil.known and pupil.known.login:
            self.world.known[pupil.known.login] = (pupil.number, last.school)

    def _drawn(self, dice: random.Random, home: Household, born: int) -> Somebody:
        sex = Sex.MALE if dice.random() < 0.521 else Sex.FEMALE  # noqa: PLR2004 -- of a hundred births here some 52 are boys
        birth = birthday(dice, born)
        numbers = self.world.numbers
        chance = dice.random()
        return Somebody(
            name=full_name(dice, home.family, sex, born, home.group),
            sex=sex,
            birth=birth,
            precision=Precision.YEAR if chance < YEAR_ONLY else Precision.DAY,
            commune=home.commune,
            address=home.address,
            group=home.group,
            sector=None if dice.random() < NO_SECTOR else numbers.sector_identifier(),
            identity=None
            if chance < NO_NUMBER
            else numbers.identity_number(home.commune.province.code, sex, born),
        )

    def _written(self, known: KnownPupil, dice: random.Random) -> Somebody:
        numbers = self.world.numbers
        commune = self.communes.get(known.residence, self.commune)
        number = numbers.identity_number(commune.province.code, known.sex, known.birth.year)
        return Somebody(
            name=known.name,
            sex=known.sex,
            birth=known.birth,
            precision=known.precision,
            commune=commune,
            address=f"Tổ dân phố {dice.randint(1, 12)}" if commune.is_ward else f"Thôn {dice.randint(1, 12)}",
            group=known.group,
            sector=known.sector or numbers.sector_identifier(),
            identity=number if known.identity else None,
            birthplace=known.birthplace,
        )

    def _home(
        self, dice: random.Random, known: KnownPupil | None, born: int, school: int
    ) -> Household | None:
        """The household that is written down for a known child."""
        if known is None or not known.household:
            return None
        found = self.world.households.get(known.household)
        if found is None:
            commune = self.communes.get(known.residence, self.commune)
            address = f"Tổ dân phố {dice.randint(1, 12)}"
            found = Household(known.name.split()[0], known.group, commune, address, school)
            self.world.households[known.household] = found
            for each in showcase().households[known.household]:
                who = Somebody(
                    name=each.name, sex=each.sex, birth=birthday(dice, each.born), commune=commune, address=address,
                    group=known.group, phone=each.phone, occupation=each.occupation,
                )  # fmt: skip
                number = add_person(self.world, school, who)
                found.guardians.append((number, each.relation))
                if each.login:
                    self.world.known[each.login] = (number, school)
        found.births.append(born)
        return found


def entry_of(grade: int, lowest: int) -> str:
    """How an enrolment of the first known year began."""
    return Entry.NEW if grade == lowest else Entry.PROMOTED
