"""The real units of Vietnam before and since 1 July 2025: the reform is more rows, not other rows."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import connection
from django.test import TestCase

from khue.core.models import holds_on
from khue.core.scope import open_scope, system
from khue.foundation.organisations.choices import UnitLevel
from khue.foundation.organisations.formulas.reform import KNOWN_SINCE, REFORM
from khue.foundation.organisations.models import Unit, UnitCode, UnitParent
from khue.foundation.organisations.selectors import (
    code_of_unit,
    parent_of_unit,
    predecessors_of,
    province_of,
    search_units,
    successors_of,
    unit_by_code,
    units,
    units_by_codes,
)
from khue.foundation.organisations.services import Loaded, load_units

BEFORE, TODAY = REFORM - dt.timedelta(days=1), dt.date(2026, 11, 22)
WRITTEN = (
    "SELECT coalesce(sum(n_tup_ins), 0), coalesce(sum(n_tup_upd), 0) FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('organisations_unit', 'organisations_unitcode', 'organisations_unitparent')"
)


def _written() -> tuple[int, int]:
    """Rows inserted and updated since the server last counted; what an earlier test rolled back is among them."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        inserted, updated = cursor.fetchall()[0]
    return int(inserted), int(updated)


def the_unit(code: str, day: dt.date) -> Unit:
    unit = unit_by_code(code, on=day)
    assert unit is not None
    return unit


class TestUnits(TestCase):
    """One loading for all questions."""

    loaded: ClassVar[Loaded]
    written: ClassVar[tuple[int, int]]

    @classmethod
    def setUpTestData(cls) -> None:
        before = _written()
        with open_scope(system("test")):
            cls.loaded = load_units()
        inserted, updated = _written()
        cls.written = (inserted - before[0], updated - before[1])

    def test_the_country_has_63_provinces_before_and_34_since(self) -> None:
        assert {day: [units(level, on=day).count() for level in UnitLevel] for day in (BEFORE, TODAY)} == {
            BEFORE: [63, 696, 10035],
            TODAY: [34, 0, 3321],
        }

    def test_code_35_is_ha_nam_with_its_districts_before_and_nothing_since(self) -> None:
        ha_nam = the_unit("35", BEFORE)
        assert str(ha_nam) == "Tỉnh Hà Nam"
        assert units(UnitLevel.DISTRICT, on=BEFORE, below=ha_nam).count() == 6
        assert unit_by_code("35", on=TODAY) is None
        assert [str(row.successor) for row in successors_of(ha_nam)] == ["Tỉnh Ninh Bình"]

    def test_a_province_code_without_a_day_is_ambiguous(self) -> None:
        assert [str(the_unit("52", day)) for day in (BEFORE, TODAY)] == ["Tỉnh Bình Định", "Tỉnh Gia Lai"]
        assert [str(the_unit("44", day)) for day in (BEFORE, TODAY)] == ["Tỉnh Quảng Bình", "Tỉnh Quảng Trị"]
        assert [str(the_unit("00004", day)) for day in (BEFORE, TODAY)] == [
            "Phường Trúc Bạch",
            "Phường Ba Đình",
        ]

    def test_a_province_of_the_same_name_with_other_borders_is_another_unit(self) -> None:
        assert the_unit("37", BEFORE) != the_unit("37", TODAY)
        assert {str(row.predecessor) for row in predecessors_of(the_unit("37", TODAY))} == {
            "Tỉnh Hà Nam",
            "Tỉnh Nam Định",
            "Tỉnh Ninh Bình",
        }

    def test_a_province_that_was_left_alone_goes_on(self) -> None:
        assert the_unit("01", BEFORE) == the_unit("01", TODAY)
        assert not successors_of(the_unit("01", TODAY)).exists()

    def test_a_commune_that_only_changed_its_province_goes_on_below_another_parent(self) -> None:
        tam_hai = the_unit("20992", BEFORE)
        assert tam_hai == the_unit("20992", TODAY)
        assert str(parent_of_unit(tam_hai, on=BEFORE)) == "Huyện Núi Thành"
        assert str(province_of(tam_hai, on=BEFORE)) == "Tỉnh Quảng Nam"
        assert (
            str(parent_of_unit(tam_hai, on=TODAY))
            == str(province_of(tam_hai, on=TODAY))
            == "Thành phố Đà Nẵng"
        )

    def test_a_township_that_became_a_commune_of_the_same_name_is_another_unit(self) -> None:
        old, new = the_unit("14845", BEFORE), the_unit("14845", TODAY)
        assert [str(old), str(new)] == ["Thị trấn Mường Lát", "Xã Mường Lát"]
        assert [(row.successor, row.is_partial) for row in successors_of(old)] == [(new, False)]

    def test_an_island_district_without_communes_is_followed_by_a_special_zone(self) -> None:
        con_dao = the_unit("26732", TODAY)
        assert str(con_dao) == "Đặc khu Côn Đảo"
        assert [(str(row.predecessor), row.predecessor.level) for row in predecessors_of(con_dao)] == [
            ("Huyện Côn Đảo", UnitLevel.DISTRICT)
        ]

    def test_a_divided_commune_has_several_successors_in_part(self) -> None:
        divided = Unit.objects.filter(successions__is_partial=True).distinct()
        assert divided.count() == 471
        assert all(len(successors_of(unit)) > 1 for unit in divided[:20])

    def test_every_unit_that_ended_is_followed_and_every_new_one_came_from_somewhere(self) -> None:
        ended = Unit.objects.filter(valid_to=REFORM).exclude(level=UnitLevel.DISTRICT)
        assert not ended.filter(successions=None).exists()
        assert not Unit.objects.filter(valid_from=REFORM, precessions=None).exists()

    def test_a_district_is_followed_by_what_its_communes_became(self) -> None:
        gia_vien = search_units("huyen gia vien", level=UnitLevel.DISTRICT, on=BEFORE)[0]
        names = {str(row.successor) for row in successors_of(gia_vien)}
        assert {"Xã Gia Viễn", "Xã Gia Vân", "Xã Đại Hoàng"} <= names

    def test_on_any_day_a_code_belongs_to_one_unit_and_a_unit_has_one_code_and_one_parent(self) -> None:
        for day in (KNOWN_SINCE, BEFORE, REFORM, TODAY):
            codes = UnitCode.objects.filter(holds_on(day)).values_list("code", "unit_id")
            assert len(codes) == len({code for code, _ in codes}) == len({unit for _, unit in codes})
            parents = UnitParent.objects.filter(holds_on(day)).values_list("child_id", flat=True)
            assert len(parents) == len(set(parents)) == Unit.objects.on(day).exclude(level="province").count()

    def test_loading_again_adds_nothing_and_rewrites_no_row(self) -> None:
        def rows() -> list[tuple[object, ...]]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT id, xmin::text, ctid::text FROM organisations_unit ORDER BY id")
                return list(cursor.fetchall())

        before = rows()
        assert self.loaded.units == len(before)
        with open_scope(system("test")):
            assert load_units() == Loaded(units=0, codes=0, parents=0, successions=0)
        assert rows() == before

    def test_no_row_was_updated_for_the_reform(self) -> None:
        assert self.written == (self.loaded.units + self.loaded.codes + self.loaded.parents, 0)

    def test_communes_are_found_without_diacritics_and_the_exact_name_comes_first(self) -> None:
        ninh_binh = the_unit("37", TODAY)
        assert units(UnitLevel.COMMUNE, on=TODAY, below=ninh_binh).count() == 129
        assert str(search_units("hoa lu", on=TODAY, below=ninh_binh)[0]) == "Phường Hoa Lư"
        assert str(search_units("Hoa Lư", on=TODAY, below=ninh_binh)[0]) == "Phường Hoa Lư"

    def test_many_codes_are_one_statement(self) -> None:
        with self.assertNumQueries(1):
            found = units_by_codes(["01", "37", "99"], on=TODAY)
        assert {code: code_of_unit(unit, on=TODAY) for code, unit in found.items()} == {
            "01": "01",
            "37": "37",
        }
