"""A class's transcripts from the prepare button to the stranger with the code on the paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from khue.core.scope import open_scope, system
from khue.foundation.documents.formulas import show_code
from khue.foundation.documents.models import Paper
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.selectors import key_folder
from khue.foundation.signing.services import enrol_key
from khue.sector.classes.models import SchoolClass
from tests.browser.house import PHONE, SCHEMES, House, findings
from tests.journeys.test_transcript import SIGNERS, close_year

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture
def closed(house: House) -> SchoolClass:
    """Class 8A1 of school A, its year closed, its signers with keys of the demonstration's authority."""
    world, authority = house.world, DemoAuthority.open(key_folder())
    with open_scope(system("test")), connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint)")
        for name in ("A 8A1 1", "A 8A1 2"):
            close_year(world, name, average=80)
        for capacity, standing in SIGNERS.items():
            enrol(house, authority, capacity, standing)
    return world.classes["A 8A1"]


def enrol(house: House, authority: DemoAuthority, capacity: str, standing: str) -> None:
    person, school = house.world.people[standing].person, house.world.schools[0]
    assert person is not None
    key, is_seal = f"browser-{person.pk}", capacity == "seal"
    signer = (
        authority.seal(key, organisation=school.name)
        if is_seal
        else authority.person(key, name=person.full_name, organisation=school.name)
    )
    enrol_key(
        organisation=school.pk,
        person=person.pk,
        is_seal=is_seal,
        kind="file",
        locator=f"{'seals' if is_seal else 'people'}/{key}.pem",
        chain=signer.chain,
    )


def sign(house: House, page: Page, school_class: SchoolClass) -> None:
    house.go(page, f"/hoc-ba/lop/{school_class.uuid}/")
    page.get_by_role("checkbox", name=re.compile("Tôi đã xem")).check()
    page.get_by_role("button", name=re.compile("Ký 2 học bạ")).click()
    page.wait_for_url("**viec=**")
    house.work(page)
    expect(page.get_by_text("Đã ký 2 học bạ.")).to_be_visible()


def test_a_class_is_prepared_signed_sealed_and_checked_by_a_stranger(
    house: House, closed: SchoolClass, tmp_path: Path
) -> None:
    page = house.enter("own teacher")
    house.go(page, f"/hoc-ba/lop/{closed.uuid}/")
    page.get_by_role("button", name="Lập 2 học bạ").click()
    page.wait_for_url("**viec=**")
    house.work(page)
    sign(house, page, closed)
    for standing in ("head", "records clerk"):
        sign(house, house.enter(standing), closed)
    parent = house.enter("own parent")
    house.go(parent, "/hoc-ba/")
    address = parent.get_by_role("link", name="PDF").get_attribute("href")
    genuine = tmp_path / "hoc-ba.pdf"
    genuine.write_bytes(parent.request.get(house.url + str(address)).body())
    with open_scope(system("test")):
        code = show_code(Paper.objects.order_by("pk").values_list("code", flat=True)[0])
    stranger = house.open(f"/kiem-tra/{code}/", width=PHONE)
    expect(stranger.get_by_text("Giấy thật, còn hiệu lực")).to_be_visible()
    found = [line for scheme in SCHEMES for line in findings(stranger, scheme)]
    altered = tmp_path / "da-sua.pdf"
    content = bytearray(genuine.read_bytes())
    content[len(content) // 3] ^= 1
    altered.write_bytes(bytes(content))
    for file, verdict in ((genuine, "Tệp này là thật"), (altered, "Tệp này đã bị sửa")):
        house.go(stranger, "/kiem-tra/")
        stranger.locator("input[type=file]").set_input_files(file)
        stranger.get_by_role("button", name="Kiểm tra").last.click()
        expect(stranger.get_by_role("heading", name=verdict)).to_be_visible()
        found += findings(stranger, "light")
    house.go(stranger, "/kiem-tra/7K4M-2QXD-9HTP/")
    expect(stranger.get_by_text("Không có giấy nào mang mã này")).to_be_visible()
    assert "\n".join(found) == ""
