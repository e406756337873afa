"""A write sent twice is done once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Membership
from khue.foundation.calendar.models import Holiday
from tests.clients import client_of
from tests.world import DAY, World

pytestmark = pytest.mark.django_db
DAYS = dt.timedelta(days=1)
ADDRESS = "/api/v1/calendar/holidays"
BODY = {"name": "Tết", "starts": "2026-02-14", "ends": "2026-02-22"}


@pytest.fixture
def head(world: World) -> Client:
    return client_of(world.people["head"])


def count() -> int:
    with open_scope(system("test")):
        return Holiday.objects.filter(name="Tết").count()


def post(client: Client, key: str, body: dict[str, str]) -> tuple[int, bytes]:
    answer = client.post(ADDRESS, body, content_type="application/json", headers={"Idempotency-Key": key})
    return answer.status_code, answer.content


def test_the_same_key_gives_the_same_answer_and_one_row(head: Client) -> None:
    first = post(head, "k1", BODY)
    assert first[0] == 201
    assert post(head, "k1", BODY) == first
    assert count() == 1


def test_the_same_key_for_another_request_is_refused(head: Client) -> None:
    post(head, "k1", BODY)
    status, body = post(head, "k1", {**BODY, "name": "Khác"})
    assert status == 422
    assert b"idempotency_key_reused" in body


def test_a_refused_write_leaves_its_key_free(head: Client) -> None:
    assert post(head, "k1", {**BODY, "ends": "2026-02-01"})[0] == 422
    assert post(head, "k1", BODY)[0] == 201


def test_a_kept_answer_is_not_given_to_another_hat_of_the_account(head: Client, world: World) -> None:
    assert post(head, "k1", BODY)[0] == 201
    with open_scope(system("test")):
        Membership.objects.filter(person=world.people["head"].person).update(valid_to=DAY + DAYS)
    assert post(head, "k1", BODY)[0] == 422


def test_keys_of_two_people_do_not_meet(head: Client, world: World) -> None:
    other = Client()
    other.force_login(
        world.people["head of another school"], backend="khue.foundation.accounts.adapters.SignedIn"
    )
    assert post(head, "k1", BODY)[0] == 201
    assert post(other, "k1", BODY)[0] == 201
    assert count() == 2
