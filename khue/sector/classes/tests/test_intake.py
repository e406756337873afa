"""A school's class list comes in from Excel: again, mended, cut off, and back; another school's stays untouched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.bulk.exports import export_to
from khue.core.bulk.runs import Importer, undo
from khue.core.bulk.sheets import ImportContext
from khue.core.clock import frozen
from khue.core.models import ImportRejection, ImportRun, StoredFile
from khue.core.scope import Scope, open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.selectors import guardians_of
from khue.foundation.people.services import update_person
from khue.foundation.people.tests.factories import NOON, Province, hat
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_of, roll
from khue.sector.classes.sheets import PUPILS
from khue.sector.classes.tests.factories import make_class
from khue.sector.pupils.choices import EnrolmentStatus, Entry
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import enrolments_of_year
from khue.sector.pupils.tests.factories import YEAR, make_pupil

HEADERS = (
    "Mã học sinh",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Lớp",
    "Số định danh cá nhân",
    "Tên mẹ",
    "SĐT mẹ",
)
AN = ("3741681838", "Đặng Quốc An", "02/09/2012", "Nam", "8A1", "037212004118", "Lê Thị Hoa", "0912345678")
ANH = ("3750708047", "Lê Minh Anh", "05/03/2012", "Nữ", "8A2", "037312007702", "", "")
TOMORROW = NOON + dt.timedelta(days=1)
Sums = tuple[int, int, int, int, int]


@pytest.fixture
def classes(province: Province) -> list[SchoolClass]:
    return [make_class(province.school, name) for name in ("8A1", "8A2", "8A4")]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*rows: Sequence[Any], headers: Sequence[str] = HEADERS, name: str = "hs.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            for line, cells in enumerate([headers, *rows]):
                page.write_row(line, 0, cells)
        return path

    return make


def importer_of(
    school: Organisation, path: Path, sheet: Any = PUPILS, scope: Scope | None = None
) -> Importer:
    own = scope or hat("registrar", school)
    context = ImportContext(own, school.pk, {"year": str(YEAR)})
    return Importer(sheet, path, context, lambda: open_scope(own))


def bring(school: Organisation, path: Path, sheet: Any = PUPILS, scope: Scope | None = None) -> ImportRun:
    """Import a file in a registrar's hat."""
    importer = importer_of(school, path, sheet, scope)
    with open_scope(system("test")):
        stored = StoredFile.objects.create(digest="0" * 64, name=path.name, size=1, created_at=clock.now())
        run: ImportRun = ImportRun.objects.create(
            sheet=sheet.key, file=stored, organisation_id=school.pk, started_at=clock.now()
        )
    importer.run(run)
    with open_scope(system("test")):
        run.refresh_from_db()
    return run


def sums(run: ImportRun) -> Sums:
    return run.read, run.created, run.updated, run.unchanged, run.rejected


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    with open_scope(system("test")):
        rows = list(ImportRejection.objects.filter(run=run).order_by("row"))
    return [
        (row.number, each["column"], each["code"])
        for row in rows
        for each in row.problems
        if not each["warning"]
    ]


def count(model: Any, **conditions: Any) -> int:
    """How many rows there are, whoever may see them."""
    with open_scope(system("test")):
        number: int = model._base_manager.filter(**conditions).count()
    return number


def pupil(name: str) -> Enrolment:
    with open_scope(system("test")):
        row: Enrolment = (
            Enrolment.objects.select_related("person").exclude(status="cancelled").get(person__full_name=name)
        )
    return row


@pytest.mark.usefixtures("classes")
class TestComingIn:
    def test_a_list_becomes_people_enrolments_places_and_guardians(
        self, province: Province, write: Any
    ) -> None:
        run = bring(province.school, write(AN, ANH))
        assert sums(run) == (2, 2, 0, 0, 0)
        an = pupil("Đặng Quốc An")
        assert (an.grade_id, an.entry, an.valid_from) == (8, Entry.NEW, dt.date(2025, 9, 5))
        assert (an.person.given_name, an.person.sex, an.person.sector_identifier) == ("An", 1, "3741681838")
        assert an.person.identity_index is not None
        with open_scope(hat("registrar", province.school)):
            assert str(class_of(an.pk)) == "8A1"
            mother = guardians_of(an.person_id)[0]
            assert (mother.person.full_name, mother.guardianship.relation) == ("Lê Thị Hoa", "mother")
        [line] = audited(action="pupils.imported", person_id=an.person_id)
        assert line.params["row"] == 2

    def test_the_same_file_twice_changes_nothing(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN, ANH))
        assert sums(bring(province.school, write(AN, ANH))) == (2, 0, 0, 2, 0)
        assert count(Person, full_name="Lê Thị Hoa") == 1

    def test_the_same_facts_in_another_dress_change_nothing(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN))
        again = (
            "3741681838",
            "ĐẶNG QUỐC  AN",
            41154,
            "nam",
            "8a1",
            "037212004118",
            "lê thị hoa",
            "+84 912 345 678",
        )
        assert sums(bring(province.school, write(again))) == (1, 0, 0, 1, 0)

    def test_a_blank_cell_takes_nothing_away(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN))
        assert sums(bring(province.school, write((*AN[:4], "", "", "", "")))) == (1, 0, 0, 1, 0)

    def test_one_bad_cell_keeps_its_row_out_and_no_other(self, province: Province, write: Any) -> None:
        bad = ("3723846710", "Nguyễn Hải Đăng", "31/02/2012", "Nam", "8A9", "", "", "")
        run = bring(province.school, write(AN, bad, ANH))
        assert sums(run) == (3, 2, 0, 0, 1)
        assert problems(run) == [(3, "birth_date", "date_unreal")]

    @pytest.mark.parametrize(
        ("cell", "problem"),
        [
            ((4, "8A9"), ("class", "pupils.class_unknown")),
            ((3, ""), ("sex", "pupils.sex_missing")),
            ((2, "15/11/2000"), ("birth_date", "pupils.age")),
            ((5, "03721200411"), ("identity_number", "digits_count")),
        ],
    )
    def test_a_cell_that_cannot_be_says_why(
        self, province: Province, write: Any, cell: tuple[int, str], problem: tuple[str, str]
    ) -> None:
        row = [*AN]
        row[cell[0]] = cell[1]
        assert problems(bring(province.school, write(row))) == [(2, *problem)]

    def test_a_list_is_numbered_in_the_order_of_names(
        self, province: Province, write: Any, classes: list[SchoolClass]
    ) -> None:
        names = ["Trần Đức Duy", "Đặng Quốc An", "Nguyễn Thị Ánh"]
        rows = [("", name, "02/09/2012", "Nam", "8A1", "", "", "") for name in names]
        bring(province.school, write(*rows))
        with open_scope(hat("teacher", province.school)):
            assert [line.person.full_name for line in roll(classes[0])] == [names[1], names[2], names[0]]

    def test_brothers_and_sisters_share_their_mother(self, province: Province, write: Any) -> None:
        sister = ("3723846710", "Đặng Thị Bình", "12/08/2012", "Nữ", "8A2", "", "LÊ THỊ HOA", "0912 345 678")
        bring(province.school, write(AN, sister))
        assert (count(Guardianship), count(Person, full_name="Lê Thị Hoa")) == (2, 1)

    def test_a_class_above_the_table_is_the_class_of_its_rows(
        self, province: Province, tmp_path: Path
    ) -> None:
        path = tmp_path / "lop.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            page.merge_range("A1:D1", "DANH SÁCH HỌC SINH")
            page.write("A2", "LỚP 8A2")
            page.write_row(2, 0, ("STT", "HO VA TEN", "ngay sinh", "Gioi tinh"))
            page.write_row(3, 0, (1, "Lê Minh Anh", "05/03/2012", "Nữ"))
        assert sums(bring(province.school, path)) == (1, 1, 0, 0, 0)
        with open_scope(hat("registrar", province.school)):
            assert str(class_of(pupil("Lê Minh Anh").pk)) == "8A2"


@pytest.mark.usefixtures("classes")
class TestWhomARowMeans:
    def test_a_new_class_moves_the_pupil(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN))
        moved = (*AN[:4], "8A4", *AN[5:])
        with frozen(TOMORROW):
            assert sums(bring(province.school, write(moved))) == (1, 0, 1, 0, 0)
            with open_scope(hat("registrar", province.school)):
                assert str(class_of(pupil("Đặng Quốc An").pk)) == "8A4"

    def test_without_numbers_school_name_and_birth_date_are_the_key(
        self, province: Province, write: Any
    ) -> None:
        bring(province.school, write(("", *AN[1:5], "", "", "")))
        run = bring(province.school, write(("", "Dang Quoc An", *AN[2:5], "", "", "")))
        assert sums(run) == (1, 0, 1, 0, 0)  # the list spells the name without marks now
        assert count(Enrolment) == 1

    def test_a_number_is_added_to_who_had_none(self, province: Province, write: Any) -> None:
        bring(province.school, write(("", *AN[1:5], "", "", "")))
        assert sums(bring(province.school, write(AN))) == (1, 0, 1, 0, 0)
        assert pupil("Đặng Quốc An").person.sector_identifier == "3741681838"

    def test_two_of_one_name_and_day_with_different_numbers_are_two(
        self, province: Province, write: Any
    ) -> None:
        twin = ("3799999999", *AN[1:5], "037212999999", "", "")
        assert sums(bring(province.school, write(AN, twin))) == (2, 2, 0, 0, 0)
        run = bring(province.school, write(("", *AN[1:5], "", "", "")))
        assert problems(run) == [(2, "full_name", "pupils.ambiguous")]

    def test_the_second_of_two_equal_rows_is_told_of_the_first(self, province: Province, write: Any) -> None:
        run = bring(province.school, write(AN, ANH, AN))
        assert sums(run) == (3, 2, 0, 0, 1)
        with open_scope(system("test")):
            row = ImportRejection.objects.get(run=run)
        assert row.problems[0]["params"]["number"] == 2

    def test_a_number_of_somebody_quite_different_is_a_slip(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN))
        run = bring(province.school, write((AN[0], "Vũ Hồng Diệp", "26/04/2012", "Nữ", "8A1", "", "", "")))
        assert problems(run) == [(2, "sector_identifier", "pupils.number_of_another")]

    def test_who_learns_elsewhere_this_year_stays_there(self, province: Province, write: Any) -> None:
        make_pupil(
            province.other_school, "Đặng Quốc An", sector_identifier=AN[0], birth_date=dt.date(2012, 9, 2)
        )
        run = bring(province.school, write(AN))
        assert problems(run) == [(2, "full_name", "pupils.learns_elsewhere")]

    def test_who_finished_elsewhere_last_year_comes_with_the_whole_past(
        self, province: Province, write: Any
    ) -> None:
        old = make_pupil(
            province.other_school, "Đặng Quốc An", year=2024, grade=7,
            sector_identifier=AN[0], birth_date=dt.date(2012, 9, 2), sex=1,
        )  # fmt: skip
        assert sums(bring(province.school, write(AN))) == (1, 1, 0, 0, 0)
        with open_scope(system("test")):
            now = Enrolment.objects.get(person_id=old.person_id, year_id=YEAR)
            old.refresh_from_db()
        assert now.organisation_id == province.school.pk
        assert old.status == EnrolmentStatus.COMPLETED

    def test_states_of_a_list_end_and_begin_enrolments(self, province: Province, write: Any) -> None:
        headers = (
            "Mã học sinh",
            "Họ tên",
            "Ngày sinh",
            "Giới tính",
            "Lớp",
            "Trạng thái",
            "Ngày nhập trạng thái",
        )
        bring(province.school, write(AN))
        gone = (*AN[:5], "Chuyển đi", "10/10/2025")
        assert sums(bring(province.school, write(gone, headers=headers))) == (1, 0, 1, 0, 0)
        assert (pupil("Đặng Quốc An").status, pupil("Đặng Quốc An").valid_to) == (
            "moved",
            dt.date(2025, 10, 10),
        )
        assert sums(bring(province.school, write(gone, headers=headers))) == (1, 0, 0, 1, 0)


@pytest.mark.usefixtures("classes")
class TestCutOffAndBack:
    def test_a_run_that_was_cut_goes_on_and_ends_in_the_same_counts(
        self, province: Province, write: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("khue.core.bulk.runs.CHUNK", 2)
        rows = [
            ("", f"Lê Văn {name}", "02/09/2012", "Nam", "8A1", "", "", "")
            for name in ("An", "Bình", "Cường", "An")
        ]
        path = write(*rows)
        importer = importer_of(province.school, path)
        run = bring(province.school, write(*rows[:2], name="first.xlsx"))
        importer.run(run)
        with open_scope(system("test")):
            run.refresh_from_db()
        assert sums(run) == (4, 3, 0, 0, 1)

    def test_a_dry_run_gives_the_counts_of_the_run_and_keeps_nothing(
        self, province: Province, write: Any
    ) -> None:
        path = write(AN, ANH, AN)
        importer = importer_of(province.school, path)
        counts, _bad = importer.dry_run()
        assert (counts.read, counts.created, counts.rejected) == (3, 2, 1)
        assert count(Person, full_name="Đặng Quốc An") == 0

    def test_an_import_goes_back_and_the_mended_file_finds_the_same_children(
        self, province: Province, write: Any
    ) -> None:
        run = bring(province.school, write(AN, ANH))
        before = count(Person)
        assert self.take_back(province, run) == (2, 0)
        with open_scope(hat("registrar", province.school)):
            assert not enrolments_of_year(YEAR).exists()
        assert sums(bring(province.school, write(AN, ANH))) == (2, 2, 0, 0, 0)
        assert count(Person) == before

    def test_old_values_come_back(self, province: Province, write: Any, classes: list[SchoolClass]) -> None:
        bring(province.school, write(AN))
        other = (
            AN[0],
            "Đặng Quốc Ân",
            "03/09/2012",
            "Nam",
            "8A4",
            "037212004119",
            "Lê Thị Hồng",
            "0987654321",
        )
        run = bring(province.school, write(other))
        assert sums(run) == (1, 0, 1, 0, 0)
        assert self.take_back(province, run) == (1, 0)
        assert sums(bring(province.school, write(AN))) == (1, 0, 0, 1, 0)

    def test_what_somebody_changed_since_stays(self, province: Province, write: Any) -> None:
        bring(province.school, write(AN, ANH))
        changed = [(row[0], row[1] + "h", *row[2:]) for row in (AN, ANH)]
        run = bring(province.school, write(*changed))
        with open_scope(hat("registrar", province.school)):
            update_person(person=pupil("Đặng Quốc Anh").person, full_name="Đặng Quốc Ánh")
        assert self.take_back(province, run) == (1, 1)
        assert pupil("Đặng Quốc Ánh").pk
        assert pupil("Lê Minh Anh").pk

    def take_back(self, province: Province, run: ImportRun) -> tuple[int, int]:
        own = hat("registrar", province.school)
        return undo(run, PUPILS, lambda: open_scope(own))


@pytest.mark.usefixtures("classes")
def test_a_hundred_rows_cost_as_many_statements_as_three(province: Province, write: Any) -> None:
    def rows(start: int, count: int) -> list[Sequence[str]]:
        return [
            (f"37{number:08}", f"Nguyễn Văn {chr(65 + number % 26)}", "02/09/2012", "Nam", "8A1",
             f"0372120{number:05}", f"Lê Thị {chr(65 + number % 26)}", f"09{number:08}")
            for number in range(start, start + count)
        ]  # fmt: skip

    def cost(path: Path) -> int:
        with CaptureQueriesContext(connection) as queries:
            bring(province.school, path)
        return len(queries)

    bring(
        province.school, write(*rows(25, 1))
    )  # its pupil stands last, so both lists below are numbered anew
    assert cost(write(*rows(1, 3))) == cost(write(*rows(30, 100)))
    assert cost(write(*rows(1, 3))) == cost(write(*rows(30, 100)))


def test_an_export_holds_what_an_import_reads(
    province: Province, write: Any, classes: list[SchoolClass], tmp_path: Path
) -> None:
    bring(province.school, write(AN, ANH))
    own = hat("registrar", province.school)
    with open_scope(own):
        context = ImportContext(own, province.school.pk, {"year": str(YEAR)})
        assert export_to(PUPILS, PUPILS.rows(context), tmp_path / "ra.xlsx") == 2
    assert sums(bring(province.school, tmp_path / "ra.xlsx")) == (2, 0, 0, 2, 0)
