"""Persons and households: who is born when and where, who answers for whom, and how to reach them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from khue.foundation.people.choices import Precision, Relation, Sex
from khue.foundation.people.services.facts import first_day, identity_columns, name_columns
from khue.portal.demo.chance import Weighted
from khue.portal.demo.days import LOADED_AT
from khue.portal.demo.geography import Commune
from khue.portal.demo.naming import KINH, family_name, full_name
from khue.portal.demo.world import World

SIBLING = 0.22
"""How often a child is the brother or sister of one who is there already."""
RECENT = 400
JOBS = Weighted(
    {
        "Công nhân": 30, "Nông dân": 26, "Lao động tự do": 14, "Buôn bán": 12, "Nhân viên văn phòng": 7, "Lái xe": 4,
        "Giáo viên": 3, "Viên chức": 3, "Thợ xây": 5, "Thợ may": 4, "Kỹ sư": 2, "Bác sĩ": 1, "Bộ đội": 1,
    }
)  # fmt: skip
NO_NUMBER, YEAR_ONLY, NO_SECTOR = 0.02, 0.0015, 0.004


@dataclass(slots=True)
class Household:
    """Who lives together: the children's family name and people, the grown-ups, in which years children were born."""

    family: str
    group: str
    commune: Commune
    address: str
    school: int
    guardians: list[tuple[int, str]] = field(default_factory=list)
    births: list[int] = field(default_factory=list)
    schools: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Somebody:
    """What is known of a person who is about to be stored."""

    name: str
    sex: int
    birth: dt.date
    commune: Commune
    address: str
    group: str = KINH
    precision: str = Precision.DAY
    phone: str = ""
    email: str = ""
    occupation: str = ""
    sector: str | None = None
    identity: str | None = None
    birthplace: str = ""


def add_person(world: World, keeper: int, who: Somebody, number: int | None = None) -> int:
    """Store a person; returns the id."""
    table = world.tables.persons
    number = number or table.next_id()
    names = name_columns(who.name)
    birth = first_day(who.birth, who.precision)
    identity = identity_columns(who.identity, who.sex, birth)
    home = f"{who.address}, {who.commune.place.lowered}, {_province(who.commune)}"
    table.add(
        number, world.uuids.next(), keeper, names["full_name"], names["family_name"], names["given_name"],
        names["folded"], names["sort_key"], who.sex, birth, who.precision, who.birthplace or birthplace(who.commune),
        _hometown(who.commune), home, home, who.commune.place.unit, who.group, who.phone, who.email, who.occupation,
        who.sector, identity["identity_cipher"], identity["identity_index"], identity["identity_doubts"],
        LOADED_AT, LOADED_AT,
    )  # fmt: skip
    return number


def birthplace(commune: Commune) -> str:
    """As a birth certificate from before the reform has it."""
    return f"{commune.before.full}, {commune.district.lowered}, {_of(commune.province.full)}"


def _hometown(commune: Commune) -> str:
    return f"{commune.place.full}, {commune.province_today.name}"


def _province(commune: Commune) -> str:
    return _of(commune.province_today.full)


def _of(name: str) -> str:
    return name[:1].lower() + name[1:]


def birthday(dice: random.Random, year: int) -> dt.date:
    """A day of a year."""
    return dt.date(year, 1, 1) + dt.timedelta(days=dice.randrange(365))


class Neighbourhood:
    """The households of a commune; brothers and sisters share one."""

    def __init__(self, world: World, commune: Commune) -> None:
        self.world = world
        self.commune = commune
        self._recent: list[Household] = []

    def household(self, dice: random.Random, group: str, born: int, school: int) -> Household:
        """A household for a child: now and then one that has children of other years already."""
        if self._recent and dice.random() < SIBLING:
            for _ in range(4):
                found = self._recent[dice.randrange(len(self._recent))]
                if found.group == group and len(found.births) < 3 and _fits(found.births, born):  # noqa: PLR2004 -- children
                    found.births.append(born)
                    return found
        made = self._made(dice, group, born, school)
        if len(self._recent) < RECENT:
            self._recent.append(made)
        else:
            self._recent[dice.randrange(RECENT)] = made
        return made

    def settle(self, household: Household) -> None:
        """Put a household that is written down among those that may get more children."""
        self._recent.append(household)

    def _made(self, dice: random.Random, group: str, born: int, school: int) -> Household:
        region = self.world.size.region
        family = family_name(dice, group, region)
        made = Household(family, group, self.commune, address(dice, self.commune), school, births=[born])
        kind = dice.random()
        if kind < 0.93:  # noqa: PLR2004 -- how families are: with a mother, with a father, with neither
            mother = family_name(dice, group, region) if dice.random() > 0.1 else family  # noqa: PLR2004 -- as above
            self._grown_up(dice, made, mother, Relation.MOTHER, born)
        if kind < 0.88 or 0.93 <= kind < 0.96:  # noqa: PLR2004 -- as above
            self._grown_up(dice, made, family, Relation.FATHER, born)
        if 0.96 <= kind < 0.995:  # noqa: PLR2004 -- as above: grandparents, uncles, aunts
            self._grown_up(dice, made, family, Relation.GUARDIAN, born - 26)
        return made

    def _grown_up(
        self, dice: random.Random, home: Household, family: str, relation: Relation, born: int
    ) -> None:
        sex = {Relation.FATHER: Sex.MALE, Relation.MOTHER: Sex.FEMALE}.get(relation, Sex(dice.randint(1, 2)))
        year = min(born - 18, born - int(dice.gauss(30 if sex == Sex.MALE else 27.5, 4.5)))
        number = add_person(
            self.world,
            home.school,
            Somebody(
                name=full_name(dice, family, sex, year, home.group),
                sex=sex,
                birth=dt.date(year, 1, 1),
                precision=Precision.YEAR,
                commune=home.commune,
                address=home.address,
                group=home.group,
                phone=self.world.numbers.phone(),
                occupation=JOBS.draw(dice),
            ),
        )
        home.guardians.append((number, relation))


def _fits(births: list[int], born: int) -> bool:
    return all(2 <= abs(born - each) <= 9 for each in births)  # noqa: PLR2004 -- years between brothers and sisters


def address(dice: random.Random, commune: Commune) -> str:
    """The smallest part of an address."""
    return f"Tổ dân phố {dice.randint(1, 24)}" if commune.is_ward else f"Thôn {dice.randint(1, 14)}"


def answer_for(world: World, home: Household, child: int, school: int, since: dt.date) -> None:
    """The grown-ups of a household answer for a child, and the child's school may read them."""
    for place, (number, relation) in enumerate(home.guardians):
        world.tables.guardianships.add(world.uuids.next(), child, number, relation, place == 0, since)
    reach(world, home, school, since)


def reach(world: World, home: Household, school: int, since: dt.date) -> None:
    """Let a school that does not keep the grown-ups read them."""
    if school != home.school and school not in home.schools:
        home.schools.add(school)
        for number, _ in home.guardians:
            world.tables.reaches.add(number, school, since)
