"""A list of staff comes in, comes in again, and goes out; a colleague of another school is not made twice."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.http import Http404

from khue.core.bulk.exports import export_to
from khue.core.bulk.runs import Counts, Importer
from khue.core.bulk.sheets import ImportContext
from khue.core.bulk.tests.bringing import bring as bring_file
from khue.core.bulk.tests.bringing import workbook
from khue.core.rules import Forbidden
from khue.core.scope import Scope, open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.accounts.models import Membership
from khue.foundation.organisations.models import InternalUnit, Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.tests.factories import FOUNDED, Province, hat, make_person
from khue.sector.staff.models import Post
from khue.sector.staff.sheets import STAFF
from khue.sector.staff.tests.factories import make_post

HEADERS = (
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Vị trí việc làm",
    "Tổ chuyên môn",
    "Điện thoại",
    "Số định danh cá nhân",
)
LAN = ("Đinh Thị Lan", "14/03/1985", "Nữ", "Giáo viên", "Tổ Toán", "0912345678", "037185004118")
TUAN = ("Nguyễn Văn Tuấn", "02/09/1975", "Nam", "Hiệu trưởng", "", "", "")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> Path:
        path = tmp_path / "nhan-su.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            for line, cells in enumerate([headers, *rows]):
                page.write_row(line, 0, cells)
        return path

    return make


@pytest.fixture
def maths(province: Province) -> InternalUnit:
    with open_scope(system("test")):
        unit: InternalUnit = InternalUnit.objects.create(
            organisation=province.school, kind="subject_group", name="Tổ Toán", valid_from=FOUNDED
        )
    return unit


def bring(
    school: Organisation, path: Path, scope: Scope | None = None
) -> tuple[Counts, list[tuple[int, str]]]:
    """Apply a file chunk by chunk as an import does, and say what was rejected and why."""
    own = scope or hat("registrar", school)
    importer = Importer(STAFF, path, ImportContext(own, school.pk, {}), lambda: open_scope(own))
    counts, bad = Counts(), []
    for parsed in importer._chunks():  # noqa: SLF001 - the loop of a run, without its bookkeeping
        with open_scope(own):
            outcomes = importer._apply(parsed, counts.read)  # noqa: SLF001 - as above
        counts.add(outcomes)
        bad += [
            (row.row.number, each.problems[-1].code)
            for row, each in zip(parsed, outcomes, strict=True)
            if each.fate.value == "rejected"
        ]
    return counts, bad


def sums(counts: Counts) -> tuple[int, int, int, int]:
    return counts.created, counts.updated, counts.unchanged, counts.rejected


@pytest.mark.usefixtures("maths")
class TestComingIn:
    def test_people_get_posts_groups_and_hats(self, province: Province, write: Any) -> None:
        counts, bad = bring(province.school, write(LAN, TUAN))
        assert (sums(counts), bad) == ((2, 0, 0, 0), [])
        with open_scope(hat("head", province.school)):
            lan = Post.objects.select_related("person", "internal_unit").get(person__full_name="Đinh Thị Lan")
            assert (str(lan.internal_unit), lan.person.phone, lan.position) == (
                "Tổ Toán",
                "0912345678",
                "teacher",
            )
            assert Membership.objects.get(person__full_name="Nguyễn Văn Tuấn").role == "head"

    def test_the_same_list_again_changes_nothing(self, province: Province, write: Any) -> None:
        bring(province.school, write(LAN, TUAN))
        assert sums(bring(province.school, write(LAN, TUAN))[0]) == (0, 0, 2, 0)

    def test_a_new_phone_and_a_new_group_are_changes(self, province: Province, write: Any) -> None:
        bring(province.school, write(LAN))
        changed = (*LAN[:4], "", "0987654321", LAN[6])
        assert sums(bring(province.school, write(changed))[0]) == (0, 1, 0, 0)

    def test_somebody_who_left_leaves(self, province: Province, write: Any) -> None:
        bring(province.school, write(LAN))
        gone = write((*LAN[:4], "Nghỉ hưu"), headers=(*HEADERS[:4], "Trạng thái CB"))
        assert sums(bring(province.school, gone)[0]) == (0, 1, 0, 0)
        assert sums(bring(province.school, gone)[0]) == (0, 0, 1, 0)

    def test_the_same_person_twice_in_a_file_is_told(self, province: Province, write: Any) -> None:
        assert bring(province.school, write(LAN, LAN))[1] == [(3, "staff.twice")]

    def test_an_unknown_group_is_refused(self, province: Province, write: Any) -> None:
        assert bring(province.school, write((*LAN[:4], "Tổ Toàn Lý", "", "")))[1] == [
            (2, "staff.unit_unknown")
        ]


NEW_HEADERS = (
    "Họ và tên", "Ngày sinh", "Giới tính", "Vị trí việc làm", "Tổ chuyên môn", "Tổ trưởng", "Số CCCD",
    "Trạng thái CB",
)  # fmt: skip


def line(
    name: str, born: str = "", position: str = "GV", unit: str = "", leads: str = "", **more: str
) -> tuple[str, ...]:
    """A row of `NEW_HEADERS`."""
    return (
        name,
        born,
        "Nam" if born else "",
        position,
        unit,
        leads,
        more.get("number", ""),
        more.get("state", ""),
    )


@pytest.mark.usefixtures("maths")
class TestMessyLists:
    def test_a_group_has_the_leader_who_was_named_last(self, province: Province, write: Any) -> None:
        rows = (
            line("Lê Văn Một", "01/02/1980", "GV", "Tổ Toán", "x"),
            line("Lê Văn Hai", "01/02/1981", "GV", "tổ toán ", "x"),
        )
        assert sums(bring(province.school, write(*rows, headers=NEW_HEADERS))[0]) == (2, 0, 0, 0)
        with open_scope(system("test")):
            led = Post.objects.filter(leads_unit=True).values_list("person__full_name", flat=True)
            assert list(led) == ["Lê Văn Hai"]
        changes = [line.params["new"][1] for line in audited(action="staff.unit_changed")]
        assert changes == [True, False, True]

    def test_a_refused_row_leaves_nobody_behind_and_the_mended_one_below_goes_in(
        self, province: Province, write: Any
    ) -> None:
        rows = (
            line("Mới Tinh", "01/01/1999", ""),
            line("Mới Tinh", "01/01/1999", "GV"),
            line(unicodedata.normalize("NFD", " Mới Tinh "), "01/01/1999", "HT"),
        )
        counts, bad = bring(province.school, write(*rows, headers=NEW_HEADERS))
        assert (sums(counts), bad) == ((1, 0, 0, 2), [(2, "staff.position_missing"), (4, "staff.twice")])
        with open_scope(system("test")):
            assert Person.objects.filter(full_name="Mới Tinh").count() == 1

    def test_a_number_that_a_row_above_brought_means_that_person(
        self, province: Province, write: Any
    ) -> None:
        rows = (
            line("Lê Văn Một", "01/02/1980", number="037080000011"),
            line("Trần Văn Khác", "05/06/1970", number="037080000011"),
        )
        assert bring(province.school, write(*rows, headers=NEW_HEADERS))[1] == [(3, "staff.twice")]

    def test_a_number_of_somebody_else_is_refused_at_the_row(self, province: Province, write: Any) -> None:
        held = make_person(province.school, "Có Số", identity_number="037070000001", sex=1)
        make_post(province.school, person=held)
        mine = make_person(province.school, "Có Mã", sector_identifier="3700000001", sex=1)
        make_post(province.school, person=mine)
        headers = ("Mã GV", *NEW_HEADERS)
        rows = (
            ("3700000001", *line("Có Mã", number="037070000001")),
            ("", *line("Lê Văn Một", "01/02/1980")),
        )
        counts, bad = bring(province.school, write(*rows, headers=headers))
        assert (sums(counts), bad) == ((1, 0, 0, 1), [(2, "staff.refused")])

    def test_who_leaves_by_a_list_leaves_hats_behind(self, province: Province, write: Any) -> None:
        rows = [line(name, "01/02/1980") for name in ("Lê Văn Một", "Lê Văn Hai")]
        bring(province.school, write(*rows, headers=NEW_HEADERS))
        gone = [line(name, state="Nghỉ hưu") for name in ("Lê Văn Một", "Lê Văn Hai")]
        assert sums(bring(province.school, write(*gone, headers=NEW_HEADERS))[0]) == (0, 2, 0, 0)
        with open_scope(system("test")):
            assert [row.valid_to is None for row in Membership.objects.all()] == [False, False]
        assert len(audited(action="accounts.membership_ended")) == 2

    def test_two_hundred_rows_cost_as_many_statements_as_one(
        self, province: Province, tmp_path: Path
    ) -> None:
        own = hat("registrar", province.school)

        def cost(*rows: tuple[str, ...]) -> int:
            path = workbook(tmp_path / "nhan-su.xlsx", NEW_HEADERS, *rows)
            brought = bring_file(STAFF, path, own, province.school.pk)
            assert brought.refused == []
            return brought.statements

        bring_file(
            STAFF, workbook(tmp_path / "a.xlsx", NEW_HEADERS, line("Lê A", "01/02/1980"), line("Lê B", "01/02/1980")),
            own, province.school.pk,
        )  # fmt: skip
        names = [f"Lê {first}{second}" for first in "CDEGHIKL" for second in "aăâbcdđeêghiklmnoôơpqrstu"]
        many = [line(name, f"01/02/{1950 + place % 40}") for place, name in enumerate(names)]
        one = cost(line("Lê A", "01/02/1980", "GV", "Tổ Toán"), line("Lê X", "01/02/1980"))
        assert cost(line("Lê B", "01/02/1980", "GV", "Tổ Toán"), *many) == one
        leaving = [line(name, born, state="Nghỉ hưu") for name, born, *_rest in many]
        assert cost(*leaving[:1]) == cost(*leaving[1:])


class TestNeighbours:
    def test_a_teacher_of_another_school_gets_a_second_post_and_no_second_record(
        self, province: Province, write: Any
    ) -> None:
        born = dt.date(1985, 3, 14)
        held = make_person(province.other_school, LAN[0], identity_number=LAN[6], birth_date=born, sex=2)
        make_post(province.other_school, person=held)
        assert sums(bring(province.school, write((*LAN[:4], "", "", LAN[6])))[0]) == (1, 0, 0, 0)
        with open_scope(system("test")):
            assert Post.objects.filter(person=held).count() == 2

    def test_who_only_resembles_is_not_taken_for_the_same(self, province: Province, write: Any) -> None:
        make_person(province.other_school, LAN[0], birth_date=dt.date(1985, 3, 14), sex=2)
        assert bring(province.school, write((*LAN[:4], "", "", "")))[1] == [(2, "staff.resembles")]

    @pytest.mark.parametrize("role", ["teacher", "commune_officer", "director", "parent"])
    def test_others_import_nobody(self, province: Province, write: Any, role: str) -> None:
        with pytest.raises(Forbidden):
            bring(province.school, write(TUAN), hat(role, province.school))

    def test_a_head_imports_nobody_at_another_school(self, province: Province, write: Any) -> None:
        with pytest.raises(Http404):
            bring(province.school, write(TUAN), hat("head", province.other_school))


@pytest.mark.usefixtures("maths")
def test_an_export_holds_what_an_import_reads(province: Province, write: Any, tmp_path: Path) -> None:
    bring(province.school, write(LAN, TUAN))
    own = hat("registrar", province.school)
    with open_scope(own):
        assert export_to(STAFF, STAFF.rows(ImportContext(own, province.school.pk)), tmp_path / "ra.xlsx") == 2
    assert sums(bring(province.school, tmp_path / "ra.xlsx")[0]) == (0, 0, 2, 0)
