"""A small school for the gradebook's tests: two classes, eight subjects, their teachers, and the hats of everyone."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from khue.core import clock
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.models import Grade, Subject
from khue.foundation.organisations.choices import OrganisationKind, Stage
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.formulas import fold_name, sort_key
from khue.foundation.people.models import Person, PersonReach
from khue.school.gradebook.models import EntryWindow
from khue.school.gradebook.selectors.books import Book, book_of, conduct_book_of
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.pupils.models import Enrolment

YEAR = 2025
FIRST_DAY = dt.date(2025, 9, 5)
NOON = dt.datetime(2025, 12, 15, 5, 0, tzinfo=dt.UTC)
SUBJECTS = (
    ("toan", "Toán", Assessed.SCORE, 140),
    ("van", "Ngữ văn", Assessed.SCORE, 140),
    ("lsdl", "Lịch sử và Địa lí", Assessed.SCORE, 105),
    ("tin", "Tin học", Assessed.SCORE, 35),
    ("anh", "Tiếng Anh", Assessed.SCORE, 105),
    ("khtn", "Khoa học tự nhiên", Assessed.SCORE, 140),
    ("gdcd", "Giáo dục công dân", Assessed.SCORE, 35),
    ("gdtc", "Giáo dục thể chất", Assessed.COMMENT, 70),
)
_numbers = itertools.count(1)


def make_organisation(name: str, path: str, kind: OrganisationKind = OrganisationKind.SCHOOL) -> Organisation:
    return Organisation.objects.create(
        kind=kind, name=name, short_name=name, folded=name.lower(), path=path, valid_from=dt.date(2000, 1, 1)
    )


def make_person(keeper: Organisation, name: str) -> Person:
    person: Person = Person.objects.create(
        keeper=keeper,
        full_name=name,
        given_name=name.rsplit(maxsplit=1)[-1],
        folded=fold_name(name),
        sort_key=sort_key(name),
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    PersonReach.objects.create(person=person, organisation=keeper, since=FIRST_DAY)
    return person


def make_account(person: Person | None) -> Account:
    return Account.objects.create(
        username=f"user{next(_numbers)}", person=person, password="!", created_at=clock.now()
    )


def open_year(year: int = YEAR) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(%s::smallint)", [year])
    SchoolYear.objects.get_or_create(
        number=year, defaults={"starts": dt.date(year, 9, 5), "ends": dt.date(year + 1, 5, 31)}
    )


@dataclass
class People:
    """A person with their account, and the hat they wear at the school."""

    person: Person
    account: Account

    def hat(self, role: str, school: Organisation, *classes: SchoolClass) -> Scope:
        scope = Scope(
            reach=Reach.SOME,
            roots=(school.path,),
            persons=(self.person.pk,),
            account=self.account.pk,
            person=self.person.pk,
            organisation=school.pk,
            role=role,
        )
        return scope.narrowed(**{"class": frozenset(each.pk for each in classes)}) if classes else scope

    def family_hat(self, role: str, *children: Person) -> Scope:
        persons = tuple(child.pk for child in children) or (self.person.pk,)
        return Scope(
            reach=Reach.SOME, persons=persons, account=self.account.pk, person=self.person.pk, role=role
        )


def make_people(school: Organisation, name: str) -> People:
    person = make_person(school, name)
    return People(person, make_account(person))


def make_class(school: Organisation, name: str, grade: int = 8) -> SchoolClass:
    Grade.objects.get_or_create(number=grade, defaults={"name": f"Lớp {grade}", "stage": "lower_secondary"})
    made: SchoolClass = SchoolClass.objects.create(
        organisation=school, year_id=YEAR, name=name, stage=Stage.LOWER_SECONDARY, grades=[grade]
    )
    return made


def place(school_class: SchoolClass, person: Person, number: int, *, left: dt.date | None = None) -> None:
    enrolment = Enrolment.objects.create(
        organisation=school_class.organisation,
        person=person,
        year_id=YEAR,
        grade_id=school_class.grades[0],
        valid_from=FIRST_DAY,
        valid_to=left,
    )
    ClassPlacement.objects.create(
        organisation=school_class.organisation,
        school_class=school_class,
        enrolment=enrolment,
        person=person,
        list_number=number,
        valid_from=FIRST_DAY,
        valid_to=left,
    )


@dataclass
class School:
    """Everything a test needs to name."""

    department: Organisation
    school: Organisation
    other_school: Organisation
    class_a: SchoolClass
    class_b: SchoolClass
    subjects: dict[str, Subject]
    pupils: list[Person]
    maths: People
    maths_too: People
    literature: People
    homeroom: People
    head: People
    deputy: People
    registrar: People
    outsider: People
    parent: People
    director: People
    cli: Account
    scopes: dict[str, Scope] = field(default_factory=dict, kw_only=True)

    def book(self, subject: str = "toan", term: int = 1, school_class: SchoolClass | None = None) -> Book:
        return book_of(class_uuid=(school_class or self.class_a).uuid, subject=subject, term=term)

    def conduct(self, term: int = 1) -> Book:
        return conduct_book_of(class_uuid=self.class_a.uuid, term=term)

    def uuid(self, number: int) -> UUID:
        return self.pupils[number].uuid


def make_school(pupils: int = 3) -> School:
    """A department with two schools; class 8A1 of the first has pupils, teachers and subjects. Opens its own scope."""
    with open_scope(system("test")):
        return _school(pupils)


NAMES = {
    "maths": "Quách Văn Thành",
    "maths_too": "Lê Thị Hà",
    "literature": "Phạm Thị Mai",
    "homeroom": "Vũ Ngọc Diệp",
    "head": "Trần Đức Duy",
    "deputy": "Hà Văn Đạt",
    "registrar": "Đỗ Khánh Hân",
    "parent": "Bùi Văn Bố",
}


def _school(pupils: int) -> School:
    open_year()
    department = make_organisation("Sở GDĐT", "0001.", OrganisationKind.DEPARTMENT)
    school = make_organisation("THCS Đinh Tiên Hoàng", "0001.0001.0001.")
    other_school = make_organisation("THCS Lê Lợi", "0001.0002.0001.")
    class_a, class_b = make_class(school, "8A1"), make_class(school, "8A2")
    subjects = _subjects()
    for each, school_class in itertools.product(SUBJECTS, (class_a, class_b)):
        ClassSubject.objects.create(
            organisation=school, school_class=school_class, subject=subjects[each[0]], periods=each[3]
        )
    names_of_pupils = itertools.product(
        ("Bùi", "Lê", "Đinh", "Phạm", "Quách"), ("Quốc", "Minh"), ("An", "Bảo", "Châu")
    )
    children = [make_person(school, " ".join(parts)) for parts in itertools.islice(names_of_pupils, pupils)]
    for number, child in enumerate(children, 1):
        place(class_a, child, number)
    people = {key: make_people(school, name) for key, name in NAMES.items()}
    result = School(
        department=department,
        school=school,
        other_school=other_school,
        class_a=class_a,
        class_b=class_b,
        subjects=subjects,
        pupils=children,
        outsider=make_people(other_school, "Giàng A Páo"),
        director=make_people(department, "Nguyễn Giám Đốc"),
        cli=make_account(None),
        maths=people["maths"],
        maths_too=people["maths_too"],
        literature=people["literature"],
        homeroom=people["homeroom"],
        head=people["head"],
        deputy=people["deputy"],
        registrar=people["registrar"],
        parent=people["parent"],
    )
    _assign(result)
    result.scopes = _scopes(result)
    return result


def _subjects() -> dict[str, Subject]:
    return {
        code: Subject.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "short_name": name,
                "assessed": assessed,
                "order": order,
                "valid_from": dt.date(2018, 1, 1),
            },
        )[0]
        for order, (code, name, assessed, _) in enumerate(SUBJECTS)
    }


def _assign(made: School) -> None:
    for teacher, subject in (
        (made.maths, "toan"),
        (made.maths_too, "toan"),
        (made.literature, "van"),
        (made.literature, "gdtc"),
    ):
        TeachingAssignment.objects.create(
            organisation=made.school,
            school_class=made.class_a,
            subject=made.subjects[subject],
            person=teacher.person,
            valid_from=FIRST_DAY,
        )
    HomeroomAssignment.objects.create(
        organisation=made.school, school_class=made.class_a, person=made.homeroom.person, valid_from=FIRST_DAY
    )


def _scopes(made: School) -> dict[str, Scope]:
    teachers: Sequence[str] = ("maths", "maths_too", "literature", "homeroom")
    hats = {name: getattr(made, name).hat(Role.TEACHER, made.school, made.class_a) for name in teachers}
    return {
        **hats,
        "head": made.head.hat(Role.HEAD, made.school),
        "deputy": made.deputy.hat(Role.DEPUTY_HEAD, made.school),
        "registrar": made.registrar.hat(Role.REGISTRAR, made.school),
        "outsider": made.outsider.hat(Role.TEACHER, made.other_school),
        "parent": made.parent.family_hat(Role.PARENT, made.pupils[0]),
        "pupil": People(made.pupils[0], made.cli).family_hat(Role.PUPIL),
        "director": Scope(
            reach=Reach.ALL,
            account=made.director.account.pk,
            person=made.director.person.pk,
            organisation=made.department.pk,
            role=Role.DIRECTOR,
        ),
    }


def set_window(
    organisation: Organisation, opens: dt.datetime, closes: dt.datetime, *, term: int = 1
) -> EntryWindow:
    return EntryWindow.objects.create(
        organisation=organisation, year_id=YEAR, term=term, opens_at=opens, closes_at=closes
    )
