"""A row that bears somebody else's number leads to that record, for whoever may see it."""

from __future__ import annotations

from typing import Any

import pytest

from khue.core.bulk.showing import rejections_of
from khue.core.models import ImportLine
from khue.core.scope import open_scope
from khue.foundation.people.tests.factories import Province, hat
from khue.sector.classes.sheets import PUPILS
from khue.sector.classes.tests.factories import make_class
from khue.sector.classes.tests.test_intake import AN, bring, write
from khue.sector.pupils.models import Enrolment

__all__ = ["write"]
pytestmark = pytest.mark.django_db


def test_the_record_that_a_rejected_row_resembles_is_one_click_away(province: Province, write: Any) -> None:
    make_class(province.school, "8A1")
    bring(province.school, write(AN))
    run = bring(province.school, write((AN[0], "Vũ Hồng Diệp", "26/04/2012", "Nữ", "8A1", "", "", "")))
    with open_scope(hat("registrar", province.school)):
        assert rejections_of(run, 50)[0]["page"] == Enrolment.objects.get().get_absolute_url()
        numbers = list(ImportLine.objects.values_list("record", flat=True))
    with open_scope(hat("registrar", province.other_school)):
        assert PUPILS.links is not None
        assert PUPILS.links(numbers) == {}


def test_a_class_that_is_not_there_is_answered_with_those_of_its_grade(
    province: Province, write: Any
) -> None:
    for name in ("6A2", "6A10", "8A1"):
        make_class(province.school, name, grades=(int(name[0]),))
    run = bring(province.school, write((*AN[:4], "6B99", *AN[5:])))
    with open_scope(hat("registrar", province.school)):
        problem = rejections_of(run, 50)[0]["problems"][0]
    assert problem.advice() == "Lớp gần đúng: 6A2, 6A10"
