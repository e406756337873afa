"""Marks come from workbooks as teachers really send them, and go out in a form that comes back unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.bulk.exports import export_to
from khue.core.bulk.runs import Counts, Importer, undo
from khue.core.bulk.sheets import ImportContext
from khue.core.models import ImportRun, ImportState, StoredFile
from khue.core.scope import Scope, open_scope, system
from khue.foundation.people.models import Person
from khue.school.gradebook.models import Mark
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.sheets import MARKS
from khue.school.gradebook.tests.factories import (
    NOON,
    YEAR,
    School,
    make_person,
    make_school,
    place,
    set_window,
)

pytestmark = pytest.mark.django_db
LONG = ("Mã HS", "Lớp", "Môn", "Học kì", "TX1", "TX2", "TX3", "TX4", "GK", "CK")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    made = make_school()
    with open_scope(system("test")):
        for number, pupil in enumerate(made.pupils, 1):
            Person.objects.filter(pk=pupil.pk).update(
                sector_identifier=f"012345678{number}", birth_date=dt.date(2012, 5, number)
            )
    return made


def book_with(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook of these rows."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def importer(made: School, path: Path, scope: Scope | None = None, **options: str) -> Importer:
    by = scope or Scope(reach=system("cli").reach, role="system", reason="cli", account=made.cli.pk)
    context = ImportContext(by, made.school.pk, {"year": str(YEAR), **options})
    return Importer(MARKS, path, context, lambda: open_scope(by))


def bring(made: School, path: Path, scope: Scope | None = None, **options: str) -> ImportRun:
    """Import a file; the run tells the counts."""
    work = importer(made, path, scope, **options)
    with open_scope(system("test")):
        stored = StoredFile.objects.create(
            digest="0" * 64, size=1, name=path.name, content_type="", created_at=NOON
        )
        run: ImportRun = ImportRun.objects.create(
            sheet="marks",
            file=stored,
            organisation_id=work.context.organisation,
            state=ImportState.RUNNING,
            started_at=NOON,
        )
    work.run(run)
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.rejected


def cells(made: School, pupil: int, subject: str = "toan", term: int = 1) -> tuple[Any, ...]:
    with open_scope(system("test")):
        return values_of(made.book(subject, term))[made.pupils[pupil].pk].cells


def codes(made: School, path: Path, scope: Scope | None = None) -> list[str]:
    """The problems of a dry run, row by row."""
    _counts, bad = importer(made, path, scope).dry_run()
    return [outcome.problems[0].code.removeprefix("gradebook.") for _, outcome in bad]


def test_a_long_list_is_stored_and_the_second_time_nothing_changes(made: School, tmp_path: Path) -> None:
    path = book_with(
        tmp_path / "m.xlsx",
        [
            LONG,
            ("0123456781", "8A1", "Toán", 1, 8, "7,5", 9, 8.5, 7, 8),
            ("0123456782", "8A1", "Ngữ văn", "HK1", 6, 7, None, None, 6.5, 7),
            (123456783, "8A1", "GDTC", "II", "Đ", "cđ", None, None, "Đ", "Đạt"),
        ],
    )
    with open_scope(system("test")):
        made.subjects["gdtc"].short_name = "GDTC"
        made.subjects["gdtc"].save()
    assert counts(bring(made, path)) == (3, 0, 0, 0)
    assert cells(made, 0)[:7] == (80, 75, 90, 85, None, 70, 80)
    assert cells(made, 2, "gdtc", 2)[:7] == (True, False, None, None, None, True, True)
    assert counts(bring(made, path)) == (0, 0, 3, 0)


def test_a_class_sheet_says_class_subject_and_term_in_its_title(made: School, tmp_path: Path) -> None:
    path = book_with(
        tmp_path / "m.xlsx",
        [
            ("TRƯỜNG THCS ĐINH TIÊN HOÀNG",),
            ("BẢNG ĐIỂM MÔN: TOÁN",),
            ("Lớp: 8A1", "", "Học kì: I"),
            (
                "STT",
                "Mã định danh",
                "Họ tên",
                "Ngày sinh",
                "ĐĐGtx",
                "",
                "",
                "",
                "ĐĐGgk",
                "ĐĐGck",
                "ĐTBmhk1",
                "Nhận xét",
            ),
            ("", "", "", "", 1, 2, 3, 4, "", "", "", ""),
            (1, "0123456781", "Bùi Quốc An", "01/05/2012", 8, 9, 7, 8, 7.5, 8, 7.9, "Chắc kiến thức"),
            (2, "", "BÙI QUỐC BẢO", "02/05/2012", 5, 6, 7, 8, 7.5, 8, 7.9, ""),
        ],
    )
    assert counts(bring(made, path)) == (2, 0, 0, 0)
    assert cells(made, 0) == (80, 90, 70, 80, None, 75, 80, "Chắc kiến thức")
    assert cells(made, 1)[:4] == (50, 60, 70, 80)


def test_what_the_file_does_not_say_the_command_may(made: School, tmp_path: Path) -> None:
    path = book_with(tmp_path / "m.xlsx", [("Mã HS", "CK"), ("0123456781", 9)])
    run = bring(made, path, None, **{"class": "8a1", "subject": "toan", "term": "2"})
    assert counts(run) == (1, 0, 0, 0)
    assert cells(made, 0, term=2)[6] == 90


def test_blank_cells_say_nothing_and_other_values_are_written_over(made: School, tmp_path: Path) -> None:
    with open_scope(made.scopes["maths"]):
        changes = [
            CellChange(made.uuid(0), "final", None, "7"),
            CellChange(made.uuid(0), "midterm", None, "6"),
        ]
        save_cells(book=made.book(), changes=changes)
    row = ("0123456781", "8A1", "Toán", 1, None, None, None, None, None, 8)
    assert counts(bring(made, book_with(tmp_path / "m.xlsx", [LONG, row]))) == (0, 1, 0, 0)
    assert cells(made, 0)[5:7] == (60, 80)


def test_every_bad_row_says_why_and_the_good_ones_go_in(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        leaver = make_person(made.school, "Sùng A Lử")
        Person.objects.filter(pk=leaver.pk).update(sector_identifier="0123456799")
        place(made.class_a, leaver, 9, left=dt.date(2025, 11, 1))
    nothing = (None,) * 5
    rows = [
        ("0999999999", "8A1", "Toán", 1, 8, *nothing),
        ("0123456781", "9Z9", "Toán", 1, 8, *nothing),
        ("0123456781", "8A1", "Thiên văn", 1, 8, *nothing),
        ("0123456781", "8A1", "Toán", 1, "Đ", *nothing),
        ("0123456781", "8A1", "Giáo dục thể chất", 1, 8, *nothing),
        ("0123456781", "8A1", "Tin học", 1, 8, 8, 8, None, None, None),
        ("0123456799", "8A1", "Toán", 1, 8, *nothing),
        ("0123456781", "8A1", "Toán", 3, 8, *nothing),
        ("0123456781", "8A1", "Toán", 1, 11, *nothing),
        ("0123456782", "8A1", "Toán", 1, 9, *nothing),
        ("0123456782", "8A1", "Toán", 1, 9, *nothing),
    ]
    path = book_with(tmp_path / "m.xlsx", [LONG, *rows])
    assert codes(made, path) == [
        "unknown_pupil",
        "unknown_class",
        "unknown_subject",
        "not_a_mark",
        "not_a_comment",
        "no_such_cell",
        "has_left",
        "choice_unknown",
        "mark_range",
        "row_twice",
    ]
    assert counts(bring(made, path)) == (1, 0, 0, 10)


def test_two_of_one_name_and_birth_date_are_ambiguous(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        twin = make_person(made.school, "Bùi Quốc An")
        Person.objects.filter(pk=twin.pk).update(birth_date=dt.date(2012, 5, 1))
        place(made.class_a, twin, 8)
    head = ("Họ và tên", "Ngày sinh", "Lớp", "Môn", "Học kì", "CK")
    path = book_with(tmp_path / "m.xlsx", [head, ("Bùi Quốc An", "01/05/2012", "8A1", "Toán", 1, 8)])
    assert codes(made, path) == ["ambiguous"]


def test_a_teacher_brings_in_only_what_is_theirs(made: School, tmp_path: Path) -> None:
    nothing = (None,) * 5
    rows = [
        ("0123456781", "8A1", "Toán", 1, 8, *nothing),
        ("0123456781", "8A1", "Ngữ văn", 1, 8, *nothing),
    ]
    path = book_with(tmp_path / "m.xlsx", [LONG, *rows])
    assert codes(made, path, made.scopes["maths"]) == ["not_yours"]


def test_a_locked_book_takes_no_rows(made: School, tmp_path: Path) -> None:
    with open_scope(system("test")):
        set_window(made.school, NOON - dt.timedelta(days=9), NOON - dt.timedelta(days=1))
    path = book_with(tmp_path / "m.xlsx", [LONG, ("0123456781", "8A1", "Toán", 1, 8, *(None,) * 5)])
    assert codes(made, path) == ["closed"]


def test_an_import_is_taken_back_except_where_somebody_wrote_since(made: School, tmp_path: Path) -> None:
    rows = [(f"012345678{number}", "8A1", "Toán", 1, 8, *(None,) * 4, 9) for number in (1, 2)]
    run = bring(made, book_with(tmp_path / "m.xlsx", [LONG, *rows]))
    with open_scope(made.scopes["maths"]):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(1), "final", "9.0", "10")])
    assert undo(run, MARKS, lambda: open_scope(system("undo"))) == (1, 1)
    assert cells(made, 0)[:7] == (None,) * 7
    assert cells(made, 1)[0] == 80


def test_what_was_exported_comes_back_unchanged(made: School, tmp_path: Path) -> None:
    rows = [
        ("0123456781", "8A1", "Toán", 1, 8, 7.5, None, None, 6, 10),
        ("0123456781", "8A1", "Giáo dục thể chất", 2, "Đ", "CĐ", None, None, None, "Đ"),
    ]
    bring(made, book_with(tmp_path / "m.xlsx", [LONG, *rows]))
    out = tmp_path / "out.xlsx"
    with open_scope(made.scopes["head"]):
        context = ImportContext(made.scopes["head"], made.school.pk, {"year": str(YEAR)})
        assert export_to(MARKS, MARKS.rows(context), out) == 2
    assert counts(bring(made, out)) == (0, 0, 2, 0)


def test_a_chunk_costs_the_same_for_one_row_and_for_many(made: School, tmp_path: Path) -> None:
    def cost(rows: list[tuple[Any, ...]]) -> int:
        path = book_with(tmp_path / "m.xlsx", [LONG, *rows])
        work = importer(made, path)
        with CaptureQueriesContext(connection) as queries:
            _run(work)
        return len(queries)

    one = [
        ("0123456781", "8A1", "Toán", 1, 8, *(None,) * 5),
        ("0123456781", "8A1", "Giáo dục thể chất", 1, "Đ", *(None,) * 5),
    ]
    many = [
        (
            f"012345678{pupil}",
            "8A1",
            subject,
            term,
            "Đ" if subject.startswith("Giáo dục thể") else 7,
            *(None,) * 5,
        )
        for pupil in (1, 2, 3)
        for subject in ("Toán", "Ngữ văn", "Tin học", "Giáo dục thể chất")
        for term in (1, 2)
    ]
    assert cost(one) == cost(many)


def _run(work: Importer) -> Counts:
    return work.dry_run()[0]


def test_the_marks_of_an_import_have_its_actor_as_author(made: School, tmp_path: Path) -> None:
    bring(made, book_with(tmp_path / "m.xlsx", [LONG, ("0123456781", "8A1", "Toán", 1, 8, *(None,) * 5)]))
    with open_scope(system("test")):
        assert Mark.objects.of(YEAR).values_list("changed_by", flat=True).get() == made.cli.pk
