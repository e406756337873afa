"""Pupils and classes for programs: the same rights, the same services, problems with a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.sector.classes.selectors import class_of, homeroom_teachers, matrix
from khue.sector.classes.tests.test_acts import enrolment_of
from khue.sector.classes.tests.test_pages import browse, world
from tests.world import World, person

__all__ = ["browse", "world"]
pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
ROOT = "/api/v1/classes"


def send(client: Client, method: str, address: str, body: Any = None) -> Any:
    """One call of a program; the CSRF check of the browser's session is the client's affair."""
    return getattr(client, method)(f"{ROOT}{address}", body, content_type="application/json")


def given(world: World, **more: Any) -> dict[str, Any]:
    return {
        "full_name": "GIÀNG A PÁO",
        "sex": 1,
        "birth_date": "2012-05-12",
        "school_class": str(world.classes["A 8A1"].uuid),
        "valid_from": "2025-09-05",
        **more,
    }


def test_a_pupil_is_added_read_and_changed(world: World, browse: Browser) -> None:
    client = browse("registrar")
    mother = {"relation": "mother", "full_name": "Sùng Thị Mỷ", "phone": "0912345678"}
    made = send(client, "post", "/pupils", given(world, identity_number="037212004118", guardians=[mother]))
    assert made.status_code == 201
    record = made.json()
    assert (record["full_name"], record["given_name"], record["class_name"]) == ("Giàng A Páo", "Páo", "8A1")
    assert record["known"] == {
        "identity_number": True,
        "ethnic_group": False,
        "religion": False,
        "disability": False,
    }
    assert record["guardians"][0]["full_name"] == "Sùng Thị Mỷ"
    assert "037212004118" not in made.content.decode()
    changed = send(
        client, "patch", f"/pupils/{record['uuid']}?reason=Chuyển nhà", {"residence": "Xã Nho Quan"}
    )
    assert changed.json()["residence"] == "Xã Nho Quan"


def test_a_second_record_is_a_conflict_until_somebody_says_why(world: World, browse: Browser) -> None:
    client = browse("registrar")
    send(client, "post", "/pupils", given(world))
    assert send(client, "post", "/pupils", given(world)).json()["code"] == "possible_duplicate"
    found = send(
        client, "post", "/pupils/match", {k: given(world)[k] for k in ("full_name", "sex", "birth_date")}
    )
    assert [each["full_name"] for each in found.json()] == ["Giàng A Páo"]
    assert send(client, "post", "/pupils", given(world, note="Anh em họ")).status_code == 201


def test_a_child_we_have_is_enrolled_by_name_of_the_candidate(world: World, browse: Browser) -> None:
    with open_scope(system("test")):
        held = person("Giàng A Páo", world.schools[1], sex=1, birth_date="2012-05-12")
    made = send(browse("registrar"), "post", "/pupils", given(world, same=str(held.uuid)))
    assert (made.status_code, made.json()["uuid"]) == (201, str(held.uuid))


def test_a_sensitive_value_is_shown_with_a_purpose(world: World, browse: Browser) -> None:
    child = world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        type(child).objects.filter(pk=child.pk).update(ethnic_group="06")
    address = f"/pupils/{child.uuid}/reveal"
    body = {"field": "ethnic_group", "purpose": "Miễn giảm học phí"}
    assert send(browse("registrar"), "post", address, body).json() == {"value": "Mường"}
    assert send(browse("registrar"), "post", address, {**body, "purpose": ""}).status_code == 422
    assert send(browse("own officer"), "post", address, body).status_code == 403
    assert len(audited(action="people.revealed")) == 1


def test_a_pupil_leaves_and_comes_back(world: World, browse: Browser) -> None:
    client, child = browse("registrar"), world.pupils["A 8A1 1"]
    left = send(
        client, "post", f"/pupils/{child.uuid}/leave", {"status": "dropped", "valid_to": "2025-10-20"}
    )
    assert (left.json()["status"], left.json()["valid_to"]) == ("dropped", "2025-10-20")
    back = send(client, "post", f"/pupils/{child.uuid}/come-back", {"valid_from": "2025-11-01"})
    assert (back.status_code, back.json()["entry"]) == (201, "returned")


def test_a_class_is_formed_filled_and_led(world: World, browse: Browser) -> None:
    client = browse("head")
    made = send(client, "post", "/classes", {"year": 2025, "name": "8A3", "grades": [8]}).json()
    children = [str(world.pupils[key].uuid) for key in ("A 8A1 1", "A 8A1 2")]
    placed = send(client, "post", f"/classes/{made['uuid']}/places", {"pupils": children, "on": "2025-10-01"})
    assert placed.json() == {"changed": 2}
    rows = send(client, "get", f"/classes/{made['uuid']}/roll").json()
    assert [line["pupil"] for line in rows] == children
    teacher = str(world.posts["own teacher"].person.uuid)
    led = send(client, "put", f"/classes/{made['uuid']}/homeroom", {"persons": [teacher], "on": "2025-10-01"})
    assert led.status_code == 204


def test_who_teaches_is_said_by_subject(world: World, browse: Browser) -> None:
    client, row = browse("head"), world.classes["A 8A2"]
    body = {"persons": [str(world.posts["head"].person.uuid)], "on": "2025-10-01"}
    assert send(client, "put", f"/classes/{row.uuid}/subjects/TOAN/teachers", body).status_code == 204
    with open_scope(system("test")):
        assert matrix([row]).cells[row.pk][world.subject.pk] == [world.posts["head"].person]
        assert homeroom_teachers([row.pk]) == {}
    stranger = {**body, "persons": [str(world.posts["head of another school"].person.uuid)]}
    assert send(client, "put", f"/classes/{row.uuid}/subjects/TOAN/teachers", stranger).status_code == 404


def test_pupils_of_another_school_are_not_found_to_be_placed(world: World, browse: Browser) -> None:
    body = {"pupils": [str(world.pupils["B 8A1 1"].uuid)], "on": "2025-10-01"}
    address = f"/classes/{world.classes['A 8A1'].uuid}/places"
    assert send(browse("registrar"), "post", address, body).status_code == 404
    with open_scope(system("test")):
        assert class_of(enrolment_of(world, "B 8A1 1").pk) == world.classes["B 8A1"]
