"""A password that somebody else knows opens nothing but the page that asks for another one."""

from __future__ import annotations

import pytest
from django.test import Client

from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.services import open_account, renew_password
from tests.world import World

pytestmark = pytest.mark.django_db
NEW = "Mưa-rơi-ngoài-hiên-9"
CHOOSE = "/tai-khoan/mat-khau/"


@pytest.fixture
def given(world: World) -> str:
    """The password on the card of the registrar, who forgot hers."""
    person = world.people["registrar"].person
    assert person is not None
    with open_scope(system("test")):
        return renew_password(person).password


@pytest.fixture
def client(world: World, given: str) -> Client:
    """The registrar, signed in with what stands on the card."""
    browser = Client()
    browser.post("/dang-nhap/", {"login": "registrar", "password": given})
    return browser


@pytest.mark.parametrize(
    "address", ["/", "/tai-khoan/", "/hoc-sinh/", "/viec/", "/tim/?q=a", "/nhap/pupils/", "/nhap/pupils/mau/"]
)
def test_every_page_leads_to_a_password_of_ones_own(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location")) == (302, CHOOSE)


def test_a_form_and_a_part_of_a_page_lead_there_too(client: Client) -> None:
    assert client.post("/vai/", {"hat": "x"}).headers["Location"] == CHOOSE
    assert client.get("/hoc-sinh/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == CHOOSE


def test_the_api_says_what_comes_first(client: Client) -> None:
    answer = client.get("/api/v1/classes/classes")
    assert (answer.status_code, answer.json()["code"]) == (403, "first_things_first")
    assert CHOOSE in answer.json()["detail"]


def test_the_page_explains_itself_and_offers_no_way_around(client: Client) -> None:
    page = client.get(CHOOSE).content.decode()
    assert "Mời chọn mật khẩu của riêng mình trước." in page
    assert "Để nguyên" not in page


def test_the_given_password_itself_is_no_choice(client: Client, given: str) -> None:
    typed = {"oldpassword": given, "password1": given, "password2": given}
    assert "Đây là mật khẩu đang dùng" in client.post(CHOOSE, typed).content.decode()
    assert Account.objects.get(username="registrar").password_is_given


def test_with_a_password_of_ones_own_everything_opens(client: Client, given: str) -> None:
    typed = {"oldpassword": given, "password1": NEW, "password2": NEW}
    assert client.post(CHOOSE, typed).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    account = Account.objects.get(username="registrar")
    assert (account.password_is_given, account.check_password(NEW)) == (False, True)
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="accounts.password_chosen", object_id=account.pk).count() == 1


def test_signing_out_and_the_check_of_a_paper_stay_open(client: Client) -> None:
    assert client.get("/kiem-tra/").status_code == 200
    assert client.post("/dang-xuat/").headers["Location"] == "/dang-nhap/"


def test_who_chose_the_password_is_asked_for_nothing(world: World) -> None:
    with open_scope(system("test")):
        account = open_account(username="moi", person=None, password=NEW)
    browser = Client()
    browser.force_login(account)
    assert browser.get("/tai-khoan/").status_code == 200
