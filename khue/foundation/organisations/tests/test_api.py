"""The same through the API, with `as_of`."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from khue.core.scope import Scope
from khue.foundation.organisations.models import Organisation, OrganisationChange, UnitCode
from khue.foundation.organisations.tests.conftest import Browser, hat
from khue.foundation.organisations.tests.factories import Province, a_unit

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisations"
BEFORE = "2025-06-30"
DECISION = {"number": "12/QĐ-UBND", "signed_on": "2026-10-20", "effective": "2026-11-01"}


def got(client: Client, address: str, **query: str) -> Any:
    answer = client.get(f"{ROOT}{address}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def sent(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"{ROOT}{address}", body, content_type="application/json")


def test_as_of_two_days_the_trees_differ(province: Province, browser: Browser, officer: Scope) -> None:
    client = browser(officer)

    def tree(**query: str) -> list[tuple[int, str, int]]:
        return [(row["level"], row["name"], row["schools"]) for row in got(client, "/tree", **query)]

    assert tree(as_of=BEFORE) == [
        (0, "Sở Giáo dục và Đào tạo Ninh Bình", 3),
        (1, "Phòng Giáo dục và Đào tạo Gia Viễn", 2),
    ]
    assert tree() == [
        (0, "Sở Giáo dục và Đào tạo Ninh Bình", 3),
        (1, "Uỷ ban nhân dân Phường Hoa Lư", 1),
        (1, "Uỷ ban nhân dân Xã Gia Viễn", 1),
    ]


def test_a_record_of_a_day_has_both_parents_and_the_way_up(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    before = got(client, f"/organisations/{province.school.uuid}", as_of=BEFORE)
    assert [each["name"] for each in before["ancestors"]] == [
        "Sở Giáo dục và Đào tạo Ninh Bình",
        "Phòng Giáo dục và Đào tạo Gia Viễn",
    ]
    today = got(client, f"/organisations/{province.school.uuid}")
    assert today["administrative"]["uuid"] == str(province.commune.uuid)
    assert today["professional"]["uuid"] == str(province.department.uuid)
    assert (today["code"], today["exists"]) == ("37373501", True)


def test_the_list_is_paged_searched_and_narrowed(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    first = got(client, "/organisations", kind="school", limit="2")
    rest = got(client, "/organisations", kind="school", limit="2", after=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert [row["code"] for row in got(client, "/organisations", q="dinh tien")["items"]] == ["37373501"]
    below = got(client, "/organisations", below=str(province.commune.uuid))
    assert [row["short_name"] for row in below["items"]] == ["THCS Đinh Tiên Hoàng"]


def test_children_stand_along_either_kind_of_parent(
    province: Province, browser: Browser, officer: Scope
) -> None:
    address = f"/organisations/{province.department.uuid}/children"
    guided = got(browser(officer), address, kind="professional")
    assert len(guided["items"]) == 3


def test_a_change_is_tried_and_then_made_by_its_fingerprint(
    province: Province, browser: Browser, officer: Scope
) -> None:
    client = browser(officer)
    body = {
        "kind": "rename",
        "decision": DECISION,
        "organisations": [str(province.school.uuid)],
        "name": "Trường Mới",
    }
    tried = sent(client, "/changes/dry-run", body).json()
    assert {(each["what"], each["after"]) for each in tried["differences"]} == {
        ("name", "Trường Mới"),
        ("short_name", "Trường Mới"),
    }
    assert not OrganisationChange.objects.exists()
    assert sent(client, "/changes", body | {"seen": "other"}).status_code == 422
    made = sent(client, "/changes", body | {"seen": tried["fingerprint"]})
    assert made.status_code == 201
    assert Organisation.objects.get(pk=province.school.pk).name == "Trường Mới"
    back = sent(client, f"/changes/{made.json()['uuid']}/take-back", {"reason": "Nhầm"})
    assert back.json()["cancel_reason"] == "Nhầm"
    assert Organisation.objects.get(pk=province.school.pk).name == "Trường THCS Đinh Tiên Hoàng"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "merge", "organisations": ["school", "other_school"], "into": "school"},
        {"kind": "merge", "organisations": ["school", "other_school"], "founding": {"name": "Trường Mới"}},
        {
            "kind": "split",
            "organisations": ["commune"],
            "parts": [{"founding": {"name": "Xã Đông"}, "children": ["school"]}],
        },
        {"kind": "transfer", "organisations": ["school"], "administrative": "other_commune"},
        {"kind": "close", "organisations": ["commune"], "children_to": "other_commune"},
        {
            "kind": "found",
            "founding": {"name": "Trường Mới", "administrative": "commune", "stages": ["primary"]},
        },
    ],
    ids=lambda body: body["kind"],
)
def test_every_kind_of_change_is_made(
    province: Province, browser: Browser, officer: Scope, body: dict[str, Any]
) -> None:
    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: named(each) for key, each in value.items()}
        if isinstance(value, list):
            return [named(each) for each in value]
        there = getattr(province, value, None) if isinstance(value, str) else None
        return str(there.uuid) if isinstance(there, Organisation) else value

    answer = sent(browser(officer), "/changes", named(body) | {"decision": DECISION})
    assert answer.status_code == 201, answer.content
    assert answer.json()["kind"] == body["kind"]


def test_what_is_refused_is_a_problem_with_its_words(
    province: Province, browser: Browser, officer: Scope
) -> None:
    body = {"kind": "close", "decision": DECISION, "organisations": [str(province.commune.uuid)]}
    answer = sent(browser(officer), "/changes", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"]


def test_who_may_not_change_is_refused_and_a_stranger_has_to_sign_in(
    province: Province, browser: Browser
) -> None:
    body = {
        "kind": "rename",
        "decision": DECISION,
        "organisations": [str(province.school.uuid)],
        "name": "Mới",
    }
    assert sent(browser(hat("head", province.school)), "/changes", body).status_code == 403
    assert sent(browser(hat("specialist", province.other_commune)), "/changes", body).status_code == 403
    assert sent(browser(None), "/changes", body).status_code == 401
    assert browser(None).get(f"{ROOT}/tree").status_code == 401


def test_sites_and_groups_have_their_own_lists(province: Province, browser: Browser) -> None:
    client = browser(hat("head", province.school))
    made = sent(
        client, "/sites", {"name": "Điểm chính", "code": "", "is_main": True, "address": "", "distance_m": 0}
    )
    assert made.status_code == 201, made.content
    assert [row["name"] for row in got(client, "/sites")["items"]] == ["Điểm chính"]
    assert got(browser(hat("head", province.other_school)), "/sites")["items"] == []


def test_units_of_a_level_are_listed_with_their_codes(
    browser: Browser, province: Province, officer: Scope
) -> None:
    unit = a_unit("Nho Quan")
    UnitCode.objects.create(unit=unit, code="14428", valid_from=unit.valid_from)
    found = got(browser(officer), "/units", level="commune")
    assert [(each["name"], each["code"]) for each in found] == [("Xã Nho Quan", "14428")]
    assert browser(officer).get(f"{ROOT}/units", {"level": "commune", "below": "99"}).status_code == 404
