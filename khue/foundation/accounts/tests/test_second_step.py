"""The second step of signing in, spare codes, where one is signed in, and the password once more before what counts."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.foundation.accounts.formulas import device_words
from khue.foundation.accounts.models import Account
from tests.world import World

pytestmark = pytest.mark.django_db
PASSWORD = "Chim-hót-đầu-cành-8"
SECURITY, APP = "/tai-khoan/bao-mat/", "/tai-khoan/bao-mat/ung-dung/"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def head(world: World) -> Account:
    account = world.people["head"]
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(account: Account) -> Client:
    browser = Client()
    browser.post("/dang-nhap/", {"login": account.username, "password": PASSWORD})
    return browser


def code_of(secret: str, *, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(clock.machine_now().timestamp()) // 30 + step)))


def set_up_app(browser: Client) -> tuple[str, list[str]]:
    """The app's secret and the spare codes of the account."""
    secret = browser.get(APP).context["form"].secret
    shown = browser.post(APP, {"code": code_of(secret)}, follow=True)
    return secret, list(shown.context["unused_codes"])


def enter(account: Account, code: str) -> bool:
    """Whether password and code open the first page."""
    browser = signed_in(account)
    assert browser.get("/").status_code == 302
    browser.post("/dang-nhap/buoc-hai/", {"code": code})
    return browser.get(SECURITY).status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(head: Account) -> None:
    secret, _spare = set_up_app(signed_in(head))
    assert not enter(head, "000000")
    assert enter(head, code_of(secret, step=1))


def test_a_code_opens_once(head: Account) -> None:
    secret, spare = set_up_app(signed_in(head))
    code = code_of(secret, step=1)
    assert [enter(head, code), enter(head, code)] == [True, False]
    assert [enter(head, spare[0]), enter(head, spare[0])] == [True, False]


def test_the_secret_lies_sealed_in_the_database(head: Account) -> None:
    secret, _spare = set_up_app(signed_in(head))
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_spare_codes_are_shown_once(head: Account) -> None:
    browser = signed_in(head)
    _secret, spare = set_up_app(browser)
    again = browser.get("/tai-khoan/bao-mat/ma-du-phong/").content.decode()
    assert len(spare) == 10
    assert not any(code in again for code in spare)


def test_whoever_gives_accounts_takes_the_step_off_for_somebody_who_lost_the_phone(
    world: World, head: Account
) -> None:
    teacher = world.people["own teacher"]
    teacher.set_password(PASSWORD)
    teacher.save()
    set_up_app(signed_in(teacher))
    assert teacher.person is not None
    signed_in(head).post(f"/tai-khoan/nguoi/{teacher.person.uuid}/bo-buoc-hai/")
    assert not Authenticator.objects.filter(user=teacher).exists()
    assert signed_in(teacher).get(SECURITY).status_code == 200
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="accounts.second_steps_dropped").count() == 1


def test_an_account_sees_where_it_is_signed_in_and_ends_it_there(head: Account) -> None:
    here, there = signed_in(head), signed_in(head)
    places = here.get(SECURITY).context["sessions"]
    assert [place.is_here for place in places] == [True, False]
    here.post("/tai-khoan/bao-mat/noi-dang-nhap/", {"session": places[1].name})
    assert [here.get(SECURITY).status_code, there.get(SECURITY).status_code] == [200, 302]


def test_the_list_of_places_gives_no_cookie_away(head: Account) -> None:
    browser = signed_in(head)
    page = browser.get(SECURITY).content.decode()
    assert browser.cookies["sessionid"].value not in page


def test_nobody_ends_the_session_of_another(world: World, head: Account) -> None:
    teacher = world.people["own teacher"]
    teacher.set_password(PASSWORD)
    teacher.save()
    theirs = signed_in(teacher)
    place = theirs.get(SECURITY).context["sessions"][0].name
    answer = signed_in(head).post("/tai-khoan/bao-mat/noi-dang-nhap/", {"session": place})
    assert [answer.status_code, theirs.get(SECURITY).status_code] == [404, 200]


def test_one_press_ends_all_sessions_but_this_one(head: Account) -> None:
    here, others = signed_in(head), [signed_in(head), signed_in(head)]
    here.post("/tai-khoan/bao-mat/noi-dang-nhap/")
    assert here.get(SECURITY).status_code == 200
    assert [each.get(SECURITY).status_code for each in others] == [302, 302]
    assert UserSession.objects.filter(user=head).count() == 1


def test_a_new_password_ends_the_other_sessions(head: Account) -> None:
    here, there = signed_in(head), signed_in(head)
    new = "Mưa-rơi-ngoài-hiên-9"
    here.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [len(here.get(SECURITY).context["sessions"]), there.get(SECURITY).status_code] == [1, 302]


def test_the_page_costs_the_same_for_one_place_and_for_five(
    head: Account,
) -> None:
    browser = signed_in(head)
    browser.get(SECURITY)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            browser.get(SECURITY)
        counts.append(len(asked))
        for _more in range(4):
            signed_in(head)
    assert counts[0] == counts[1]


@override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=-1)
def test_a_screen_left_alone_gives_no_new_password_until_the_own_is_typed_again(
    world: World, head: Account
) -> None:
    person = world.people["own teacher"].person
    assert person is not None
    browser = signed_in(head)
    page, act = f"/tai-khoan/nguoi/{person.uuid}/", f"/tai-khoan/nguoi/{person.uuid}/mat-khau/"
    answer = browser.post(act, headers={"referer": f"http://testserver{page}"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/tai-khoan/xac-nhan/?next={page.replace('/', '%2F')}"
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=900):
        back = browser.post(answer["Location"], {"password": PASSWORD, "next": page})
        assert back["Location"] == page
        assert "cards" in browser.post(act).context


@override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=-1)
def test_a_page_elsewhere_is_no_place_to_come_back_to(world: World, head: Account) -> None:
    person = world.people["own teacher"].person
    assert person is not None
    act = f"/tai-khoan/nguoi/{person.uuid}/mat-khau/"
    answer = signed_in(head).post(act, headers={"referer": "https://example.org/x"})
    assert answer["Location"] == "/tai-khoan/xac-nhan/?next=%2F"


def test_strangers_get_no_further_than_the_door(world: World) -> None:
    pages = (SECURITY, APP, "/dang-nhap/buoc-hai/", "/tai-khoan/bao-mat/khoa/")
    assert [Client().get(page).status_code for page in pages] == [302] * 4
    assert re.fullmatch(
        r"[\w-]{20,}", Client().get("/dang-nhap/khoa/").json()["request_options"]["publicKey"]["challenge"]
    )


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.5", ""),
    ],
)
def test_devices_are_named_as_people_name_them(agent: str, words: str) -> None:
    assert device_words(agent) == words
