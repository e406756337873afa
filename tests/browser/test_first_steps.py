"""Signing in and out, and a class list that comes in from Excel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect

from khue.core.scope import open_scope, system
from khue.foundation.calendar.models import Holiday
from khue.sector.classes.models import ClassPlacement
from tests.browser.house import PHONE, House

ROLES = {
    "director": "Giám đốc Sở",
    "own officer": "Cán bộ xã, phường",
    "head": "Hiệu trưởng",
    "registrar": "Giáo vụ",
    "own teacher": "Giáo viên",
    "own parent": "Cha mẹ học sinh",
}


def test_everybody_signs_in_and_sees_the_hat_they_wear(house: House) -> None:
    for standing, role in ROLES.items():
        page = house.sign_in(standing)
        expect(page.get_by_text(role).first).to_be_visible()
        page.context.close()


def test_a_wrong_password_is_answered_in_words_and_a_stranger_is_sent_to_the_door(house: House) -> None:
    page = house.open("/", width=PHONE)
    assert "/dang-nhap/" in page.url
    page.get_by_label("Tên đăng nhập").fill("head")
    page.get_by_label("Mật khẩu").fill("sai hẳn rồi nhé")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("chưa đúng")).to_be_visible()


def test_signing_out_closes_the_door(house: House) -> None:
    page = house.sign_in("registrar")
    house.go(page, "/tai-khoan/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/**")
    house.go(page, "/")
    assert "/dang-nhap/" in page.url


def test_a_workbook_comes_in_step_by_step_and_its_bad_row_stays_out(house: House, tmp_path: Path) -> None:
    file = tmp_path / "ngay-nghi.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Lịch")
        rows = [
            ["DANH SÁCH NGÀY NGHỈ NĂM HỌC 2025-2026"],
            ["Den ngay", "TỪ NGÀY", "Tên ngày nghỉ"],  # any order, any accents
            ["22/02/2026", "14/02/2026", "Tết Nguyên đán"],
            ["26/04/2026", "26/04/2026", "Giỗ Tổ Hùng Vương"],
            ["31/02/2026", "01/05/2026", "Ngày Quốc tế Lao động"],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    page = house.sign_in("registrar")
    house.go(page, "/nhap/holidays/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.wait_for_url("**/nhap/luot/**")
    house.work(page)
    expect(page.get_by_text("Ghi ngày/tháng/năm").first).to_be_visible()
    page.get_by_role("button", name="Lưu 2 dòng").click()
    page.wait_for_load_state()
    house.work(page)
    expect(page.get_by_text("không mất dòng nào")).to_be_visible()
    expect(page.get_by_role("link", name="Tải 1 dòng bị từ chối")).to_be_visible()
    with open_scope(system("test")):
        days = Holiday.objects.filter(organisation=house.world.schools[0], starts__year=2026)
        assert sorted(days.values_list("name", "ends")) == [
            ("Giỗ Tổ Hùng Vương", dt.date(2026, 4, 26)),
            ("Tết Nguyên đán", dt.date(2026, 2, 22)),
        ]


def test_a_class_list_comes_in_as_the_school_keeps_it(house: House, tmp_path: Path) -> None:
    file = tmp_path / "8A2.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("8A2")
        sheet.merge_range("A1:E1", "TRƯỜNG THCS A")
        sheet.merge_range("A2:E2", "DANH SÁCH HỌC SINH LỚP 8A2")
        for number, row in enumerate(
            [
                ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp", "Khối"],
                [1, "TRỊNH HOÀI ÂN", "09/05/2012", "Nữ", "8A2", 8],
                [2, "Y Ƀlô Niê", "1/2/2012", "nam", "8A2", 8],
                [3, "Lưu Gia Bảo", "30/02/2012", "Nam", "8A2", 8],
            ],
            start=2,
        ):
            sheet.write_row(number, 0, row)
    page = house.sign_in("registrar")
    house.go(page, "/nhap/pupils/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.wait_for_url("**/nhap/luot/**")
    house.work(page)
    page.get_by_role("button", name="Lưu 2 dòng").click()
    page.wait_for_load_state()
    house.work(page)
    expect(page.get_by_text("không mất dòng nào")).to_be_visible()
    with open_scope(system("test")):
        placed = ClassPlacement.objects.filter(school_class=house.world.classes["A 8A2"])
        names = set(placed.values_list("person__full_name", flat=True))
        assert names == {"Trịnh Hoài Ân", "Y Ƀlô Niê", "Nguyễn Kín A8A21", "Nguyễn Kín A8A22"}


def test_a_file_that_is_no_workbook_is_refused_and_nothing_is_stored(house: House, tmp_path: Path) -> None:
    file = tmp_path / "anh.xlsx"
    file.write_bytes(b"\x89PNG\r\n not a workbook")
    page = house.sign_in("registrar")
    house.go(page, "/nhap/holidays/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.wait_for_url("**/nhap/luot/**")
    house.work(page)
    expect(page.get_by_text("Tệp không dùng được")).to_be_visible()
    expect(page.get_by_text("Chưa lưu gì")).to_be_visible()


pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
