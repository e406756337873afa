"""Fills an empty database with the standing people, sessions for two of them, and a class ready to be signed."""

from __future__ import annotations

import json
import sys
from uuid import UUID

from django.db import connection

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.organisations.services.tree import settle_today
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.selectors import key_folder
from khue.foundation.signing.services import enrol_key, sign_fields
from khue.school.gradebook.models import Result
from khue.school.transcripts.services import prepare_class
from khue.sector.classes.models import ClassPlacement, SchoolClass
from khue.sector.pupils.models import Enrolment
from tests.clients import client_of
from tests.world import DAY, YEAR, World, build_world, person

PUPILS = 48
BACKEND = "khue.foundation.accounts.adapters.SignedIn"


def main() -> None:
    """Fill the database and tell, as a line of JSON, what the tests have to know."""
    world = build_world()
    sessions = {}
    for standing in ("head", "own teacher"):
        client = client_of(world.people[standing])
        sessions[standing] = client.cookies["sessionid"].value
    sys.stdout.write(json.dumps({"sessions": sessions, "class": str(_papers(world))}) + "\n")


def _papers(world: World) -> UUID:
    """Prepare a paper for each pupil of class 8A1; the teacher has a key."""
    with open_scope(system("seed")):
        settle_today()  # what the worker's first upkeep would change in the middle of a test
        with connection.cursor() as cursor:
            cursor.execute("SELECT open_school_year(2025::smallint)")
        for number in range(1, PUPILS + 1):
            _close_year(world, number)
        _enrol_key(world)
        related = SchoolClass.objects.select_related("organisation", "organisation__unit", "year")
        school_class: SchoolClass = related.get(pk=world.classes["A 8A1"].pk)
        prepared = prepare_class(school_class=school_class, sign_fields=sign_fields)
    assert len(prepared.prepared) == PUPILS, prepared
    return school_class.uuid


def _enrol_key(world: World) -> None:
    school, teacher = world.schools[0], world.people["own teacher"].person
    assert teacher is not None
    authority = DemoAuthority.open(key_folder())
    signer = authority.person(f"t{teacher.pk}", name=teacher.full_name, organisation=school.name)
    enrol_key(
        organisation=school.pk,
        person=teacher.pk,
        is_seal=False,
        kind="file",
        locator=f"people/t{teacher.pk}.pem",
        chain=signer.chain,
    )


def _close_year(world: World, number: int) -> None:
    """The results of one pupil of class 8A1, who is made unless the world has them."""
    school, school_class = world.schools[0], world.classes["A 8A1"]
    pupil = world.pupils.get(f"A 8A1 {number}")
    if pupil is None:
        pupil = person(f"Nguyễn Kín A8A1{number}", school, sex=2, birth_date=DAY.replace(year=2012))
        enrolment = Enrolment.objects.create(
            organisation=school, person=pupil, year_id=YEAR, grade_id=8, valid_from=DAY
        )
        ClassPlacement.objects.create(
            organisation=school, school_class=school_class, enrolment=enrolment, person=pupil,
            list_number=number, valid_from=DAY,
        )  # fmt: skip
    for term in (1, 2, 3):
        Result._base_manager.create(
            year=YEAR, organisation=school, school_class=school_class, pupil=pupil, term=term, grade=8,
            subjects=[world.subject.pk], values=[80], rule_version="tt22-2021.1", computed_at=clock.now(),
            learning=1, conduct=1, absences=3, decision=1 if term == 3 else None,
        )  # fmt: skip
