"""What the pages of pupils and classes show, to whom, and what they write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core.scope import open_scope, system
from khue.core.tables.table import page_of
from khue.core.tests.audited import audited
from khue.foundation.people.models import Person
from khue.sector.classes.models import ClassPlacement
from khue.sector.classes.tables import pupil_rows, pupil_table
from tests.clients import client_of
from tests.world import YEAR, World, build_world

FORMS = ('class="find"', "menu-form", 'id="columns-form"')
"""Where the forms of a list begin: its words, its filters, its columns."""
pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


@pytest.fixture
def world(db: None) -> World:
    """The standing people."""
    return build_world()


@pytest.fixture
def browse(world: World) -> Browser:
    """A browser in which a standing person is signed in and looks at the world's year."""

    def browser(standing: str) -> Client:
        client = client_of(world.people[standing])
        session = client.session
        session["year"] = YEAR
        session.save()
        return client

    return browser


def names_in(page: bytes, world: World) -> set[str]:
    """The keys of the world's pupils whom a page names."""
    return {key for key, pupil in world.pupils.items() if pupil.full_name.encode() in page}


def test_a_registrar_sees_the_pupils_of_the_school_and_of_no_other(world: World, browse: Browser) -> None:
    page = browse("registrar").get("/hoc-sinh/").content
    assert names_in(page, world) == {key for key in world.pupils if key.startswith("A")}


def test_a_teacher_sees_the_pupils_of_the_own_classes(world: World, browse: Browser) -> None:
    page = browse("own teacher").get("/hoc-sinh/").content
    assert names_in(page, world) == {"A 8A1 1", "A 8A1 2"}


def test_the_director_sees_all_schools(world: World, browse: Browser) -> None:
    page = browse("director").get("/hoc-sinh/").content
    assert names_in(page, world) == set(world.pupils)


def test_a_filter_by_class_and_a_search_narrow_the_list(world: World, browse: Browser) -> None:
    client = browse("registrar")
    of_class = client.get(f"/hoc-sinh/?lop={world.classes['A 8A2'].uuid}").content
    assert names_in(of_class, world) == {"A 8A2 1", "A 8A2 2"}
    assert names_in(client.get("/hoc-sinh/?tim=kin a8a12").content, world) == {"A 8A1 2"}


def test_the_conditions_are_ticked_in_their_menu_and_kept_by_the_other_forms(
    world: World, browse: Browser
) -> None:
    page = browse("registrar").get("/hoc-sinh/?khoi=8&sap=-name&tim=an&after=x").content.decode()
    assert 'name="khoi" value="8" checked' in page
    of_words, of_filters, of_columns = (page.split(mark)[1].split("</form>")[0] for mark in FORMS)
    assert 'type="hidden" name="khoi"' in of_words
    assert 'type="hidden" name="khoi"' not in of_filters
    assert 'type="hidden" name="tim" value="an"' in of_filters
    assert 'type="hidden" name="khoi" value="8"' in of_columns
    assert 'name="after"' not in of_words + of_filters + of_columns


def test_pupils_who_lack_a_number_are_found(world: World, browse: Browser) -> None:
    client = browse("registrar")
    assert len(names_in(client.get("/hoc-sinh/?thieu=identity").content, world)) == 4
    assert names_in(client.get("/hoc-sinh/?thieu=birth").content, world) == set()


@pytest.mark.parametrize("address", ["/", "/?so_dong=1"])
def test_a_list_costs_its_rows_and_their_number_whether_or_not_it_goes_on(world: World, address: str) -> None:
    with open_scope(system("test")) as scope:
        table = pupil_table(scope, YEAR)
        with CaptureQueriesContext(connection) as seen:
            page = page_of(table, pupil_rows(YEAR), scope, Client().get(address).wsgi_request.GET)
        assert page.count == pupil_rows(YEAR).count() > 1
    assert len([each for each in seen if "pupils_enrolment" in each["sql"]]) == 2


def test_a_value_is_shown_with_a_purpose_only_and_the_asking_is_recorded(
    world: World, browse: Browser
) -> None:
    pupil = world.pupils["A 8A1 1"]
    with open_scope(system("test")):
        Person.objects.filter(pk=pupil.pk).update(ethnic_group="01")
    client = browse("registrar")
    address = f"/hoc-sinh/{pupil.uuid}/xem/"
    asked = client.post(address, {"field": "ethnic_group"})
    assert b'name="purpose"' in asked.content
    assert audited(action="people.revealed") == []
    client.post(address, {"field": "ethnic_group", "purpose": "Lập danh sách miễn giảm"})
    [line] = audited(action="people.revealed")
    assert (line.person_id, line.params["purpose"]) == (pupil.pk, "Lập danh sách miễn giảm")
    record = client.get(f"/hoc-sinh/{pupil.uuid}/").content.decode()
    assert "Lập danh sách miễn giảm" in record
    assert "Đỗ Thị Vụ" in record


def test_the_history_costs_the_same_however_long_it_is(world: World, browse: Browser) -> None:
    pupil, client = world.pupils["A 8A1 1"], browse("registrar")
    address = f"/hoc-sinh/{pupil.uuid}/"
    client.get(address)  # the first look of a day writes its line
    counts = []
    for _time in range(2):
        for number in range(3):
            client.post(f"{address}xem/", {"field": "religion", "purpose": f"Mục đích {number}"})
        with CaptureQueriesContext(connection) as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def new_pupil(world: World, **more: str) -> dict[str, str]:
    """What a registrar types for a new pupil of class 8A1."""
    return {
        "full_name": "Lê Thị Hoa Mai",
        "sex": "2",
        "birth_date": "12/03/2012",
        "school_class": str(world.classes["A 8A1"].uuid),
        "valid_from": "06/10/2025",
        "mother_name": "Trần Thị Lan",
        "mother_phone": "0912345678",
    } | more


def test_a_new_pupil_is_enrolled_and_sits_at_the_end_of_the_class(world: World, browse: Browser) -> None:
    answer = browse("registrar").post("/hoc-sinh/them/", new_pupil(world))
    with open_scope(system("test")):
        person = Person.objects.get(full_name="Lê Thị Hoa Mai")
        place = ClassPlacement.objects.get(person=person)
    assert (answer.status_code, answer["Location"]) == (302, f"/hoc-sinh/{person.uuid}/")
    assert place.school_class_id == world.classes["A 8A1"].pk


def test_who_is_alike_is_shown_first_and_a_note_lets_another_child_in(world: World, browse: Browser) -> None:
    client = browse("registrar")
    known = world.pupils["A 8A1 1"]
    typed = new_pupil(world, full_name=known.full_name, birth_date=f"{known.birth_date:%d/%m/%Y}")
    shown = client.post("/hoc-sinh/them/", typed)
    assert f"/hoc-sinh/{known.uuid}/".encode() in shown.content
    with open_scope(system("test")):
        assert Person.objects.filter(full_name=known.full_name).count() == 1
    assert client.post("/hoc-sinh/them/", typed | {"note": "Trùng tên, khác cha mẹ"}).status_code == 302
    with open_scope(system("test")):
        assert Person.objects.filter(full_name=known.full_name).count() == 2


def test_what_a_service_refuses_stands_at_its_field(world: World, browse: Browser) -> None:
    answer = browse("registrar").post("/hoc-sinh/them/", new_pupil(world, identity_number="123"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["identity_number"])


def test_a_record_is_changed_with_its_reason(world: World, browse: Browser) -> None:
    pupil, client = world.pupils["A 8A1 1"], browse("registrar")
    typed = {"full_name": pupil.full_name, "sex": "2", "birth_date": "01/05/2012", "residence": "Thôn Đông"}
    answer = client.post(f"/hoc-sinh/{pupil.uuid}/sua/", typed | {"reason": "Gia đình chuyển nhà"})
    with open_scope(system("test")):
        held = Person.objects.get(pk=pupil.pk)
    assert (answer.status_code, held.residence) == (302, "Thôn Đông")
    assert "Gia đình chuyển nhà" in client.get(f"/hoc-sinh/{pupil.uuid}/").content.decode()


@pytest.mark.parametrize("standing", ["own teacher", "own officer", "own parent"])
def test_only_the_office_adds_and_changes_pupils(world: World, browse: Browser, standing: str) -> None:
    client, pupil = browse(standing), world.pupils["A 8A1 1"]
    assert client.get("/hoc-sinh/them/").status_code == 403
    assert client.get(f"/hoc-sinh/{pupil.uuid}/sua/").status_code == 403


def test_the_page_of_a_class_strikes_out_who_left(world: World, browse: Browser) -> None:
    place = world.pupils["A 8A1 2"]
    with open_scope(system("test")):
        row = ClassPlacement.objects.get(person=place)
        row.valid_to = row.valid_from.replace(month=10)
        row.save(update_fields=["valid_to"])
    page = browse("registrar").get(f"/lop/{world.classes['A 8A1'].uuid}/").content.decode()
    assert page.count("<s><a") == 1
    assert "Trần Thị Dạy" in page


def test_programs_get_the_same_pupils_as_pages(world: World, browse: Browser) -> None:
    client = browse("own teacher")
    items = client.get(f"/api/v1/classes/pupils?year={YEAR}").json()["items"]
    assert {each["full_name"] for each in items} == {
        world.pupils[key].full_name for key in ("A 8A1 1", "A 8A1 2")
    }
    classes = client.get(f"/api/v1/classes/classes?year={YEAR}").json()["items"]
    assert [each["name"] for each in classes] == ["8A1"]
