"""What every answer carries, and what a refusal looks like: framed, in the reader's language, kept by no cache."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from khue.foundation.accounts.models import Account
from tests.world import World

pytestmark = pytest.mark.django_db
RIGHT = "đúng-mật-khẩu-10"
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def head(world: World) -> Account:
    account = world.people["head"]
    account.set_password(RIGHT)
    account.save()
    cache.clear()
    return account


def signed_in() -> Client:
    client = Client()
    assert client.post("/dang-nhap/", {"login": "head", "password": RIGHT}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/khong-co/", 404, "Không có trang này"),
        (f"/hoc-sinh/{NOBODY}/", 404, "Không có trang này"),
        ("/hoc-sinh/?q=%00", 400, "Trang không đọc được"),
        ("/nam-hoc/", 405, "Địa chỉ này không mở như vậy"),
    ],
)
def test_a_refusal_is_a_page_in_vietnamese_that_no_cache_keeps(
    as_person: Any, address: str, status: int, words: str
) -> None:
    answer = as_person("head").get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_forbidden_page_says_so(as_person: Any) -> None:
    answer = as_person("own parent").get("/nhan-su/them/")
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_method_names_the_right_one(as_person: Any) -> None:
    assert as_person("head").get("/nam-hoc/")["Allow"] == "POST"


def test_a_form_of_another_site_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "head", "password": "x"})
    assert answer.status_code == 403
    assert "Chưa có gì thay đổi" in answer.content.decode()


def test_what_is_too_large_is_refused_unread_in_words() -> None:
    answer = Client().generic("POST", "/kiem-tra/", b"", CONTENT_LENGTH=str(100 << 20))
    assert answer.status_code == 413
    assert "66 MB" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/dang-nhap/", "/khong-co/", "/kiem-tra/", "/api/v1/openapi.json"])
def test_every_answer_forbids_frames_sniffing_and_foreign_scripts(as_person: Any, address: str) -> None:
    answer = as_person("head").get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))


def test_a_personal_page_is_kept_by_no_cache(as_person: Any) -> None:
    for address in ("/", "/hoc-sinh/", "/api/v1/classes/pupils"):
        assert as_person("head").get(address)["Cache-Control"] == "private, no-store", address


def test_a_foreign_host_is_not_answered(world: World) -> None:
    assert Client(HTTP_HOST="xau.example").get("/dang-nhap/").status_code == 400


@pytest.mark.usefixtures("head")
def test_signing_in_changes_the_session_that_a_stranger_planted() -> None:
    client = Client()
    client.get("/dang-nhap/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key or ""
    client.cookies["sessionid"] = planted
    client.post("/dang-nhap/", {"login": "head", "password": RIGHT})
    assert client.cookies["sessionid"].value != planted
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.usefixtures("head")
def test_a_new_password_ends_every_other_session() -> None:
    here, elsewhere = signed_in(), signed_in()
    fresh = "mật-khẩu-mới-2026"
    answer = here.post("/tai-khoan/mat-khau/", {"oldpassword": RIGHT, "password1": fresh, "password2": fresh})
    assert answer.status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/")["Location"].startswith("/dang-nhap/")


@pytest.mark.usefixtures("head")
def test_a_login_that_is_not_there_is_answered_as_a_wrong_password() -> None:
    answers = [
        Client().post("/dang-nhap/", {"login": login, "password": "falsch"}).content.decode()
        for login in ("head", "khong-co-ai")
    ]
    said = "kiểm tra phím Caps Lock"
    assert [said in answer for answer in answers] == [True, True]


@pytest.mark.usefixtures("head")
def test_failures_are_counted_in_the_database_for_all_processes() -> None:
    for _ in range(5):
        Client().post(
            "/dang-nhap/",
            {"login": "head", "password": "falsch"},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM core_cache")
        assert cursor.fetchone() == (True,)
    assert Client().post("/dang-nhap/", {"login": "head", "password": RIGHT}).status_code != 302
