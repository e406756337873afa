"""The classes of a school's list, formed, changed and given to their teachers by a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from khue.core import clock
from khue.core.crud import Together
from khue.core.crud.services import require_organisation
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.choices import SubjectKind
from khue.foundation.curriculum.models import Grade, SubjectHours
from khue.sector.classes.models import ClassSubject, HomeroomAssignment, SchoolClass
from khue.sector.classes.services.forming import EXISTS, NO_GRADE, alter, new_class


class ClassList:
    """What a list does to the classes of one school and year.

    `form`, `change` and `set_homeroom` promise what `create_class`, `change_class` and `set_homeroom` do, for rows that
    were read and locked; nothing is stored before `write`, which raises `IntegrityError` when somebody formed one of
    the classes meanwhile. Teachers are people with a post at the school today: whoever calls has looked.
    """

    def __init__(self, organisation: int, year: int) -> None:
        for act in ("classes.add", "classes.change", "classes.assign"):
            require(current_scope(), act)
        require_organisation(organisation)
        self.organisation, self.year, self.day = organisation, year, clock.today()
        self._writes = Together()
        classes = SchoolClass.objects.filter(organisation_id=organisation, year_id=year)
        self._names = set(classes.values_list("name", flat=True))
        self._stages = dict(Grade.objects.values_list("number", "stage"))
        self._periods: dict[str, dict[int, dict[int, int]]] = {}
        self._leading = self._leaders()

    def form(
        self, *, name: str, grades: Sequence[int], site: int | None = None, code: str = ""
    ) -> SchoolClass:
        """A new class with the compulsory subjects of its grades. Raises `ValidationError` by field."""
        if not grades:
            raise ValidationError({"grades": ValidationError(NO_GRADE, code="required")})
        row = new_class(
            organisation=self.organisation,
            year=self.year,
            name=name,
            grades=grades,
            stage=self._stages[min(grades)],
            site=site,
            code=code,
        )
        if row.name in self._names:
            raise ValidationError({"name": ValidationError(EXISTS, code="exists", params={"name": row.name})})
        self._names.add(row.name)
        self._writes.add(row)
        self._writes.tell("classes.created", row, name=row.name, grades=row.grades)
        self._give_subjects(row)
        return row

    def change(self, school_class: SchoolClass, **columns: Any) -> None:
        """Change code, site or grades of a class."""
        changed = alter(school_class, columns)
        if changed:
            self._writes.change(school_class, [*changed, "kind"])
            self._writes.tell("classes.changed", school_class, fields=changed)

    def set_homeroom(self, school_class: SchoolClass, persons: Sequence[int]) -> None:
        """Let exactly `persons` lead a class from today on."""
        rows = self._leading[school_class.pk] if school_class.pk else {}
        held = {person for person, row in rows.items() if row.valid_to is None}
        wanted = set(persons)
        for person in held - wanted:
            rows[person].valid_to = max(rows[person].valid_from, self.day)
            self._writes.change(rows[person], ["valid_to"])
        for person in sorted(wanted - held):
            self._lead(school_class, person, rows)
        if held != wanted:
            told = {"old": sorted(held), "new": sorted(wanted), "day": self.day.isoformat()}
            self._writes.tell("classes.homeroom_set", school_class, **told)

    def write(self) -> None:
        """Store everything."""
        self._writes.write()

    def _lead(self, school_class: SchoolClass, person: int, rows: dict[int, HomeroomAssignment]) -> None:
        ended_today = rows.get(person)
        if ended_today is not None:
            ended_today.valid_to = None
            self._writes.change(ended_today, ["valid_to"])
            return
        rows[person] = HomeroomAssignment(
            organisation_id=self.organisation,
            school_class=school_class,
            person_id=person,
            valid_from=self.day,
        )
        self._writes.add(rows[person])

    def _leaders(self) -> dict[int, dict[int, HomeroomAssignment]]:
        """Who leads each class, and whose leading that began today has ended already: it goes on."""
        rows = HomeroomAssignment.objects.select_for_update(of=("self",)).filter(
            Q(valid_to=None) | Q(valid_from=self.day), organisation_id=self.organisation
        )
        found: dict[int, dict[int, HomeroomAssignment]] = defaultdict(dict)
        for row in rows.filter(school_class__year_id=self.year).order_by(F("valid_to").asc(nulls_last=True)):
            found[row.school_class_id][row.person_id] = row
        return found

    def _give_subjects(self, row: SchoolClass) -> None:
        by_grade = self._hours(row.programme)
        periods: dict[int, int] = {}
        for grade in row.grades:
            for subject, count in by_grade[grade].items():
                periods[subject] = max(count, periods.get(subject, 0))
        for subject, count in periods.items():
            self._writes.add(
                ClassSubject(
                    organisation_id=self.organisation, school_class=row, subject_id=subject, periods=count
                )
            )
        if periods:
            told = {str(subject): count for subject, count in periods.items()}
            self._writes.tell("classes.subjects_set", row, periods=told)

    def _hours(self, programme: str) -> dict[int, dict[int, int]]:
        """The compulsory subjects of a programme with their lesson periods a year, by grade."""
        if programme not in self._periods:
            self._periods[programme] = compulsory_periods(
                programme, SchoolYear.objects.get(pk=self.year).starts
            )
        return self._periods[programme]


def compulsory_periods(programme: str, day: dt.date) -> dict[int, dict[int, int]]:
    """Lesson periods a year by grade and compulsory subject, as the programme has them on a day."""
    hours = SubjectHours.objects.filter(holds_on(day), programme=programme, kind=SubjectKind.COMPULSORY)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for grade, subject, periods in hours.values_list("grade_id", "subject_id", "periods"):
        found[grade][subject] = max(periods, found[grade].get(subject, 0))
    return found
