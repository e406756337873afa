"""Class lists from Excel and the schools next door."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.foundation.people.tests.factories import Province, hat, make_person
from khue.sector.classes.tests.test_intake import AN, HEADERS, bring, classes, problems, pupil, sums, write

__all__ = ["classes", "write"]
pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("classes")
class TestNeighbours:
    def test_a_list_goes_into_ones_own_school_alone(self, province: Province, write: Any) -> None:
        headers = (*HEADERS, "Mã trường")
        run = bring(province.school, write((*AN, "37000002"), headers=headers))
        assert problems(run) == [(2, "school", "pupils.school_unknown")]

    @pytest.mark.parametrize("role", ["teacher", "commune_officer", "director", "parent"])
    def test_others_import_nobody(self, province: Province, write: Any, role: str) -> None:
        with pytest.raises(Forbidden):
            bring(province.school, write(AN), scope=hat(role, province.school))

    def test_a_pupil_of_another_school_is_not_changed_by_name(self, province: Province, write: Any) -> None:
        other = make_person(province.other_school, "Đặng Quốc An", birth_date=dt.date(2012, 9, 2), sex=1)
        assert sums(bring(province.school, write(("", *AN[1:5], "", "", "")))) == (1, 1, 0, 0, 0)
        with open_scope(system("test")):
            other.refresh_from_db()
        assert other.keeper_id == province.other_school.pk
        assert pupil("Đặng Quốc An").person_id != other.pk
