"""Lists of classes from Excel."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core.models import ImportRun
from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.curriculum.models import Subject, SubjectHours
from khue.foundation.people.tests.factories import FOUNDED, Province, hat
from khue.sector.classes.models import HomeroomAssignment, SchoolClass
from khue.sector.classes.sheets import CLASSES
from khue.sector.classes.tests.factories import lead, make_class, make_subject
from khue.sector.classes.tests.test_intake import bring, problems, sums, write
from khue.sector.pupils.tests.factories import make_grade
from khue.sector.staff.tests.factories import make_post

__all__ = ["write"]
pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 11, 20)


def make_hours(subject: Subject, grade: int, periods: int) -> None:
    SubjectHours.objects.create(
        subject=subject, grade_id=grade, programme="gdpt2018", kind="compulsory", periods=periods,
        valid_from=FOUNDED,
    )  # fmt: skip


class TestClassLists:
    headers = ("Tên lớp", "Khối", "GVCN")

    def test_classes_come_in_with_grades_and_teachers(self, province: Province, write: Any) -> None:
        make_class(province.school, "9A1", grades=(9,))
        make_class(province.school, "6A1", grades=(6,))
        make_post(province.school, "Đinh Thị Lan")
        rows = (
            ("6A2", "6", "ĐINH THỊ LAN"),
            ("9A2", "", ""),
            ("6+9 ghép", "6, 9", "Nguyễn Văn Không"),
            ("6A2", "6", ""),
        )
        run = bring(province.school, write(*rows, headers=self.headers), CLASSES)
        assert sums(run) == (4, 2, 0, 0, 2)
        assert problems(run) == [(4, "homeroom", "classes.teacher_unknown"), (5, "name", "classes.twice")]
        again = bring(province.school, write(*rows[:2], headers=self.headers), CLASSES)
        assert sums(again) == (2, 0, 0, 2, 0)

    def test_a_grade_that_the_school_does_not_teach_stays_out(self, province: Province, write: Any) -> None:
        make_class(province.school, "9A1", grades=(9,))
        make_class(province.other_school, "1A", grades=(1,))
        rows = (("6A2", "9", ""), ("1A", "1", ""), ("1B", "", ""))
        run = bring(province.school, write(*rows, headers=self.headers), CLASSES)
        assert problems(run) == [(3, "grade", "pupils.grade_not_here"), (4, "grade", "classes.grade_missing")]

    def test_a_class_list_of_another_school_is_not_found(self, province: Province, write: Any) -> None:
        make_class(province.school, "6A1", grades=(6,))
        with pytest.raises(
            ImportRun.DoesNotExist
        ):  # a run of one school does not even show itself to another
            bring(
                province.school,
                write(("6A2", "6", ""), headers=self.headers),
                CLASSES,
                scope=hat("registrar", province.other_school),
            )

    def test_what_a_messy_list_says_wrong_stays_out_and_nothing_else(
        self, province: Province, write: Any
    ) -> None:
        make_class(province.school, "6A1", grades=(6,))
        gone = make_class(province.school, "6A9", grades=(6,))
        make_grade(7)
        with open_scope(system("test")):
            SchoolClass.objects.filter(pk=gone.pk).update(closed_on=TODAY)
        make_post(province.school, "Đinh Thị Lan")
        rows = (
            (" 6A2 ", "6", unicodedata.normalize("NFD", "Đinh Thị Lan")),
            ("6a2", "6", ""),
            ("6A9", "6", ""),
            ("7A1", "99", ""),
            ("Hoa Mai", "", ""),
            ("Ghép", "6; 7", "Đinh Thị Lan, Đinh Thị Lan"),
        )
        run = bring(province.school, write(*rows, headers=self.headers), CLASSES)
        assert sums(run) == (6, 2, 0, 0, 4)
        assert problems(run) == [
            (3, "name", "classes.twice"),
            (4, "", "classes.refused"),
            (5, "grade", "pupils.grade_unknown"),
            (6, "grade", "classes.grade_missing"),
        ]
        with open_scope(system("test")):
            made = SchoolClass.objects.filter(name__in=["6A2", "Ghép"]).order_by("name")
            led = HomeroomAssignment.objects.values_list("school_class__name", "person__full_name")
            assert [(row.name, row.grades, row.kind) for row in made] == [
                ("6A2", [6], "single"),
                ("Ghép", [6, 7], "multigrade"),
            ]
            assert sorted(led) == [("6A2", "Đinh Thị Lan"), ("Ghép", "Đinh Thị Lan")]

    def test_the_lines_of_a_list_are_those_of_the_screen(self, province: Province, write: Any) -> None:
        held = make_class(province.school, "6A1", grades=(6,))
        make_grade(7)
        lan, ba = make_post(province.school, "Đinh Thị Lan"), make_post(province.school, "Lê Thị Ba")
        lead(lan, held)
        rows = (("6A1", "6, 7", "Lê Thị Ba"), ("7A1", "7", "Đinh Thị Lan"))
        run = bring(province.school, write(*rows, headers=self.headers), CLASSES)
        assert sums(run) == (2, 1, 1, 0, 0)
        changed = audited(action="classes.changed")[0]
        assert (changed.object_id, changed.params) == (held.pk, {"fields": {"grades": [[6], [6, 7]]}})
        assert [
            (line.params["old"], line.params["new"]) for line in audited(action="classes.homeroom_set")
        ] == [
            ([lan.person_id], [ba.person_id]),
            ([], [lan.person_id]),
        ]
        assert [line.params["name"] for line in audited(action="classes.created")] == ["7A1"]

    def test_two_hundred_classes_cost_as_many_statements_as_one(self, province: Province, write: Any) -> None:
        make_class(province.school, "6A1", grades=(6,))
        make_class(province.school, "6A2", grades=(6,))
        make_hours(make_subject("TOAN", "Toán"), 6, 140)
        make_post(province.school, "Đinh Thị Lan")
        make_post(province.school, "Lê Thị Ba")
        bring(province.school, write(("6A1", "6", "Lê Thị Ba"), headers=self.headers), CLASSES)

        def cost(*rows: tuple[str, str, str]) -> int:
            with CaptureQueriesContext(connection) as queries:
                run = bring(province.school, write(*rows, headers=self.headers), CLASSES)
            assert sums(run)[1:3] == (len(rows) - 1, 1)
            return len(queries)

        one = cost(("6A1", "6", "Đinh Thị Lan"), ("6B", "6", "Lê Thị Ba"))
        many = [(f"6C{number}", "6", "Lê Thị Ba") for number in range(200)]
        bring(province.school, write(("6A2", "6", "Lê Thị Ba"), headers=self.headers), CLASSES)
        assert cost(("6A2", "6", "Đinh Thị Lan"), *many) == one
