"""The second step of signing in as people meet it: an app's code, and a passkey on a device that has one."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from khue.core import clock
from tests.browser.house import PASSWORD, PHONE, House

SECURITY = "/tai-khoan/bao-mat/"


@pytest.fixture
def named(house: House) -> House:
    """The house by a name: a passkey belongs to a name, not to a number of the network."""
    house.url = house.url.replace("127.0.0.1", "localhost")
    return house


def with_authenticator(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always finds the right finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_of(secret: str, *, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(clock.machine_now().timestamp()) // 30 + step)))


def sign_out(house: House, page: Page) -> None:
    house.go(page, "/tai-khoan/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/**")


def test_a_passkey_opens_without_a_password(named: House) -> None:
    page = named.sign_in("head")
    with_authenticator(page)
    named.go(page, SECURITY)
    page.get_by_role("link", name="Thêm khoá truy cập").click()
    page.get_by_label("Tên khoá truy cập").fill("Máy ở phòng hiệu trưởng")
    page.get_by_role("button", name="Thêm khoá truy cập").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.get_by_role("link", name="Tôi đã cất giữ").click()
    expect(page.get_by_text("Máy ở phòng hiệu trưởng")).to_be_visible()
    sign_out(named, page)
    page.get_by_role("button", name="Khoá truy cập").click()
    page.wait_for_url(named.url + "/")
    sign_out(named, page)
    page.get_by_label("Tên đăng nhập").fill(named.world.people["head"].username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Bước xác nhận thứ hai")).to_be_visible()
    page.get_by_role("button", name="Khoá truy cập").click()
    page.wait_for_url(named.url + "/")


def test_the_app_s_code_opens_on_a_phone(house: House) -> None:
    page = house.sign_in("own teacher", width=PHONE)
    house.go(page, SECURITY)
    page.get_by_role("link", name="Bật ứng dụng tạo mã").click()
    secret = page.locator("li code").inner_text()
    page.get_by_label("Mã", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Từ nay hỏi mã khi đăng nhập").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    sign_out(house, page)
    page.get_by_label("Tên đăng nhập").fill(house.world.people["own teacher"].username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mã", exact=True).fill("111 111")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Mã chưa đúng")).to_be_visible()
    page.get_by_label("Mã", exact=True).fill(code_of(secret, step=1))
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(house.url + "/")
