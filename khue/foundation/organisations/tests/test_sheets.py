"""The workbook of schools: what comes in stays as it was meant, the same file twice changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from khue.core.bulk.exports import export_to
from khue.core.bulk.runs import Counts, Importer
from khue.core.bulk.sheets import Fate, GivenRow, ImportContext, Outcome
from khue.core.scope import Reach, Scope, open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.organisations.choices import OrganisationKind, Ownership, ParentKind, Stage
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import Organisation, Site
from khue.foundation.organisations.selectors import listed, organisation_by_code, parents_of
from khue.foundation.organisations.sheets import SCHOOLS
from khue.foundation.organisations.tests.factories import Province

pytestmark = pytest.mark.django_db
NEW: dict[str, Any] = {
    "code": "37373511",
    "name": "Trường TH&THCS Gia Vân",
    "stages": "TH, THCS",
    "commune": "Xã Gia Viễn",
    "phone": "02293871088",
}


@pytest.fixture
def context(province: Province) -> Iterator[ImportContext]:
    with open_scope(system("test")) as scope:
        yield ImportContext(scope, None)


def applied(context: ImportContext, *rows: dict[str, Any]) -> list[Outcome]:
    given = [GivenRow(place, "Sheet1", place + 2, row) for place, row in enumerate(rows)]
    return list(SCHOOLS.apply(given, context))


def codes(outcomes: list[Outcome]) -> list[str]:
    return [problem.code for outcome in outcomes for problem in outcome.problems]


def test_a_new_school_stands_below_its_commune_and_is_guided_by_the_department(
    province: Province, context: ImportContext
) -> None:
    assert [outcome.fate for outcome in applied(context, NEW)] == [Fate.CREATED]
    school = organisation_by_code("37373511")
    assert school is not None
    assert (school.name, school.kind, school.stages) == (
        "Trường TH&THCS Gia Vân",
        OrganisationKind.SCHOOL,
        [Stage.PRIMARY, Stage.LOWER_SECONDARY],
    )
    parents = parents_of([school.pk])
    assert parents[school.pk, ParentKind.ADMINISTRATIVE] == province.commune
    assert parents[school.pk, ParentKind.PROFESSIONAL] == province.department
    assert school.path.startswith(province.commune.path)
    assert school.valid_from == REFORM


def test_an_upper_secondary_school_and_a_centre_stand_below_the_department(
    province: Province, context: ImportContext
) -> None:
    applied(
        context, NEW | {"stages": "THPT"}, NEW | {"code": "2", "name": "Trung tâm GDTX", "stages": "GDTX"}
    )
    for code, kind in (("37373511", OrganisationKind.SCHOOL), ("2", OrganisationKind.CENTRE)):
        school = organisation_by_code(code)
        assert school is not None
        assert school.kind == kind
        assert parents_of([school.pk])[school.pk, ParentKind.ADMINISTRATIVE] == province.department


def test_the_same_rows_twice_change_nothing(context: ImportContext) -> None:
    applied(context, NEW)
    again = ImportContext(context.scope, None)
    lines = len(audited())
    assert [outcome.fate for outcome in applied(again, NEW)] == [Fate.UNCHANGED]
    assert len(audited()) == lines


def test_a_known_school_is_mended_in_its_name_and_contact(province: Province, context: ImportContext) -> None:
    row = {"code": "37373501", "name": "Trường THCS Đinh Tiên Hoàng", "stages": "THCS"}
    assert [each.fate for each in applied(context, row | {"short_name": "THCS Đinh Tiên Hoàng"})] == [
        Fate.UNCHANGED
    ]
    mended = row | {
        "name": "Trường THCS Đinh Tiên Hoàng (Gia Viễn)",
        "address": "Thôn 2",
        "ownership": Ownership.PRIVATE,
    }
    (outcome,) = applied(ImportContext(context.scope, None), mended)
    assert outcome.fate is Fate.UPDATED
    school = organisation_by_code("37373501")
    assert school is not None
    assert (school.name, school.address, school.ownership) == (
        "Trường THCS Đinh Tiên Hoàng (Gia Viễn)",
        "Thôn 2",
        Ownership.PRIVATE,
    )
    assert school.names.count() == 1
    assert len(audited(action="organisations.mended", object_id=school.pk)) == 1


def test_an_empty_column_of_the_file_leaves_what_is_there(context: ImportContext) -> None:
    applied(context, NEW)
    fewer = {name: NEW[name] for name in ("code", "name", "stages")}
    assert [each.fate for each in applied(ImportContext(context.scope, None), fewer)] == [Fate.UNCHANGED]
    school = organisation_by_code("37373511")
    assert school is not None
    assert school.phone == "02293871088"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stages": "Đại học"}, "organisations.stages_unknown"),
        ({"commune": "Xã Mù Cang"}, "organisations.commune_unknown"),
        ({"parent": "Phòng nào đó"}, "organisations.parent_unknown"),
        ({"commune": None}, "organisations.parent_missing"),
        ({"name": "THCS Đinh Tiên Hoàng"}, "organisations.same_name"),
        ({"code": "37"}, "organisations.code_of_other"),
        ({"code": "37373501", "commune": "Phường Hoa Lư"}, "organisations.place_by_decision"),
        ({"code": "37373501", "parent": "Sở GDĐT Ninh Bình"}, "organisations.parent_by_decision"),
    ],
)
def test_a_row_that_cannot_be_says_why_at_its_cell(
    context: ImportContext, change: dict[str, Any], code: str
) -> None:
    (outcome,) = applied(context, NEW | change)
    assert outcome.fate is Fate.REJECTED
    assert codes([outcome]) == [code]
    assert outcome.problems[0].text()
    assert "%(" not in outcome.problems[0].text() + outcome.problems[0].advice()


def test_the_same_code_twice_in_a_file_is_said(context: ImportContext) -> None:
    assert codes(applied(context, NEW, NEW)) == ["row_twice"]


def test_who_looks_after_one_commune_cannot_touch_the_schools_of_another(province: Province) -> None:
    scope = Scope(reach=Reach.SOME, roots=(province.commune.path,), role="specialist", account=1)
    with open_scope(scope):
        outcomes = applied(
            ImportContext(scope, None),
            {"code": "37373502", "name": "Đổi bừa", "stages": "THCS"},
            NEW | {"commune": "Phường Hoa Lư"},
        )
    assert codes(outcomes) == ["organisations.outside", "organisations.outside"]


def test_what_was_imported_can_be_taken_back_unless_it_is_used(
    province: Province, context: ImportContext
) -> None:
    outcomes = applied(
        context,
        NEW,
        NEW | {"code": "2", "name": "Trường TH Hai"},
        {"code": "37373501", "name": "Sai", "stages": "THCS"},
    )
    used = organisation_by_code("2")
    assert used is not None
    Site.objects.create(organisation=used, name="Điểm lẻ", valid_from=REFORM)
    images = [image for outcome in outcomes for image in outcome.images]
    assert SCHOOLS.undo is not None
    assert SCHOOLS.undo(images) == [True, False, True]
    assert organisation_by_code("37373511") is None
    assert Organisation.objects.get(pk=province.school.pk).name == "Trường THCS Đinh Tiên Hoàng"


def test_a_chunk_costs_the_same_for_two_rows_and_for_two_hundred(
    context: ImportContext, django_assert_max_num_queries: object
) -> None:
    def statements(first: int, number: int) -> int:
        rows = [
            NEW | {"code": f"N{first + each}", "name": f"Trường số {first + each}"} for each in range(number)
        ]
        with django_assert_max_num_queries(80) as captured:  # type: ignore[operator]
            applied(ImportContext(context.scope, None), *rows)
        return len(captured)

    assert statements(0, 2) == statements(1000, 200)


def test_an_export_reads_back_as_it_was(province: Province, context: ImportContext, tmp_path: Path) -> None:
    path = tmp_path / "schools.xlsx"
    assert export_to(SCHOOLS, SCHOOLS.rows(context), path) == 3
    head = [cell.value for cell in next(load_workbook(path).worksheets[0].iter_rows(max_row=1))]
    assert head[:4] == ["Mã trường", "Tên trường", "Tên ngắn", "Cấp học"]
    importer = Importer(SCHOOLS, path, ImportContext(context.scope, None), lambda: open_scope(context.scope))
    counts, bad = importer.dry_run()
    assert (counts, bad) == (Counts(unchanged=3), [])


def test_a_file_as_people_send_it_comes_in(
    province: Province, context: ImportContext, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH TRƯỜNG NĂM HỌC 2025-2026"])
    sheet.append([])
    sheet.append(["STT", "TEN TRUONG", "Mã trường", "Xã, phường", "Cấp học", "Loại hình trường", "SĐT"])
    sheet.append([1, "Trường Mầm non Hoa Sen", "37373101", "gia vien", "Mầm non", "Tư thục", 2293871099])
    sheet.append([2, "Trường TH Gia Thanh", "37373201", "Xã Gia Viễn", "Tiểu học", None, None])
    sheet.append([3, "Trường TH Ma", "37373202", "Xã Ma", "Tiểu học", None, None])
    path = tmp_path / "truong.xlsx"
    book.save(path)
    importer = Importer(SCHOOLS, path, context, lambda: open_scope(context.scope))
    counts, bad = importer.dry_run()
    assert counts == Counts(created=2, rejected=1)
    assert [codes([outcome]) for _parsed, outcome in bad] == [["organisations.commune_unknown"]]


def test_the_csv_of_a_past_day_shows_that_day(province: Province, as_system: object, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    export_to(SCHOOLS, listed(on=REFORM - dt.timedelta(days=1)).filter(code_then="37373501"), path)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["Mã trường"], row["Cơ quan quản lí"]) for row in rows] == [
        ("37373501", "Phòng GDĐT Gia Viễn")
    ]
