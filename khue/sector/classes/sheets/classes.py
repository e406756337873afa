"""The sheet of classes: name, grades, site, homeroom teachers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core.bulk import columns as c
from khue.core.bulk.chunks import joined_outcomes, second_rows, tried_again
from khue.core.bulk.problems import Problem, declare
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet, rejected
from khue.core.rules import require
from khue.foundation.curriculum.selectors import is_taught
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.formulas import fold_name
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_named, classes_of_year, homeroom_teachers
from khue.sector.classes.services import ClassList, change_class, close_class, set_homeroom
from khue.sector.classes.sheets.lookups import Fixed, fixed_of, key_of, sites_of, year_of
from khue.sector.staff.selectors import teachers_of

declare(
    {
        "classes.twice": _("Class %(name)s stands in row %(number)d already"),
        "classes.grade_missing": _("The grade is missing"),
        "classes.teacher_unknown": _("Nobody called “%(value)s” works at the school"),
        "classes.teacher_several": _("Several people called “%(value)s” work at the school"),
        "classes.teacher_several.code": _("Choose the homeroom teacher on the page of the class"),
        "classes.refused": _("%(why)s"),
    }
)

COLUMNS: Final = (
    c.text("name", "Tên lớp", limit=30, required=True, aliases=("Lớp", "Lớp học", "Nhóm/lớp", "Tên nhóm/lớp")),
    c.text("grade", "Khối", limit=60, aliases=("Khối lớp", "Khối học", "Thuộc khối"), note="6; lớp ghép: 1, 2"),
    c.code("code", "Mã lớp"),
    c.text("site", "Điểm trường", limit=150, aliases=("Tên điểm trường",)),
    c.text(
        "homeroom", "Giáo viên chủ nhiệm", limit=300, width=28,
        aliases=("GVCN", "Chủ nhiệm", "Giáo viên phụ trách", "Họ tên GVCN"), note="nhiều người: cách nhau dấu phẩy",
    ),
)  # fmt: skip
_SEVERAL: Final = re.compile(r"\s*[,;+&]\s*|\s+và\s+")
_GRADE_IN_NAME: Final = re.compile(r"\d{1,2}")


class _RefusedError(ValueError):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__("refused")
        self.outcome = outcome


@dataclass(slots=True)
class _School:
    """What the school of the import has."""

    listed: ClassList
    fixed: Fixed
    classes: dict[str, SchoolClass]
    sites: Mapping[str, int]
    teachers: dict[str, list[int]]
    homeroom: dict[int, list[int]]
    stages: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a row does to a class; its outcome has to wait until a new class has its number."""

    fate: Fate
    school_class: SchoolClass
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None

    def outcome(self) -> Outcome:
        if self.after is None:
            return Outcome(self.fate, record=self.school_class.pk)
        return Outcome(self.fate, images=(Image("class", self.school_class.pk, self.before, self.after),))


def apply(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Form the classes that are new, change the others; a row known by its name. One outcome a row."""
    require(context.scope, "classes.import")
    return joined_outcomes(
        rows, _twice(rows, context), lambda firsts: tried_again(lambda: _store(firsts, context))
    )


def remember(rows: Sequence[GivenRow], context: ImportContext) -> None:
    """Know the names of rows that a resumed run skips."""
    _twice(rows, context)


def _twice(rows: Sequence[GivenRow], context: ImportContext) -> dict[int, Outcome]:
    return second_rows(
        rows,
        context,
        lambda row: key_of(row.values["name"]),
        lambda row, first: rejected("classes.twice", "name", name=row.values["name"], number=first),
    )


def _store(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Decide row by row, then write once."""
    school = _school(context)
    decided = [_row(row, school) for row in rows]
    school.listed.write()
    return [each if isinstance(each, Outcome) else each.outcome() for each in decided]


def _school(context: ImportContext) -> _School:
    number, year = context.organisation or 0, year_of(context)
    listed = ClassList(number, year)
    classes = classes_named([number], year, lock=True).get(number, {})
    teachers: dict[str, list[int]] = {}
    for post in teachers_of(number):
        people = teachers.setdefault(fold_name(post.person.full_name), [])
        if post.person_id not in people:
            people.append(post.person_id)
    numbers = {each.pk for each in classes.values()}
    homeroom = {key: [one.pk for one in people] for key, people in homeroom_teachers(list(numbers)).items()}
    stages = Organisation.objects.get(pk=number).stages
    return _School(listed, fixed_of(context), classes, sites_of(number), teachers, homeroom, stages)


def _row(row: GivenRow, school: _School) -> _Decided | Outcome:
    there = school.classes.get(key_of(row.values["name"]))
    try:
        said, teachers = _said(row, school, there), _teachers(row, school)
        return _form(row, said, teachers, school) if there is None else _change(there, said, teachers, school)
    except _RefusedError as refusal:
        return refusal.outcome
    except ValidationError as error:
        return Outcome(Fate.REJECTED, (Problem("classes.refused", {"why": " ".join(error.messages)}),))


def _form(row: GivenRow, said: dict[str, Any], teachers: list[int], school: _School) -> _Decided:
    if not said.get("grades"):
        raise _RefusedError(rejected("classes.grade_missing", "grade"))
    made = school.listed.form(
        name=row.values["name"],
        grades=said["grades"],
        site=said.get("site_id"),
        code=said.get("code", ""),
    )
    if teachers:
        school.listed.set_homeroom(made, teachers)
    return _Decided(Fate.CREATED, made, None, {"name": made.name})


def _change(there: SchoolClass, said: dict[str, Any], teachers: list[int], school: _School) -> _Decided:
    changed = {name: value for name, value in said.items() if getattr(there, name) != value}
    before: dict[str, Any] = {name: getattr(there, name) for name in changed}
    after: dict[str, Any] = dict(changed)
    school.listed.change(there, **changed)
    held = school.homeroom.get(there.pk, [])
    if teachers and set(teachers) != set(held):
        school.listed.set_homeroom(there, teachers)
        before["homeroom"], after["homeroom"] = sorted(held), sorted(teachers)
        school.homeroom[there.pk] = teachers
    if not after:
        return _Decided(Fate.UNCHANGED, there)
    return _Decided(Fate.UPDATED, there, before, after)


def _said(row: GivenRow, school: _School, there: SchoolClass | None) -> dict[str, Any]:
    """What the row says of the class's own columns."""
    said: dict[str, Any] = {}
    grades = _grades(row, school)
    if grades or there is None:
        said["grades"] = grades or _grade_of_name(row.values["name"], school)
    if code := row.values.get("code"):
        said["code"] = code
    if site := row.values.get("site"):
        if key_of(site) not in school.sites:
            raise _RefusedError(rejected("pupils.site_unknown", "site", value=site))
        said["site_id"] = school.sites[key_of(site)]
    return said


def _grades(row: GivenRow, school: _School) -> list[int]:
    found = []
    for word in filter(None, _SEVERAL.split(row.values.get("grade") or "")):
        number = school.fixed.grades.get(key_of(word))
        if number is None:
            raise _RefusedError(rejected("pupils.grade_unknown", "grade", value=word))
        if not is_taught(school.fixed.stages[number], school.stages):
            raise _RefusedError(rejected("pupils.grade_not_here", "grade", value=word))
        found.append(number)
    return sorted(set(found))


def _grade_of_name(name: str, school: _School) -> list[int]:
    """A class called 6A1 is of grade 6, when nothing else is said."""
    number = _GRADE_IN_NAME.match(name)
    stage = school.fixed.stages.get(int(number[0])) if number else None
    return [int(number[0])] if number and stage and is_taught(stage, school.stages) else []


def _teachers(row: GivenRow, school: _School) -> list[int]:
    found = []
    for name in filter(None, _SEVERAL.split(row.values.get("homeroom") or "")):
        people = school.teachers.get(fold_name(name), [])
        if len(people) != 1:
            problem = "classes.teacher_several" if people else "classes.teacher_unknown"
            hint = "classes.teacher_several.code" if people else ""
            raise _RefusedError(rejected(problem, "homeroom", hint, value=name))
        found += people
    return found


def undo(images: Sequence[Image]) -> list[bool]:
    """Take classes back: a new one is closed while it is empty, a changed one gets its old columns."""
    rows = SchoolClass.objects.in_bulk([image.object_id for image in images])
    return [_take_back(rows.get(image.object_id), image) for image in images]


def _take_back(row: SchoolClass | None, image: Image) -> bool:
    if row is None:
        return False
    if image.before is None:
        try:
            close_class(school_class=row, reason="import undone")
        except ValidationError:
            return False
        return True
    columns = {name: value for name, value in image.before.items() if name != "homeroom"}
    if any(getattr(row, name) != image.after[name] for name in columns):
        return False
    change_class(school_class=row, **columns)
    if "homeroom" in image.before:
        set_homeroom(school_class=row, persons=image.before["homeroom"])
    return True


def export(rows: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
    """Classes as values of the sheet."""
    classes = list(rows.select_related("site"))
    teachers = homeroom_teachers([each.pk for each in classes])
    for each in classes:
        yield {
            "name": each.name,
            "grade": ", ".join(map(str, each.grades)),
            "code": each.code,
            "site": each.site.name if each.site else "",
            "homeroom": ", ".join(one.full_name for one in teachers.get(each.pk, [])),
        }


def links(numbers: Collection[int]) -> dict[int, str]:
    """The pages of classes that the hat reaches."""
    return {
        number: each.get_absolute_url() for number, each in SchoolClass.objects.in_bulk(list(numbers)).items()
    }


def rows_of(context: ImportContext) -> QuerySet[Any]:
    """The classes that an export from the command line writes."""
    return classes_of_year(year_of(context), context.organisation)


CLASSES: Final = Sheet(
    key="classes",
    title=_("Classes"),
    place="classes:class-list",
    act="classes.import",
    columns=COLUMNS,
    apply=apply,
    export=export,
    rows=rows_of,
    undo=undo,
    remember=remember,
    options=("year",),
    links=links,
)
