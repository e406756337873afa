"""The pages of organisations: the day in the address, the dry run before the act, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from khue.core.scope import Scope, open_scope, system
from khue.foundation.organisations.choices import UnitLevel
from khue.foundation.organisations.models import (
    InternalUnit,
    Organisation,
    OrganisationChange,
    Site,
    UnitParent,
)
from khue.foundation.organisations.tests.conftest import Browser, hat
from khue.foundation.organisations.tests.factories import Province, a_unit, an_organisation

pytestmark = pytest.mark.django_db
BEFORE = "2025-06-30"
DECISION = {"decision": "12/QĐ-UBND", "signed_on": "20/10/2026", "effective": "01/11/2026"}


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def record(organisation: Organisation, page: str = "") -> str:
    return f"/to-chuc/{organisation.uuid}/{page}"


def test_the_list_of_a_day_shows_who_existed_on_it(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    today, before = text(client, "/to-chuc/"), text(client, f"/to-chuc/?ngay={BEFORE}")
    assert ("Xã Gia Viễn" in today, "Phòng GDĐT Gia Viễn" in today) == (True, False)
    assert ("Phòng GDĐT Gia Viễn" in before, "30/06/2025" in before) == (True, True)
    assert "Phường Hoa Lư" not in before.replace("Phường Hoa Lư", "", before.count("THCS Lê Hồng Phong"))


def test_a_day_may_be_typed_as_people_write_it_and_nonsense_means_today(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    assert "Phòng GDĐT Gia Viễn" in text(client, "/to-chuc/?ngay=30/06/2025")
    assert "Phòng GDĐT Gia Viễn" not in text(client, "/to-chuc/?ngay=hôm+kia")


def test_links_of_a_page_keep_its_day(province: Province, browser: Browser, officer: Scope) -> None:
    page = browser(officer).get(f"/to-chuc/?ngay={BEFORE}").content.decode()
    assert f'href="/to-chuc/{province.school.uuid}/?ngay={BEFORE}"' in page


def test_the_list_is_searched_and_narrowed(province: Province, browser: Browser, officer: Scope) -> None:
    client = browser(officer)
    assert "THCS Đinh Tiên Hoàng" in text(client, "/to-chuc/?tim=dinh+tien")
    assert "THCS Lê Hồng Phong" not in text(client, "/to-chuc/?tim=dinh+tien")
    below = text(client, f"/to-chuc/?duoi={province.commune.uuid}&loai=school")
    assert ("THCS Đinh Tiên Hoàng" in below, "THCS Lê Hồng Phong" in below) == (True, False)


def test_a_list_costs_the_same_for_three_schools_and_for_thirty(
    province: Province, browser: Browser, officer: Scope, django_assert_max_num_queries: object
) -> None:
    def statements() -> int:
        with django_assert_max_num_queries(20) as captured:  # type: ignore[operator]
            browser(officer).get("/to-chuc/?loai=school")
        return len(captured)

    first = statements()
    for _ in range(27):
        an_organisation(below=province.commune, guided_by=province.department)
    assert statements() == first


def test_the_tree_of_a_day_has_its_numbers_and_their_lists(
    province: Province, browser: Browser, officer: Scope
) -> None:
    page = browser(officer).get(f"/to-chuc/cay/?ngay={BEFORE}").content.decode()
    assert "Phòng GDĐT Gia Viễn" in page
    assert f"/to-chuc/?duoi={province.district.uuid}&amp;cap=lower_secondary&amp;ngay={BEFORE}" in page


def test_a_record_tells_both_parents_and_the_way_up_of_its_day(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    today, before = (
        text(client, record(province.school)),
        text(client, record(province.school, f"?ngay={BEFORE}")),
    )
    assert "Sở GDĐT Ninh Bình Xã Gia Viễn THCS Đinh Tiên Hoàng" in today
    assert "Sở GDĐT Ninh Bình Phòng GDĐT Gia Viễn THCS Đinh Tiên Hoàng" in before


def test_the_record_of_who_ended_says_so(province: Province, browser: Browser, officer: Scope) -> None:
    assert "01/07/2025" in text(browser(officer), record(province.district))


def test_a_dry_run_is_shown_before_the_act_and_nothing_is_written_by_it(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    typed = {"name": "Trường THCS Số 1", "short_name": "THCS Số 1", **DECISION}
    shown = client.post(record(province.school, "doi-ten/"), typed)
    assert shown.status_code == 200
    assert "THCS Số 1" in shown.content.decode()
    assert not OrganisationChange.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    assert seen is not None
    done = client.post(record(province.school, "doi-ten/"), typed | {"seen": seen[1]})
    change = OrganisationChange.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/to-chuc/thay-doi/{change.uuid}/")
    assert Organisation.objects.get(pk=province.school.pk).name == "Trường THCS Số 1"


def test_an_act_that_was_not_shown_like_this_is_shown_again(
    province: Province, browser: Browser, officer: Scope
) -> None:
    typed = {"name": "Trường THCS Số 1", "seen": "0" * 20, **DECISION}
    shown = browser(officer).post(record(province.school, "doi-ten/"), typed)
    assert shown.status_code == 200
    assert not OrganisationChange.objects.exists()


def test_what_cannot_be_is_said_in_the_form_and_what_was_typed_stays(
    province: Province, browser: Browser, officer: Scope
) -> None:
    typed = {"name": "Trường Mới", "code": "37373502", **DECISION}
    answer = browser(officer).post(record(province.school, "doi-ten/"), typed)
    assert answer.status_code == 422
    assert "37373502" in answer.content.decode()
    assert 'value="Trường Mới"' in answer.content.decode()


@pytest.mark.parametrize("act", ["doi-ten", "chuyen", "sap-nhap", "chia-tach", "giai-the"])
def test_every_change_has_its_form(province: Province, browser: Browser, officer: Scope, act: str) -> None:
    client = browser(officer)
    assert client.get(record(province.school, f"{act}/")).status_code == 200
    assert client.get(record(province.commune, f"{act}/")).status_code == 200
    assert client.get(record(province.school, "bay/")).status_code == 404


def test_the_dry_run_and_the_act_are_two_writes_with_two_keys(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    typed = {"name": "Trường THCS Số 1", "idempotency_key": "key-of-the-form", **DECISION}
    shown = client.post(record(province.school, "doi-ten/"), typed).content.decode()
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown[shown.index('name="seen"') - 4000 :]))
    assert sent["idempotency_key"] != "key-of-the-form"
    wanted = {name: sent[name] for name in ("name", "seen", "idempotency_key", *DECISION)}
    assert client.post(record(province.school, "doi-ten/"), wanted).status_code == 302
    assert client.post(record(province.school, "doi-ten/"), wanted).status_code == 302
    assert OrganisationChange.objects.count() == 1


def confirmed(client: Client, address: str, typed: Mapping[str, object]) -> OrganisationChange:
    """Go through the dry run and confirm it."""
    shown = client.post(address, typed)
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    assert seen is not None, shown.content.decode()
    assert client.post(address, {**typed, "seen": seen[1]}).status_code == 302
    return OrganisationChange.objects.latest("pk")


def test_two_schools_merge_on_the_page(province: Province, browser: Browser, officer: Scope) -> None:
    typed = {"codes": "37373502", "heir": "this", **DECISION}
    confirmed(browser(officer), record(province.school, "sap-nhap/"), typed)
    assert Organisation.objects.get(pk=province.other_school.pk).valid_to is not None


def test_a_commune_is_split_on_the_page(province: Province, browser: Browser, officer: Scope) -> None:
    typed = {"name_1": "Xã Đông", f"child_{province.school.uuid}": "1", "goes_on": "on", **DECISION}
    confirmed(browser(officer), record(province.commune, "chia-tach/"), typed)
    east = Organisation.objects.get(name="Xã Đông")
    assert Organisation.objects.get(pk=province.school.pk).path.startswith(east.path)


def test_a_school_is_founded_on_the_page(province: Province, browser: Browser, officer: Scope) -> None:
    typed = {
        "kind": "school",
        "name": "Trường TH Mới",
        "stages": ["primary"],
        "ownership": "public",
        "administrative": str(province.commune.uuid),
        "place": str(province.commune.uuid),
        **DECISION,
    }
    confirmed(browser(officer), "/to-chuc/thanh-lap/", typed)
    made = Organisation.objects.get(name="Trường TH Mới")
    assert (made.unit_id, made.stages) == (province.commune.unit_id, ["primary"])


@pytest.mark.parametrize(
    ("name", "is_known"), [("Xã Nho Quan", True), ("Phường Nho Quan", False), ("Xã Lạ", False)]
)
def test_a_commune_founded_on_the_page_is_the_unit_of_its_name(
    province: Province, browser: Browser, officer: Scope, name: str, is_known: bool
) -> None:
    ninh_binh = a_unit("Ninh Bình", level=UnitLevel.PROVINCE, prefix="Tỉnh")
    nho_quan, elsewhere = a_unit("Nho Quan"), a_unit("Nho Quan")
    far = a_unit("Lào Cai", level=UnitLevel.PROVINCE, prefix="Tỉnh")
    for child, parent in ((nho_quan, ninh_binh), (elsewhere, far)):
        UnitParent.objects.create(child=child, parent=parent, valid_from=child.valid_from)
    Organisation.objects.filter(pk=province.department.pk).update(unit=ninh_binh)
    typed = {
        "kind": "commune",
        "name": name,
        "ownership": "public",
        "administrative": str(province.department.uuid),
        **DECISION,
    }
    confirmed(browser(officer), "/to-chuc/thanh-lap/", typed)
    assert Organisation.objects.get(name=name).unit_id == (nho_quan.pk if is_known else None)


def test_a_change_is_taken_back_on_its_page(province: Province, browser: Browser, officer: Scope) -> None:
    client = browser(officer)
    change = confirmed(client, record(province.school, "doi-ten/"), {"name": "Nhầm", **DECISION})
    assert client.post(f"/to-chuc/thay-doi/{change.uuid}/", {"reason": "Gõ nhầm"}).status_code == 302
    assert Organisation.objects.get(pk=province.school.pk).name == "Trường THCS Đinh Tiên Hoàng"
    assert "Gõ nhầm" in text(client, f"/to-chuc/thay-doi/{change.uuid}/")


def test_a_head_edits_the_contact_data_of_the_own_school_only(province: Province, browser: Browser) -> None:
    client = browser(hat("head", province.school))
    typed = {"ownership": "public", "phone": "0912345678", "stages": ["lower_secondary"]}
    assert client.post(record(province.school, "lien-he/"), typed).status_code == 302
    assert Organisation.objects.get(pk=province.school.pk).phone == "0912345678"
    assert client.post(record(province.other_school, "lien-he/"), typed).status_code == 403
    assert client.get(record(province.other_school)).status_code == 200


@pytest.mark.parametrize("role", ["head", "commune_officer", "teacher", "parent", "registrar"])
def test_only_the_department_changes_organisations(province: Province, browser: Browser, role: str) -> None:
    client = browser(hat(role, province.commune))
    assert client.get(record(province.school, "doi-ten/")).status_code == 403
    assert client.post(record(province.school, "doi-ten/"), {"name": "Mới", **DECISION}).status_code == 403
    assert client.get("/to-chuc/thanh-lap/").status_code == 403


def test_a_specialist_of_one_subtree_cannot_change_another(province: Province, browser: Browser) -> None:
    client = browser(hat("specialist", province.other_commune))
    assert client.get(record(province.school, "doi-ten/")).status_code == 403


def test_a_stranger_is_sent_to_sign_in(province: Province, browser: Browser) -> None:
    for page in ("/to-chuc/", "/to-chuc/cay/", record(province.school), record(province.school, "doi-ten/")):
        assert browser(None).get(page)["Location"].startswith("/dang-nhap/")


def test_the_first_site_is_the_main_one_and_another_takes_its_place(
    province: Province, browser: Browser
) -> None:
    client = browser(hat("head", province.school))
    for name in ("Điểm chính", "Điểm lẻ"):
        answer = client.post("/to-chuc/diem-truong/them/", {"name": name, "distance_m": 0})
        assert answer.status_code == 302
    with open_scope(system("test")):
        main, other = Site.objects.order_by("pk")
        assert (main.is_main, other.is_main) == (True, False)
        assert main.organisation == province.school
    answer = client.post(
        f"/to-chuc/diem-truong/{other.uuid}/sua/", {"name": "Điểm lẻ", "is_main": "on", "distance_m": 0}
    )
    assert answer.status_code == 302
    with open_scope(system("test")):
        assert [site.is_main for site in Site.objects.order_by("pk")] == [False, True]


def test_a_subject_group_is_formed_and_ended(province: Province, browser: Browser) -> None:
    client = browser(hat("head", province.school))
    client.post("/to-chuc/to-chuyen-mon/them/", {"name": "Tổ Toán", "kind": "subject_group"})
    with open_scope(system("test")):
        group = InternalUnit.objects.get()
    assert client.post(f"/to-chuc/to-chuyen-mon/{group.uuid}/xoa/").status_code == 302
    assert "Tổ Toán" not in text(client, "/to-chuc/to-chuyen-mon/")


def test_the_shown_list_is_exported_as_of_its_day(
    province: Province, browser: Browser, officer: Scope
) -> None:
    answer = browser(officer).get(f"/to-chuc/xuat/csv/?ngay={BEFORE}&loai=school")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "Phòng GDĐT Gia Viễn" in lines[1]


def test_the_main_site_is_kept_while_there_are_others_and_the_page_says_why(
    province: Province, browser: Browser
) -> None:
    client = browser(hat("head", province.school))
    for name in ("Điểm chính", "Điểm lẻ"):
        client.post("/to-chuc/diem-truong/them/", {"name": name, "distance_m": 0})
    with open_scope(system("test")):
        main = Site.objects.get(is_main=True)
    assert client.post(f"/to-chuc/diem-truong/{main.uuid}/xoa/").status_code == 302
    with open_scope(system("test")):
        assert Site.objects.current().count() == 2
