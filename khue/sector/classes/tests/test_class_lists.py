"""Lists of classes from Excel."""

from __future__ import annotations

from typing import Any

import pytest

from khue.core.models import ImportRun
from khue.foundation.people.tests.factories import Province, hat
from khue.sector.classes.sheets import CLASSES
from khue.sector.classes.tests.factories import make_class
from khue.sector.classes.tests.test_intake import bring, problems, sums, write
from khue.sector.staff.tests.factories import make_post

__all__ = ["write"]
pytestmark = pytest.mark.django_db


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
