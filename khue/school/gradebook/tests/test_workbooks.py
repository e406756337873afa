"""Marks go out in workbooks that come back: whatever stands in a book, an import of its export changes nothing."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from khue.core import clock
from khue.core.bulk.exports import export_to
from khue.core.bulk.sheets import ImportContext, NothingThere
from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.school.gradebook.models.cells import REGULAR
from khue.school.gradebook.selectors.books import TERMS, books_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.sheets import MARKS, write_class_sheet
from khue.school.gradebook.sheets.marks import form
from khue.school.gradebook.tests.factories import (
    NOON,
    YEAR,
    School,
    make_person,
    make_school,
    place,
    set_window,
)
from khue.school.gradebook.tests.test_sheets import bring, counts
from khue.sector.classes.models import ClassPlacement, Exemption
from tests.clients import client_of
from tests.world import World, build_world

pytestmark = pytest.mark.django_db
MARK = st.integers(0, 100).map(lambda tenths: f"{tenths // 10},{tenths % 10}")
COMMENT = st.sampled_from(["Đ", "CĐ"])
REMARK = st.text("aăâbcđeêghiklmnoôơpqrstuưvxy ÁẾỘ=+-@'\".,;\n", max_size=60)
SUBJECTS = {"toan": MARK, "tin": MARK, "gdtc": COMMENT}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def fill(made: School, draw: Callable[[Any], Any]) -> int:
    """Put something into every book; how many rows have anything."""
    rows = 0
    with open_scope(system("test")):
        for code, value in SUBJECTS.items():
            for term in TERMS:
                book = made.book(code, term)
                for pupil in made.pupils:
                    typed = {
                        cell: draw(REMARK if cell == "remark" else st.none() | value) for cell in book.cells
                    }
                    changes = [CellChange(pupil.uuid, cell, None, new) for cell, new in typed.items()]
                    save_cells(book=book, changes=changes)
                    rows += any(new and new.strip() for new in typed.values())
    return rows


def exported(made: School, path: Path) -> int:
    with open_scope(made.scopes["head"]):
        context = ImportContext(made.scopes["head"], made.school.pk, {"year": str(YEAR)})
        return export_to(MARKS, MARKS.rows(context), path)


def sheet_of(made: School, subject: str, term: int, path: Path) -> int:
    with open_scope(made.scopes["head"]):
        found = books_of([(made.class_a.uuid, subject, number) for number in TERMS])
        return write_class_sheet(path, {key[2]: book for key, book in found.items()}, term)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), ending=st.sampled_from(["xlsx", "csv"]))
def test_an_import_of_the_long_export_changes_nothing(
    made: School, data: st.DataObject, ending: str, tmp_path: Path
) -> None:
    with transaction.atomic():
        there = fill(made, data.draw)
        path = tmp_path / f"marks.{ending}"
        exported(made, path)
        assert counts(bring(made, path)) == (0, 0, there, 0)
        transaction.set_rollback(True)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), subject=st.sampled_from(sorted(SUBJECTS)), term=st.sampled_from(TERMS))
def test_an_import_of_a_class_sheet_changes_nothing(
    made: School, data: st.DataObject, subject: str, term: int, tmp_path: Path
) -> None:
    with transaction.atomic():
        fill(made, data.draw)
        path = tmp_path / "sheet.xlsx"
        assert sheet_of(made, subject, term, path) == len(made.pupils)
        assert counts(bring(made, path)) == (0, 0, len(made.pupils), 0)
        transaction.set_rollback(True)


def test_a_locked_book_and_a_pupil_who_left_come_back_unchanged_too(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        changes = [CellChange(pupil.uuid, "final", None, "8") for pupil in made.pupils]
        save_cells(book=made.book(), changes=changes)
        Exemption.objects.create(
            organisation=made.school, school_class=made.class_a, person=made.pupils[1],
            subject=made.subjects["toan"], reason="Khuyết tật",
        )  # fmt: skip
        left = ClassPlacement.objects.filter(person=made.pupils[2])
        left.update(valid_to=dt.date(2025, 12, 1))
        set_window(made.school, NOON - dt.timedelta(days=9), NOON - dt.timedelta(days=1))
    path = tmp_path / "marks.xlsx"
    assert exported(made, path) == 3
    assert counts(bring(made, path)) == (0, 0, 3, 0)


def test_a_class_sheet_has_the_columns_that_schools_know(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        for term, mark in ((1, "8"), (2, "7")):
            book = made.book(term=term)
            cells = [*REGULAR[:4], "midterm", "final"]
            save_cells(book=book, changes=[CellChange(made.uuid(0), cell, None, mark) for cell in cells])
    sheet_of(made, "toan", 2, tmp_path / "s.xlsx")
    rows = [list(row) for row in openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0].values]
    assert rows[1][0] == "BẢNG ĐIỂM MÔN: Toán"
    assert rows[2][1:4] == ["Lớp: 8A1", "Học kì: II", "Năm học: 2025-2026"]
    assert rows[4] == [
        "STT", "Mã định danh", "Họ tên", "Ngày sinh", "ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGgk", "ĐĐGck",
        "ĐTBmhk1", "ĐTBmhk2", "ĐTBmcn", "Nhận xét",
    ]  # fmt: skip
    assert rows[5][4:13] == [7, 7, 7, 7, 7, 7, 8, 7, 7.3]


def test_the_first_term_says_nothing_of_the_second(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        book = made.book(term=2)
        cells = [cell for cell in book.cells if cell != "remark"]
        save_cells(book=book, changes=[CellChange(made.uuid(0), cell, None, "9") for cell in cells])
    sheet_of(made, "toan", 1, tmp_path / "s.xlsx")
    row = list(openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0].values)[5]
    assert not any(row[4:13])


def test_a_name_that_looks_like_a_formula_stays_a_name(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        place(made.class_a, make_person(made.school, "=HYPERLINK(1)"), 9)
    sheet_of(made, "toan", 1, tmp_path / "s.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0].cell(row=9, column=3)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_the_command_writes_the_sheet_when_class_subject_and_term_are_named(
    made: School, tmp_path: Path
) -> None:
    def asked(**options: str) -> int | None:
        context = ImportContext(made.scopes["head"], made.school.pk, {"year": str(YEAR), **options})
        with open_scope(made.scopes["head"]):
            return form(context, tmp_path / "s.xlsx")

    assert asked(**{"class": "8a1", "subject": "Toán", "term": "1"}) == len(made.pupils)
    assert asked(**{"class": "8A1"}) is None
    for class_name, subject in (("9Z9", "toan"), ("8A1", "thien-van")):
        with pytest.raises(NothingThere):
            asked(**{"class": class_name, "subject": subject, "term": "1"})


# As files arrive


def nasty(path: Path, rows: list[list[Any]], merges: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def test_merged_titles_decomposed_letters_and_columns_in_any_order(made: School, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["PHÒNG GIÁO DỤC – TRƯỜNG THCS ĐINH TIÊN HOÀNG"],
        ["SỔ ĐIỂM CÁC MÔN, LỚP 8A1"],
        [],
        ["CK", "Nhận xét", "GK", "TX2", "TX1", "Học kỳ", "Môn học", "Họ và tên", "STT"],
        ["7,5", "Tiến bộ", 6.5, "8", "9,0", "HKI", "Toán", "BÙI  QUỐC AN", 1],
        [None] * 9,
        ["CK", "Nhận xét", "GK", "TX2", "TX1", "Học kỳ", "Môn học", "Họ và tên", "STT"],
        ["Đ", None, "đạt", "CĐ", "Đ", "I", "giao duc the chat", "Bùi Quốc Bảo", 2],
    ]
    spread = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in rows
    ]
    path = nasty(tmp_path / "m.xlsx", spread, ("A1:I1", "A2:I2"))
    assert counts(bring(made, path)) == (2, 0, 0, 0)
    with open_scope(system("test")):
        assert values_of(made.book())[made.pupils[0].pk].cells[:2] == (90, 80)
        assert values_of(made.book("gdtc"))[made.pupils[1].pk].cells[:2] == (True, False)


@pytest.mark.parametrize("bad", ["85", 85, "11", "-1", "8,55", "8.5.5", "v", "8/10", "1e1", "Khá"])
def test_what_is_no_mark_keeps_its_row_out_and_the_others_go_in(
    made: School, tmp_path: Path, bad: Any
) -> None:
    path = nasty(
        tmp_path / "m.xlsx",
        [
            ["Họ tên", "Lớp", "Môn", "Học kì", "TX1", "CK"],
            ["Bùi Quốc An", "8A1", "Toán", 1, 8, bad],
            ["Bùi Quốc Bảo", "8A1", "Toán", 1, 8, 9],
        ],
    )
    assert counts(bring(made, path)) == (1, 0, 0, 1)


def test_the_same_pupil_twice_takes_the_first_line(made: School, tmp_path: Path) -> None:
    head = ["Họ tên", "Lớp", "Môn", "Học kì", "CK"]
    path = nasty(
        tmp_path / "m.xlsx",
        [head, ["Bùi Quốc An", "8A1", "Toán", 1, 8], ["bui quoc an", "8 a1", "toan", "HK 1", 3]],
    )
    assert counts(bring(made, path)) == (1, 0, 0, 1)


# The pages


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def signed_in(world: World, standing: str) -> Client:
    return client_of(world.people[standing])


def test_a_teacher_takes_the_sheet_of_the_own_book_and_it_is_written_down(world: World) -> None:
    answer = signed_in(world, "own teacher").get(f"/so-diem/{world.classes['A 8A1'].uuid}/TOAN/1/excel/")
    assert "8A1-TOAN-HK1.xlsx" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    assert book.worksheets[0].cell(row=6, column=3).value == "Nguyễn Kín A8A11"
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="gradebook.exported").count() == 1


def test_the_office_takes_all_marks_of_a_class(world: World) -> None:
    answer = signed_in(world, "registrar").get(f"/so-diem/{world.classes['A 8A1'].uuid}/excel/")
    assert answer.getvalue().startswith(b"PK")


@pytest.mark.parametrize("standing", ["teacher of another school", "another parent", "own parent"])
@pytest.mark.parametrize("tail", ["excel/", "TOAN/1/excel/"])
def test_strangers_take_nothing(world: World, standing: str, tail: str) -> None:
    answer = signed_in(world, standing).get(f"/so-diem/{world.classes['A 8A1'].uuid}/{tail}")
    assert answer.status_code in {403, 404}
