"""Lists of sites and subject groups as schools send them, a chunk at a time."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from khue.core.bulk.exports import export_to
from khue.core.bulk.sheets import ImportContext, Sheet
from khue.core.bulk.tests.bringing import Brought, bring, importer_of, workbook
from khue.core.registry import sheets
from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.organisations.models import InternalUnit, Site
from khue.foundation.organisations.tests.conftest import hat
from khue.foundation.organisations.tests.factories import Province

pytestmark = pytest.mark.django_db
SITES = ("Tên điểm trường", "Mã điểm trường", "Địa chỉ", "Khoảng cách (m)")
GROUPS = ("Tên tổ", "Loại")


class Desk:
    """The head's desk at the school, on which files are brought in."""

    def __init__(self, province: Province, folder: Path) -> None:
        self.school, self.folder, self.files = province.school, folder, 0
        self.scope = hat("head", province.school)

    def sheet(self, key: str) -> Sheet:
        found: Sheet = sheets[key]
        return found

    def file(self, headers: tuple[str, ...], *rows: Any) -> Path:
        self.files += 1
        return workbook(self.folder / f"{self.files}.xlsx", headers, *rows)

    def sites(self, *rows: Any) -> Brought:
        return bring(self.sheet("sites"), self.file(SITES, *rows), self.scope, self.school.pk)

    def groups(self, *rows: Any) -> Brought:
        return bring(self.sheet("groups"), self.file(GROUPS, *rows), self.scope, self.school.pk)


@pytest.fixture
def desk(province: Province, tmp_path: Path) -> Desk:
    return Desk(province, tmp_path)


def stored(model: Any, *fields: str) -> list[Any]:
    with open_scope(system("test")):
        return sorted(model.objects.current().values_list(*fields))


def decomposed(words: str) -> str:
    return unicodedata.normalize("NFD", words)


def test_the_first_site_that_goes_in_is_the_main_one(desk: Desk) -> None:
    brought = desk.sites(
        ("Điểm xa", "", "", 99_999_999_999), ("Khu A", "", "12 Lê Lợi", 0), ("Khu B", "B", "", 900)
    )
    assert brought.refused == [(2, "", "row_refused")]
    assert stored(Site, "name", "is_main", "code", "address", "distance_m") == [
        ("Khu A", True, "", "12 Lê Lợi", 0),
        ("Khu B", False, "B", "", 900),
    ]
    assert [line.object_id for line in audited(action="organisations.site.created")] == [
        image.object_id for image in brought.images
    ]


def test_one_name_in_two_spellings_is_one_site(desk: Desk) -> None:
    desk.sites(("Điểm Đồng", "", "", 10))
    brought = desk.sites((decomposed("Điểm Đồng "), "DD", "", ""), ("  Điểm Đồng", "", "", 5))
    assert (brought.sums, brought.refused) == ((0, 1, 0, 1), [(3, "", "row_twice")])
    assert stored(Site, "name", "code", "distance_m") == [("Điểm Đồng", "DD", 10)]
    assert audited(action="organisations.site.changed")[0].params == {"fields": {"code": ["", "DD"]}}


def test_an_export_of_sites_changes_nothing_when_it_comes_back(desk: Desk) -> None:
    desk.sites(("Khu A", "", "", ""), ("Khu B", "B", "Xóm 2", 900))
    with open_scope(desk.scope):
        rows = desk.sheet("sites").rows(ImportContext(desk.scope, desk.school.pk))
        export_to(desk.sheet("sites"), rows, desk.folder / "ra.xlsx")
    again = bring(desk.sheet("sites"), desk.folder / "ra.xlsx", desk.scope, desk.school.pk)
    assert again.sums == (0, 0, 2, 0)


def test_a_group_of_an_unknown_kind_stays_out_and_the_others_go_in(desk: Desk) -> None:
    brought = desk.groups(
        ("Tổ Toán", "Tổ chuyên môn"), ("Tổ Ma", "Ma"), ("Tổ Văn", ""), (decomposed("Tổ Toán"), "Phòng")
    )
    assert brought.refused == [(3, "kind", "choice_unknown"), (4, "kind", "missing"), (5, "", "row_twice")]
    assert stored(InternalUnit, "name", "kind") == [("Tổ Toán", "subject_group")]


def test_where_the_database_refuses_one_row_the_others_go_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sites(("Khu A", "", "", 0))
    simple = sheets["sites"].apply.__self__  # the applier, which here does not see what is there already
    monkeypatch.setattr(type(simple), "_stored", lambda *_arguments: {})
    brought = desk.sites(("Khu A", "A", "", ""), ("Khu D", "", "", ""))
    assert (brought.sums, brought.refused) == ((1, 0, 0, 1), [(2, "", "row_refused")])
    assert stored(Site, "name", "code") == [("Khu A", ""), ("Khu D", "")]


def test_a_dry_run_and_a_run_count_the_same(desk: Desk) -> None:
    desk.sites(("Khu A", "", "", 0))
    path = desk.file(SITES, ("Khu A", "A", "", ""), ("Khu B", "", "", ""), ("Khu B", "", "", ""))
    dry, _bad = importer_of(desk.sheet("sites"), path, desk.scope, desk.school.pk).dry_run()
    assert stored(Site, "name") == [("Khu A",)]
    assert bring(desk.sheet("sites"), path, desk.scope, desk.school.pk).counts == dry


def test_what_came_in_goes_back_but_not_what_changed_since(desk: Desk) -> None:
    desk.sites(("Khu A", "", "", 0))
    brought = desk.sites(("Khu A", "A", "", ""), ("Khu B", "", "", ""), ("Khu C", "", "", ""))
    with open_scope(system("test")):
        Site.objects.filter(name="Khu B").update(address="Xóm 9")
    take_back = desk.sheet("sites").undo
    assert take_back is not None
    with open_scope(desk.scope):
        assert take_back(brought.images) == [True, False, True]
    assert stored(Site, "name", "code") == [("Khu A", ""), ("Khu B", "")]


def test_another_school_brings_nothing_in(desk: Desk, province: Province) -> None:
    stranger = hat("head", province.other_school)
    with pytest.raises(Http404):
        bring(desk.sheet("sites"), desk.file(SITES, ("Khu Z", "", "", "")), stranger, desk.school.pk)
    assert stored(Site, "name") == []


def test_a_chunk_costs_the_same_for_one_row_and_for_two_hundred(desk: Desk) -> None:
    desk.sites(("Khu chính", "", "", 0))
    desk.groups(("Tổ chung", "Phòng"))
    one = desk.sites(("Khu chính", "1", "", ""), ("Một", "", "", "")).statements
    many = [(f"Khu {number}", "", "", number) for number in range(200)]
    assert desk.sites(("Khu chính", "2", "", ""), *many).statements == one
    assert desk.sites(("Khu mới", "", "", ""), *((*row[:3], 7) for row in many)).statements == one
    one = desk.groups(("Tổ chung", "Văn phòng"), ("Tổ một", "Phòng")).statements
    many_groups = [(f"Tổ {number}", "Phòng") for number in range(200)]
    assert desk.groups(("Tổ chung", "Phòng"), *many_groups).statements == one
