"""A line of a pupil list as a row of the intake: its words become codes, or the row stays out and is told why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from khue.core.bulk.dates import PartialDate
from khue.core.bulk.problems import CellError, declare
from khue.core.bulk.sheets import GivenRow, ImportContext
from khue.core.text import similar
from khue.foundation.people.choices import Precision, Relation
from khue.foundation.people.formulas import fold_name, tidy_name
from khue.foundation.people.services import index_of
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.services.intake import GuardianRow, PupilRow
from khue.sector.classes.sheets.columns import MEANING
from khue.sector.classes.sheets.lookups import Lookups, key_of
from khue.sector.pupils.choices import Entry

declare(
    {
        "pupils.school_missing": _("The school is not said"),
        "pupils.school_missing.code": _("Fill in the column Mã trường"),
        "pupils.school_unknown": _("There is no school with the code %(wanted)s"),
        "pupils.year_unknown": _("There is no school year %(year)d"),
        "pupils.class_unknown": _("The school has no class %(name)s"),
        "pupils.class_near": _("Nearest classes: %(near)s"),
        "pupils.class_none": _("The school has no class in this school year yet"),
        "pupils.class_of_another_grade": _("Class %(name)s has no grade %(grade)d"),
        "pupils.grade_unknown": _("There is no grade “%(value)s”"),
        "pupils.grade_not_here": _("The school does not teach grade “%(value)s”"),
        "pupils.grade_not_here.see": _("See the school code and the grade"),
        "pupils.site_unknown": _("The school has no site “%(value)s”"),
        "pupils.ethnic_unknown": _("There is no ethnic group “%(value)s”"),
        "pupils.disability_unknown": _("There is no kind of disability “%(value)s”"),
        "pupils.commune_unknown": _("The province has no commune “%(value)s”"),
    }
)

_TEXTS: Final = ("place_of_birth", "permanent_address", "residence", "phone")
_RELATIONS: Final = (
    (Relation.FATHER, "father"),
    (Relation.MOTHER, "mother"),
    (Relation.GUARDIAN, "guardian"),
)
_GRADE: Final = re.compile(r"\d+")
_NEAR: Final = 5
_NONE: Final = frozenset(("", "khong", "khongco", "ko"))


class RowRefusedError(CellError):
    """The row cannot be meant as it stands; `column` is the key of the cell that says so."""

    def __init__(self, column: str, code: str, hint: str = "", **params: str | int) -> None:
        super().__init__(code, hint, **params)
        self.column = column


def read_row(row: GivenRow, lookups: Lookups, context: ImportContext) -> PupilRow:
    """The row of the intake. Raises `RowRefusedError`."""
    values = row.values
    school = _school(values, lookups, context)
    if lookups.fixed.first_day is None:
        raise RowRefusedError("", "pupils.year_unknown", year=lookups.fixed.year)
    school_class = _class(values, lookups, school)
    birth, precision = _birth(values["birth_date"])
    name = tidy_name(values["full_name"])
    number = values.get("identity_number")
    status, entry = MEANING[values["status"]] if values.get("status") else (None, None)
    return PupilRow(
        number=row.number,
        school=school,
        year=lookups.fixed.year,
        day=lookups.fixed.first_day,
        name=name,
        folded=fold_name(name),
        birth=birth,
        precision=precision,
        sex=int(values["sex"]) if values.get("sex") else None,
        grade=_grade(values, lookups, school, school_class),
        school_class=school_class.pk if school_class else None,
        identity_number=number,
        identity_index=index_of(number) if number else None,
        sector_identifier=values.get("sector_identifier") or values.get("pupil_code"),
        site=_site(values, lookups, school),
        register_number=values.get("register_number"),
        status=status,
        entry=str(entry) if entry else None,
        status_day=values.get("status_day"),
        for_adults=school in lookups.adults,
        person=_person(values, lookups),
        guardians=_guardians(values),
    )


def entry_word(entry: str) -> str:
    """How an enrolment that goes on is told in a list."""
    return "moved_in" if entry == Entry.TRANSFERRED else "studying"


def _school(values: Mapping[str, Any], lookups: Lookups, context: ImportContext) -> int:
    code = values.get("school")
    if code:
        school = lookups.by_code.get(code)
        if school is None:
            raise RowRefusedError("school", "pupils.school_unknown", wanted=code)
        return school.pk
    if context.organisation is None:
        raise RowRefusedError("school", "pupils.school_missing", "pupils.school_missing.code")
    return context.organisation


def _class(values: Mapping[str, Any], lookups: Lookups, school: int) -> SchoolClass | None:
    column = "class_code" if values.get("class_code") else "class"
    said = values.get(column)
    if not said:
        return None
    known = lookups.classes.get(school, {})
    found = known.get(key_of(said))
    if found is not None:
        return found
    names = sorted({each.name for each in known.values()}, key=lambda name: (len(name), name))
    near = similar(said, names) or _of_the_grade(said, names)
    hint = "pupils.class_near" if near else "" if known else "pupils.class_none"
    raise RowRefusedError(column, "pupils.class_unknown", hint, name=said, near=", ".join(near))


def _of_the_grade(said: str, names: Sequence[str]) -> list[str]:
    """The first classes of the grade that a name begins with: of `6A99` those that begin with 6."""
    grade = _GRADE.match(said)
    if grade is None:
        return []
    return [name for name in names if re.match(rf"{grade[0]}(?!\d)", name)][:_NEAR]


def _grade(
    values: Mapping[str, Any], lookups: Lookups, school: int, school_class: SchoolClass | None
) -> int | None:
    said = values.get("grade")
    number = lookups.fixed.grades.get(key_of(said)) if said else None
    if said and number is None:
        raise RowRefusedError("grade", "pupils.grade_unknown", value=said)
    if school_class is None:
        if number is not None and not lookups.teaches(school, number):
            raise RowRefusedError(
                "grade", "pupils.grade_not_here", "pupils.grade_not_here.see", value=str(said)
            )
        return number
    if number is None:
        return school_class.grades[0] if len(school_class.grades) == 1 else None
    if number not in school_class.grades:
        raise RowRefusedError("grade", "pupils.class_of_another_grade", name=school_class.name, grade=number)
    return number


def _site(values: Mapping[str, Any], lookups: Lookups, school: int) -> int | None:
    said = values.get("site")
    if not said:
        return None
    found = lookups.sites.get(school, {}).get(key_of(said))
    if found is None:
        raise RowRefusedError("site", "pupils.site_unknown", value=said)
    return found


def _birth(said: PartialDate) -> tuple[dt.date, str]:
    if said.day:
        return dt.date(said.year, said.month, said.day), Precision.DAY
    if said.month:
        return dt.date(said.year, said.month, 1), Precision.MONTH
    return dt.date(said.year, 1, 1), Precision.YEAR


def _person(values: Mapping[str, Any], lookups: Lookups) -> dict[str, Any]:
    person: dict[str, Any] = {name: values[name] for name in _TEXTS if values.get(name)}
    hometown = ", ".join(filter(None, (values.get("hometown_commune"), values.get("hometown_province"))))
    if hometown:
        person["hometown"] = hometown
    if said := values.get("ethnic_group"):
        person["ethnic_group"] = _code(
            "ethnic_group", "pupils.ethnic_unknown", said, lookups.fixed.ethnic_groups
        )
    if said := values.get("disability"):
        known = lookups.fixed.disabilities
        person["disability"] = (
            "" if key_of(said) in _NONE else _code("disability", "pupils.disability_unknown", said, known)
        )
    if said := values.get("residence_commune"):
        person["residence_unit_id"] = _code(
            "residence_commune", "pupils.commune_unknown", said, lookups.communes
        )
    return person


def _code(column: str, problem: str, said: str, known: Mapping[str, Any]) -> Any:
    found = known.get(key_of(said))
    if found is None:
        raise RowRefusedError(column, problem, value=said)
    return found


def _guardians(values: Mapping[str, Any]) -> tuple[GuardianRow, ...]:
    found = []
    for relation, prefix in _RELATIONS:
        if name := values.get(f"{prefix}_name"):
            tidy = tidy_name(name)
            found.append(
                GuardianRow(
                    relation,
                    tidy,
                    fold_name(tidy),
                    values.get(f"{prefix}_year"),
                    values.get(f"{prefix}_occupation"),
                    values.get(f"{prefix}_phone"),
                )
            )
    return tuple(found)
