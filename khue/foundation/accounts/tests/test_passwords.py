"""Changing one's password, and the doors where nobody signs up."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import World

pytestmark = pytest.mark.django_db
OLD, NEW = "Chim-hót-đầu-cành-8", "Mưa-rơi-ngoài-hiên-9"


@pytest.fixture
def client(world: World) -> Client:
    """The registrar, signed in with a password."""
    account = world.people["registrar"]
    account.set_password(OLD)
    account.save()
    browser = Client()
    browser.post("/dang-nhap/", {"login": account.username, "password": OLD})
    return browser


def change(client: Client, **more: str) -> str:
    typed = {"oldpassword": OLD, "password1": NEW, "password2": NEW} | more
    return client.post("/tai-khoan/mat-khau/", typed, follow=True).content.decode()


def test_the_new_password_is_in_force(world: World, client: Client) -> None:
    assert "Đã đổi mật khẩu." in change(client)
    world.people["registrar"].refresh_from_db()
    assert world.people["registrar"].check_password(NEW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"oldpassword": "sai"}, "Mời gõ mật khẩu đang dùng"),
        ({"password2": "khác hẳn"}, "Hai lần gõ mật khẩu mới không giống nhau"),
    ],
)
def test_a_refusal_says_why_in_the_readers_words(
    world: World, client: Client, typed: dict[str, str], said: str
) -> None:
    assert said in change(client, **typed)
    world.people["registrar"].refresh_from_db()
    assert world.people["registrar"].check_password(OLD)


def test_the_page_has_the_houses_frame(client: Client) -> None:
    page = client.get("/tai-khoan/mat-khau/").content.decode()
    assert "Mật khẩu đang dùng" in page
    assert 'class="topbar' in page


def test_nobody_signs_up_and_the_page_says_who_gives_accounts(world: World) -> None:
    for answer in (Client().get("/tai-khoan/moi/"), Client().post("/tai-khoan/moi/", {"username": "a"})):
        assert "Không tự đăng kí ở đây" in answer.content.decode()


def test_a_closed_account_learns_who_opens_it(world: World) -> None:
    assert "Tài khoản này đã đóng" in Client().get("/dang-nhap/dong/").content.decode()


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    pages = ("/tai-khoan/mat-khau/", "/tai-khoan/xac-nhan/")
    assert [Client().get(page).status_code for page in pages] == [302, 302]
