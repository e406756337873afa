"""The search box finds what the hat reaches, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from khue.core.scope import open_scope, system
from khue.foundation.people.models import Person
from tests.world import World

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def found(client: Client, words: str) -> str:
    """The part below the box."""
    return client.get(
        "/tim/", {"q": words}, headers={"HX-Request": "true", "HX-Target": "found"}
    ).content.decode()


def child_of(world: World) -> Person:
    return world.pupils["A 8A1 1"]


def test_a_pupil_is_found_without_diacritics_and_by_the_own_school_alone(
    world: World, as_person: Browser
) -> None:
    child = child_of(world)
    address = f"/hoc-sinh/{child.uuid}/"
    assert address in found(as_person("head"), child.folded)
    assert address in found(as_person("director"), child.full_name)
    assert address not in found(as_person("teacher of another school"), child.full_name)


def test_a_phone_number_finds_the_pupil_of_the_guardian_who_has_it(world: World, as_person: Browser) -> None:
    child = child_of(world)
    with open_scope(system("test")):
        Person.objects.filter(pk=world.guardianship.guardian_id).update(phone="0912345678")
    assert f"/hoc-sinh/{child.uuid}/" in found(as_person("head"), "+84 912 345 678")


def test_a_sector_identifier_finds_its_pupil(world: World, as_person: Browser) -> None:
    child = child_of(world)
    with open_scope(system("test")):
        Person.objects.filter(pk=child.pk).update(sector_identifier="3700000001")
    assert f"/hoc-sinh/{child.uuid}/" in found(as_person("head"), "3700000001")
    assert f"/hoc-sinh/{child.uuid}/" not in found(as_person("teacher of another school"), "3700000001")


def test_a_parent_finds_the_own_child_alone(world: World, as_person: Browser) -> None:
    child = child_of(world)
    assert f"/con/{child.uuid}/" in found(as_person("own parent"), child.folded)
    assert str(child.uuid) not in found(as_person("another parent"), child.folded)


def test_one_letter_finds_nothing_and_says_why(as_person: Browser) -> None:
    page = as_person("head").get("/tim/", {"q": "a"}).content.decode()
    assert "Gõ ít nhất hai chữ cái" in page


def test_what_was_typed_is_shown_escaped(as_person: Browser) -> None:
    assert "<script>" not in found(as_person("head"), "<script>x")


def test_a_stranger_is_sent_to_sign_in(as_person: Browser) -> None:
    assert as_person("stranger").get("/tim/", {"q": "an"}).status_code == 302


def test_every_page_leads_to_the_guide_that_speaks_of_it(as_person: Browser) -> None:
    client = as_person("head")
    assert 'href="/tro-giup/so-diem/"' in client.get("/so-diem/").content.decode()
    assert 'href="/tro-giup/hieu-truong/"' in client.get("/lop/").content.decode()
    assert "<h2" in client.get("/tro-giup/so-diem/").content.decode()
    assert client.get("/tro-giup/khong-co/").status_code == 404
