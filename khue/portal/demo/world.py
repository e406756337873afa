"""What everybody who makes a part of the province needs: the tables, the numbers, the subjects, the organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from khue.foundation.accounts.models import Account, Membership
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.selectors import subjects_of_grades
from khue.foundation.organisations.models import InternalUnit, Organisation, Site
from khue.foundation.people.models import Guardianship, Person, PersonReach
from khue.portal.demo.chance import Scatter, stream
from khue.portal.demo.days import LOADED_AT, YEARS
from khue.portal.demo.sizes import RUNNING, Size
from khue.portal.demo.writing import Table, Uuids, Writer
from khue.school.gradebook.models import CommentMark, Conduct, Confirmation, Mark, Reassessment
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.pupils.models import Enrolment
from khue.sector.staff.models import Post

MARKS = (
    "year organisation_id school_class_id pupil_id subject_id term expected regular midterm final remark changed_by"
    " changed_at"
)
COLUMNS: dict[str, tuple[type[Model], str]] = {
    "sites": (Site, "id uuid organisation_id name code is_main address distance_m valid_from"),
    "units": (InternalUnit, "id uuid organisation_id kind name valid_from"),
    "persons": (
        Person,
        (
            "id uuid keeper_id full_name family_name given_name folded sort_key sex birth_date birth_precision"
            " place_of_birth hometown permanent_address residence residence_unit_id ethnic_group phone email occupation"
            " sector_identifier identity_cipher identity_index identity_doubts created_at changed_at"
        ),
    ),
    "reaches": (PersonReach, "person_id organisation_id since"),
    "guardianships": (Guardianship, "uuid child_id guardian_id relation is_contact valid_from"),
    "accounts": (Account, "id uuid username person_id password created_at"),
    "memberships": (Membership, "uuid person_id organisation_id role title valid_from"),
    "posts": (
        Post,
        "uuid organisation_id person_id position internal_unit_id leads_unit main_subject_id valid_from",
    ),
    "classes": (SchoolClass, "id uuid organisation_id year_id name code kind stage grades site_id"),
    "enrolments": (
        Enrolment,
        (
            "id uuid organisation_id person_id year_id grade_id site_id status entry exit_reason register_number"
            " valid_from valid_to"
        ),
    ),
    "placements": (
        ClassPlacement,
        "organisation_id school_class_id enrolment_id person_id list_number valid_from valid_to",
    ),
    "class_subjects": (ClassSubject, "organisation_id school_class_id subject_id periods"),
    "homerooms": (HomeroomAssignment, "organisation_id school_class_id person_id valid_from"),
    "assignments": (
        TeachingAssignment,
        "organisation_id school_class_id subject_id person_id valid_from",
    ),
    "conducts": (
        Conduct,
        "organisation_id school_class_id pupil_id year_id term rating absences remark changed_by changed_at",
    ),
    "confirmations": (
        Confirmation,
        "organisation_id school_class_id subject_id term person_id confirmed_at digest",
    ),
    "reassessments": (
        Reassessment,
        "organisation_id school_class_id pupil_id year_id subject_id value changed_by changed_at",
    ),
    "marks": (Mark, MARKS),
    "comments": (CommentMark, MARKS),
}
"""The columns the demo writes, of every table, in the order in which rows refer to each other."""


class Tables:
    """Every table the demo writes by COPY."""

    sites: Table
    units: Table
    persons: Table
    reaches: Table
    guardianships: Table
    accounts: Table
    memberships: Table
    posts: Table
    classes: Table
    enrolments: Table
    placements: Table
    class_subjects: Table
    homerooms: Table
    assignments: Table
    conducts: Table
    confirmations: Table
    reassessments: Table
    marks: Table
    comments: Table

    def __init__(self) -> None:
        for name, (model, columns) in COLUMNS.items():
            setattr(self, name, Table(model, columns.split()))

    def writer(self) -> Writer:
        """All of them, in their order."""
        return Writer(vars(self).values())


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject in a grade: how it is assessed, its lesson periods a year, and how it stands in the programme."""

    subject: int
    name: str
    by_marks: bool
    periods: int
    kind: str


@dataclass(slots=True)
class Numbers:
    """Numbers that look drawn and never repeat: sector identifiers, identity numbers, phones."""

    seed: int
    province: str
    _sector: Scatter = field(init=False)
    _identity: Scatter = field(init=False)
    _phone: Scatter = field(init=False)
    _counts: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._sector = Scatter(99_999_989, self.seed)
        self._identity = Scatter(999_983, self.seed)
        self._phone = Scatter(9_999_991, self.seed)

    def sector_identifier(self) -> str:
        """Ten digits that begin with the province's code; those of people who are written down stay free."""
        while True:
            number = f"{self.province}{self._sector[self._next('sector')]:08}"
            if number not in self.taken:
                return number

    def identity_number(self, province: str, sex: int, born: int) -> str:
        """Twelve digits as NĐ 137/2015 Điều 13 builds them: province, century and sex, year of birth, a number."""
        start = f"{int(province):03}{2 * (born // 100 - 19) + (sex == 2)}{born % 100:02}"  # noqa: PLR2004 -- 2 is female
        return f"{start}{self._identity[self._next(start)]:06}"

    def phone(self) -> str:
        """A mobile number."""
        count = self._next("phone")
        return f"0{(91, 97, 98, 86, 35, 39, 77, 90, 94, 83)[count % 10]}{self._phone[count // 10] % 10_000_000:07}"

    def _next(self, what: str) -> int:
        count = self._counts.get(what, 0)
        self._counts[what] = count + 1
        return count


@dataclass(slots=True)
class World:
    """The province while it is made."""

    size: Size
    seed: int
    organisations: Mapping[str, Organisation]
    subjects: Mapping[int, tuple[Taught, ...]]
    password: str
    tables: Tables = field(default_factory=Tables)
    numbers: Numbers = field(init=False)
    uuids: Uuids = field(init=False)
    known: dict[str, tuple[int, int]] = field(default_factory=dict)
    households: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.seed, self.size.province)
        self.uuids = Uuids(stream(self.seed, "uuids"), LOADED_AT)


def subjects_by_grade() -> dict[int, tuple[Taught, ...]]:
    """What is taught in each grade by the 2018 programme, in the order of lists."""
    return {
        grade: tuple(
            Taught(
                row.subject.pk,
                row.subject.name,
                row.subject.assessed == Assessed.SCORE,
                row.periods,
                row.kind,
            )
            for row in rows
        )
        for grade, rows in subjects_of_grades(range(1, 13), on=YEARS[RUNNING][0]).items()
    }
