"""`khue import` word for word: its sums, its exit codes, what goes to which stream, whose rights it uses."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from khue.config.management import importing
from khue.core.scope import open_scope, system
from khue.foundation.organisations.models import OrganisationCode
from khue.sector.pupils.models import Enrolment
from tests.world import DAY, World

pytestmark = pytest.mark.django_db(transaction=False)
HEADER = ("Họ tên", "Ngày sinh", "Giới tính", "Lớp")


@pytest.fixture
def codes(world: World) -> World:
    """The world with codes, by which commands name schools."""
    with open_scope(system("test")):
        for number, school in enumerate(world.schools, 1):
            OrganisationCode.objects.create(organisation=school, code=f"3700000{number}", valid_from=DAY)
    return world


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """`run("pupils", path, …)` answers exit code, what was answered, and what was told."""

    def command(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        importing.register(parser.add_subparsers())
        given = parser.parse_args(["import", *words])
        try:
            code = int(given.run(given))
        except PermissionError as error:
            return 3, "", str(error)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def workbook(
    path: Path, *rows: tuple[Any, ...], sheet: str = "Danh sách", **others: list[tuple[Any, ...]]
) -> str:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = sheet
    for row in rows:
        first.append(row)
    for name, lines in others.items():
        more = book.create_sheet(name)
        for row in lines:
            more.append(row)
    book.save(path)
    return str(path)


GOOD = ("Trần Thị Mới", "05/06/2012", "Nữ", "8A1")
BAD = ("Lê Văn Sai", "31/02/2012", "Nam", "8A1")
WHERE = ("--school", "37000001", "--year", "2025-2026")


def test_where_rejected_rows_cannot_go_nothing_is_read(codes: World, run: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD, BAD)
    for target in (tmp_path / "gone" / "b.xlsx", tmp_path, tmp_path / "a.xlsx" / "b.xlsx"):
        code, out, said = run("pupils", path, *WHERE, "--rejected", str(target))
        assert (code, out) == (2, "")
        assert str(target) in said
    with open_scope(system("test")):
        assert not Enrolment.objects.filter(person__full_name=GOOD[0]).exists()


def test_a_dry_run_says_what_the_run_then_does_and_a_second_run_changes_nothing(
    codes: World, run: Any, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD, BAD)
    sums = {
        "schema": 1,
        "kind": "pupils",
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    code, out, err = run("pupils", path, *WHERE, "--dry-run", "--json")
    assert (code, json.loads(out)) == (1, {**sums, "rejected_file": None})
    assert "2 rows" in err
    code, out, _err = run("pupils", path, *WHERE, "--json")
    assert (code, json.loads(out)) == (1, {**sums, "rejected_file": f"{path}.rejected.xlsx"})
    code, out, _err = run("pupils", path, *WHERE, "--json")
    assert json.loads(out) | {"created": 1, "unchanged": 0} == {
        **sums,
        "rejected_file": f"{path}.rejected.xlsx",
    }
    assert json.loads(out)["unchanged"] == 1


@pytest.mark.parametrize("year", ["9999", "2025-2027", "năm nay"])
def test_a_school_year_that_is_not_there_is_said_before_anything_is_read(
    codes: World, run: Any, tmp_path: Path, year: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD)
    code, out, said = run("pupils", path, "--school", "37000001", "--year", year)
    assert (code, out) == (2, "")
    assert year in said


def test_the_rejected_file_is_importable_after_mending(codes: World, run: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD, BAD)
    run("pupils", path, *WHERE)
    rejected = tmp_path / "a.xlsx.rejected.xlsx"
    book = load_workbook(rejected)
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [*HEADER, "Lỗi"]
    sheet["B2"] = "28/02/2012"
    book.save(rejected)
    code, out, _err = run("pupils", str(rejected), *WHERE)
    assert (code, out.strip()) == (0, "read=1 created=1 updated=0 unchanged=0 rejected=0")


def test_sheets_and_rows_that_were_passed_over_are_told_on_standard_error(
    codes: World, run: Any, tmp_path: Path
) -> None:
    lines = [("Không phải danh sách",)]
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD, ("Tổng cộng: 1 học sinh",), Ghi_chú=lines)
    code, out, err = run("pupils", path, *WHERE)
    assert (code, out.strip()) == (0, "read=1 created=1 updated=0 unchanged=0 rejected=0")
    assert "Ghi_chú: không thấy dòng tiêu đề cột" in err
    assert "Danh sách:3: Tổng cộng: 1 học sinh" in err


def test_an_account_imports_at_its_own_school_only(codes: World, run: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADER, GOOD)
    assert run("pupils", path, *WHERE, "--as", "head")[0] == 0
    for account in ("head-of-another-school", "own-teacher", "nobody"):
        assert run("pupils", path, *WHERE, "--as", account)[0] == 3
    with open_scope(system("test")):
        assert Enrolment.objects.filter(person__full_name="Trần Thị Mới").count() == 1


def test_what_cannot_be_used_writes_nothing(codes: World, run: Any, tmp_path: Path) -> None:
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"\xd0\xcf\x11\xe0 no workbook")
    for words in (
        ("pupils", str(broken), *WHERE),
        ("pupils", str(tmp_path / "missing.xlsx"), *WHERE),
        ("pupils", workbook(tmp_path / "a.xlsx", HEADER, GOOD), "--school", "nowhere"),
        ("pupils", str(tmp_path / "a.xlsx")),
        ("schools", str(tmp_path / "a.xlsx"), "--school", "37000001"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err
