"""Provinces by rule have exactly the schools, communes and pupils they shall have."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.foundation.organisations.choices import Stage
from khue.portal.demo.plan import Institution, class_name, classes_of
from khue.portal.demo.planning import CLASS_SIZE, LARGEST, dealt, institutions_of
from khue.portal.demo.showcase import showcase, stages
from khue.portal.demo.sizes import CLOSED, RUNNING, SIZES
from khue.portal.demo.tests.conftest import make_communes

SIZE_OF_PROVINCE = {"medium": (129, 600, 300_000), "large": (168, 10_000, 2_600_000)}


def planned(name: str, seed: int = 1) -> list[Institution]:
    return institutions_of(SIZES[name], make_communes(SIZE_OF_PROVINCE[name][0]), seed)


def pupils_of(institutions: list[Institution]) -> int:
    return sum(count for each in institutions for count, _ in each.grades.values())


@pytest.mark.parametrize("name", SIZE_OF_PROVINCE)
def test_a_province_has_exactly_its_schools_and_pupils(name: str) -> None:
    communes, schools, pupils = SIZE_OF_PROVINCE[name]
    found = planned(name)
    assert len(found) == schools
    assert pupils_of(found) == pupils
    assert len({each.commune for each in found}) == communes


@pytest.mark.parametrize("name", SIZE_OF_PROVINCE)
def test_every_institution_has_its_own_code_and_its_own_name_in_its_commune(name: str) -> None:
    found = planned(name)
    assert len({each.code for each in found}) == len(found)
    names = Counter((each.commune, each.name) for each in found)
    assert names.most_common(1)[0][1] == 1


def test_large_has_six_thousand_childcare_groups() -> None:
    assert Counter(each.kind for each in planned("large"))["childcare"] == 6_000


def test_no_class_is_larger_than_the_law_allows() -> None:
    for each in planned("medium"):
        most = LARGEST.get(each.kind, CLASS_SIZE)
        assert all(count <= classes * most for count, classes in each.grades.values())


def test_the_same_seed_plans_the_same_province() -> None:
    assert planned("medium", 5) == planned("medium", 5)
    assert planned("medium", 5) != planned("medium", 6)


@given(st.integers(0, 5_000), st.lists(st.floats(0.1, 9), min_size=1, max_size=60), st.integers(0, 100))
def test_what_is_dealt_out_adds_up(total: int, weights: list[float], turn: int) -> None:
    parts = dealt(total, weights, turn)
    assert sum(parts) == total
    scale = total / sum(weights)
    assert all(abs(part - weight * scale) <= 1 for part, weight in zip(parts, weights, strict=True))


def written(name: str) -> list[Institution]:
    """The written-down province, over communes that bear its codes."""
    codes = (
        "14329",
        "14533",
        "13669",
        "14404",
        "14428",
        "14215",
        "14464",
        "14620",
        "13285",
        "14638",
        "14359",
    )
    communes = []
    for code, commune in zip(codes, make_communes(len(codes)), strict=True):
        place = type(commune.place)(commune.place.unit, code, commune.place.prefix, commune.place.name)
        communes.append(type(commune)(place, *(getattr(commune, each) for each in (
            "province_today", "before", "district", "province", "latitude", "longitude"))))  # fmt: skip
    return institutions_of(SIZES[name], communes, 1)


def test_small_has_fourteen_institutions_of_every_kind_and_six_thousand_pupils() -> None:
    found = written("small")
    assert len(found) == 14
    assert pupils_of(found) == 6_000
    assert {each.kind for each in found} == {
        "preschool", "primary", "lower_secondary", "upper_secondary", "multi", "centre", "childcare",
    }  # fmt: skip
    assert {stage for each in found for stage in each.stages} == set(Stage)
    assert [each.name for each in found if each.multigrade and len(each.sites) == 3] == [
        "Tiểu học và THCS Cúc Phương"
    ]


def test_tiny_has_two_schools() -> None:
    assert [each.name for each in written("tiny")] == ["THCS Đinh Tiên Hoàng", "Tiểu học Cúc Phương"]


def test_two_grades_of_a_small_site_learn_in_one_class() -> None:
    (school,) = [each for each in written("small") if each.multigrade]
    for year in (CLOSED, RUNNING):
        (both,) = [each for each in classes_of(school, year) if len(each.grades) > 1]
        assert both.grades == [1, 2]
        assert both.name == "1+2 Nga"
        assert both.site == 1


def test_classes_of_last_year_became_those_of_today() -> None:
    school = written("small")[0]
    assert len([each for each in classes_of(school, CLOSED) if each.grades == [7]]) == 5
    assert len([each for each in classes_of(school, RUNNING) if each.grades == [8]]) == 5


@pytest.mark.parametrize(
    ("stage", "grade", "index", "name"),
    [
        (Stage.LOWER_SECONDARY, 8, 1, "8A2"),
        (Stage.PRIMARY, 3, 1, "3B"),
        (Stage.PRESCHOOL, 0, 0, "5 tuổi A1"),
        (Stage.CONTINUING, 11, 0, "11C1"),
    ],
)
def test_classes_are_called_as_people_call_them(stage: Stage, grade: int, index: int, name: str) -> None:
    assert class_name(stage, grade, index) == name


def test_upper_secondary_schools_and_centres_belong_to_the_department() -> None:
    for each in written("small"):
        wanted = {Stage.UPPER_SECONDARY, Stage.CONTINUING} & set(each.stages)
        assert each.is_of_department == bool(wanted)


@pytest.mark.parametrize("name", ["medium", "large"])
def test_every_province_has_a_stage_for_the_people_who_are_written_down(name: str) -> None:
    found = stages(planned(name))
    assert found[Stage.LOWER_SECONDARY].stages == [Stage.LOWER_SECONDARY]
    assert found[Stage.PRIMARY].stages == [Stage.PRIMARY]


def test_the_people_who_are_written_down_have_their_own_numbers() -> None:
    sectors = [each.sector for each in showcase().pupils if each.sector]
    assert len(sectors) == len(set(sectors))
    assert [(each.grade, each.index) for each in showcase().pupils if each.name == "Lê Gia Bảo"] == [(3, 1)]
