"""The standing people of every access test, in a province just large enough to have neighbours.

    Department ─┬─ commune An ─── school A (classes 8A1, 8A2)     own parent, another parent, own teacher, head
                └─ commune Bình ─ school B (class 8A1)            teacher of another school; officer of another commune

Everything that access tests guess at lies in school A. Rows are made plainly, without services: a service with a hole
must not hide it from the test.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.core.text import fold
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.calendar.models import Holiday, SchoolYear, Term
from khue.foundation.curriculum.models import Grade, Subject
from khue.foundation.organisations.models import InternalUnit, Organisation, Site
from khue.foundation.people.models import Guardianship, Person
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.pupils.models import Enrolment
from khue.sector.staff.models import Post

DAY = dt.date(2025, 9, 5)
YEAR = 2025
STAGE = "lower_secondary"


@dataclass
class World:
    """What the tests ask for by name. `people` are accounts by the name of their standing."""

    department: Organisation
    communes: list[Organisation]
    schools: list[Organisation]
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    pupils: dict[str, Person] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    subject: Subject = field(default_factory=Subject)
    holiday: Holiday = field(default_factory=Holiday)
    site: Site = field(default_factory=Site)
    group: InternalUnit = field(default_factory=InternalUnit)
    guardianship: Guardianship = field(default_factory=Guardianship)


def build_world() -> World:
    """Make the world; needs a database, opens its own scope."""
    with open_scope(system("test world")):
        world = _organisations()
        _curriculum(world)
        for letter, school in zip("AB", world.schools, strict=True):
            _classes(world, letter, school)
        _people(world)
    return world


def organisation(name: str, kind: str, path: str, **more: object) -> Organisation:
    """One organisation at a place in the tree."""
    return Organisation.objects.create(
        name=name, short_name=name, folded=fold(name), kind=kind, path=path, valid_from=DAY, **more
    )


def person(name: str, keeper: Organisation, **more: object) -> Person:
    """One person kept by an organisation."""
    family, *_middle, given = [*name.split(), ""][:-1] if " " in name else ("", name)
    now = clock.now()
    row: Person = Person.objects.create(
        full_name=name,
        family_name=family,
        given_name=given,
        folded=fold(name),
        sort_key=fold(f"{given} {name}"),
        keeper=keeper,
        created_at=now,
        changed_at=now,
        **more,
    )
    return row


def account(world: World, standing: str, who: Person, at: Organisation, role: str) -> Account:
    """An account in one hat, known by its standing."""
    Membership.objects.create(person=who, organisation=at, role=role, valid_from=DAY)
    made = Account(username=standing.replace(" ", "-"), person=who, created_at=clock.now())
    made.set_unusable_password()
    made.save()
    world.people[standing] = made
    return made


def _organisations() -> World:
    department = organisation("Sở GDĐT", "department", "0001.")
    communes = [
        organisation("Xã An", "commune", "0001.0002."),
        organisation("Xã Bình", "commune", "0001.0003."),
    ]
    schools = [
        organisation("THCS A", "school", "0001.0002.0004.", stages=[STAGE]),
        organisation("THCS B", "school", "0001.0003.0005.", stages=[STAGE]),
    ]
    return World(department, communes, schools)


def _curriculum(world: World) -> None:
    SchoolYear.objects.get_or_create(number=YEAR, defaults={"starts": DAY, "ends": dt.date(2026, 5, 31)})
    for number, starts, ends in (
        (1, DAY, dt.date(2026, 1, 16)),
        (2, dt.date(2026, 1, 19), dt.date(2026, 5, 29)),
    ):
        Term.objects.create(
            organisation=world.department, year_id=YEAR, number=number, starts=starts, ends=ends
        )
    Grade.objects.get_or_create(number=8, defaults={"name": "Lớp 8", "stage": STAGE})
    world.subject, _new = Subject.objects.get_or_create(
        code="TOAN",
        defaults={"name": "Toán", "short_name": "Toán", "assessed": "score", "valid_from": DAY},
    )
    school = world.schools[0]
    world.holiday = Holiday.objects.create(organisation=school, name="Hội trường A", starts=DAY, ends=DAY)
    world.site = Site.objects.create(organisation=school, name="Điểm chính A", is_main=True, valid_from=DAY)
    world.group = InternalUnit.objects.create(
        organisation=school, name="Tổ Toán A", kind="subject_group", valid_from=DAY
    )


def _classes(world: World, letter: str, school: Organisation) -> None:
    for name in ("8A1", "8A2") if letter == "A" else ("8A1",):
        made = SchoolClass.objects.create(
            organisation=school, year_id=YEAR, name=name, stage=STAGE, grades=[8]
        )
        world.classes[f"{letter} {name}"] = made
        ClassSubject.objects.create(
            organisation=school, school_class=made, subject=world.subject, periods=140
        )
        for number in (1, 2):
            key = f"{letter} {name} {number}"
            pupil = person(
                f"Nguyễn Kín {letter}{name}{number}", school, sex=2, birth_date=dt.date(2012, 5, number)
            )
            enrolment = Enrolment.objects.create(
                organisation=school, person=pupil, year_id=YEAR, grade_id=8, valid_from=DAY
            )
            ClassPlacement.objects.create(
                organisation=school,
                school_class=made,
                enrolment=enrolment,
                person=pupil,
                list_number=number,
                valid_from=DAY,
            )
            world.pupils[key], world.enrolments[key] = pupil, enrolment


def _people(world: World) -> None:
    school_a, school_b = world.schools
    staff = {
        "own teacher": ("Trần Thị Dạy", school_a, "teacher"),
        "head": ("Lê Văn Trưởng", school_a, "head"),
        "registrar": ("Đỗ Thị Vụ", school_a, "registrar"),
        "records clerk": ("Vũ Thị Thư", school_a, "records_clerk"),
        "teacher of another school": ("Phạm Thị Khác", school_b, "teacher"),
        "head of another school": ("Hà Văn Khác", school_b, "head"),
    }
    for standing, (name, school, role) in staff.items():
        who = person(name, school)
        world.posts[standing] = Post.objects.create(
            organisation=school, person=who, position=role, valid_from=DAY
        )
        account(world, standing, who, school, role)
    teacher = world.people["own teacher"].person
    mine = world.classes["A 8A1"]
    HomeroomAssignment.objects.create(
        organisation=school_a, school_class=mine, person=teacher, valid_from=DAY
    )
    TeachingAssignment.objects.create(
        organisation=school_a, school_class=mine, subject=world.subject, person=teacher, valid_from=DAY
    )
    _families(world, school_a)
    account(
        world, "own officer", person("Cán Bộ An", world.communes[0]), world.communes[0], "commune_officer"
    )
    officer = person("Cán Bộ Bình", world.communes[1])
    account(world, "officer of another commune", officer, world.communes[1], "commune_officer")
    account(world, "director", person("Giám Đốc", world.department), world.department, "director")


def _families(world: World, school: Organisation) -> None:
    child, other = world.pupils["A 8A1 1"], world.pupils["A 8A1 2"]
    for standing, pupil in (("own parent", child), ("another parent", other)):
        guardian = person(f"Phụ Huynh {pupil.given_name}", school)
        bond = Guardianship.objects.create(child=pupil, guardian=guardian, relation="mother", valid_from=DAY)
        if pupil is child:
            world.guardianship = bond
        account(world, standing, guardian, school, "parent")
    account(world, "own pupil", child, school, "pupil")
