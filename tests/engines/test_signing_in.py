"""Signing in: guessing is slowed down, and nobody can lock another person out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from khue.foundation.accounts.models import Account
from tests.world import World

pytestmark = pytest.mark.django_db
RIGHT = "đúng-mật-khẩu-10"


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def head(world: World) -> Account:
    account = world.people["head"]
    account.set_password(RIGHT)
    account.save()
    return account


def sign_in(password: str, address: str = "10.0.0.1", next_page: str = "") -> tuple[int, str]:
    body = {"login": "head", "password": password, **({"next": next_page} if next_page else {})}
    answer = Client(REMOTE_ADDR=address).post("/dang-nhap/", body)
    return answer.status_code, answer.headers.get("Location", "")


def test_five_failures_from_one_place_close_it_there_and_nowhere_else(head: Account) -> None:
    for _ in range(5):
        sign_in("falsch")
    assert sign_in(RIGHT)[0] != 302
    assert sign_in(RIGHT, address="10.0.0.2")[0] == 302


def test_a_whole_school_signs_in_behind_one_address(head: Account) -> None:
    assert {sign_in(RIGHT)[0] for _ in range(35)} == {302}


@pytest.mark.parametrize("next_page", ["https://xau.example/", "//xau.example", "/\\xau.example"])
def test_signing_in_leads_nowhere_else(head: Account, next_page: str) -> None:
    assert sign_in(RIGHT, next_page=next_page) == (302, "/")


def test_a_closed_account_is_told_so(head: Account) -> None:
    Account.objects.filter(pk=head.pk).update(is_active=False)
    status, address = sign_in(RIGHT)
    assert (status, address) == (302, "/dang-nhap/dong/")
    assert Client().get(address).status_code == 200


def test_a_body_larger_than_any_upload_is_refused_unread() -> None:
    answer = Client().generic("POST", "/kiem-tra/", b"", CONTENT_LENGTH=str(67 << 20))
    assert answer.status_code == 413
