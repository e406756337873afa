"""What somebody with a wrong mind sends to the second step, and to the pages around it."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from khue.foundation.accounts.forms import LONGEST_CREDENTIAL
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.tests.test_second_step import (
    APP,
    PASSWORD,
    SECURITY,
    code_of,
    enter,
    set_up_app,
    signed_in,
)
from tests.world import World

pytestmark = pytest.mark.django_db
STEP, DOOR, KEEP = "/dang-nhap/buoc-hai/", "/dang-nhap/khoa/", "/tai-khoan/bao-mat/khoa/"
NONSENSE = [
    "",
    "null",
    "[]",
    "{}",
    "[" * 60_000,
    "1" * 6_000,
    '{"id": "YWJj"}',
    '{"id": "YWJj", "rawId": 5, "response": {}}',
    '{"a": "' + "x" * LONGEST_CREDENTIAL + '"}',
    *(
        json.dumps({"rawId": "YWJj", "response": {"clientDataJSON": said, "attestationObject": shown}})
        for said in ("bm9qc29u", "e30", 5)
        for shown in ("AA", "!", "oA", "_w", 5)
    ),
]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def head(world: World) -> Account:
    account = world.people["head"]
    account.set_password(PASSWORD)
    account.save()
    return account


def refused(browser: Client, page: str, *, status: int) -> list[str]:
    """The nonsense that `page` did not answer with `status`."""
    return [each[:40] for each in NONSENSE if _status(browser, page, each) != status]


def _status(browser: Client, page: str, credential: str) -> int:
    cache.clear()
    browser.get(page)
    return int(browser.post(page, {"credential": credential}).status_code)


def test_a_stranger_gets_no_error_out_of_the_passkey_door(world: World) -> None:
    assert refused(Client(), DOOR, status=302) == []


def test_what_no_device_answers_keeps_no_passkey(head: Account) -> None:
    assert refused(signed_in(head), KEEP, status=200) == []


def test_what_no_device_answers_is_no_second_step(head: Account) -> None:
    set_up_app(signed_in(head))
    assert refused(signed_in(head), STEP, status=200) == []


def test_a_password_that_was_replaced_between_the_steps_opens_nothing(head: Account) -> None:
    secret, _spare = set_up_app(signed_in(head))
    browser = signed_in(head)
    head.set_password("Mưa-rơi-ngoài-hiên-9")
    head.save()
    answer = browser.post(STEP, {"code": code_of(secret, step=1)})
    assert [answer.status_code, answer["Location"]] == [302, "/dang-nhap/"]
    assert browser.get(SECURITY).status_code == 302


def test_the_code_that_set_the_app_up_opens_nothing(head: Account) -> None:
    browser = signed_in(head)
    code = code_of(browser.get(APP).context["form"].secret)
    browser.post(APP, {"code": code})
    assert not enter(head, code)


def test_guesses_at_a_code_wait_for_each_other(head: Account) -> None:
    set_up_app(signed_in(head))
    browser = signed_in(head)
    with CaptureQueriesContext(connection) as asked:
        browser.post(STEP, {"code": "000000"})
    told = [each["sql"] for each in asked]
    locked = next(number for number, sql in enumerate(told) if sql.endswith("FOR UPDATE"))
    counted = next(number for number, sql in enumerate(told) if "core_cache" in sql and "login_failed" in sql)
    assert locked < counted


def test_signing_out_elsewhere_reaches_the_place_that_the_page_has_no_room_for(
    head: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khue.foundation.accounts.views.security.MOST_PLACES", 2)
    oldest, *_others, here = [signed_in(head) for _each in range(4)]
    assert len(here.get(SECURITY).context["sessions"]) == 2
    here.post("/tai-khoan/bao-mat/noi-dang-nhap/")
    assert [oldest.get(SECURITY).status_code, here.get(SECURITY).status_code] == [302, 200]


def test_a_screen_left_alone_gives_no_role(world: World) -> None:
    director = world.people["director"]
    director.set_password(PASSWORD)
    director.save()
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=-1):
        answer = signed_in(director).get("/tai-khoan/giao-vai/")
    assert answer["Location"] == "/tai-khoan/xac-nhan/?next=%2Ftai-khoan%2Fgiao-vai%2F"
