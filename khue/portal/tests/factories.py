"""Rows that home pages count, made plainly in the world of the access tests."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock, files
from khue.core.scope import open_scope, system
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.curriculum.models import Subject
from khue.foundation.documents.models import Paper
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.signing.models import Signature
from khue.school.gradebook.models import Conduct, Confirmation, Correction, EntryWindow, Result
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import ClassPlacement, ClassSubject, SchoolClass
from khue.sector.pupils.models import Enrolment
from tests.world import DAY, YEAR, World, person

WHOLE: dict[str, Any] = {"regular": [80, 80, 80, 80], "midterm": 80, "final": 80}
_codes = itertools.count(1)


@dataclass
class Province:
    """The world with its marks."""

    world: World
    comment: Subject


def make_province(world: World) -> Province:
    """School A: 8A1 has every mark of Toán but one, 8A2 has none. School B: everything, and results of two terms."""
    with open_scope(system("test")):
        comment = Subject.objects.create(
            code="GDTC",
            name="Giáo dục thể chất",
            short_name="GDTC",
            assessed="comment",
            order=9,
            valid_from=DAY,
        )
        give_mark(world, "A 8A1 1", **WHOLE, remark="Trình bày rõ ràng")
        give_mark(world, "A 8A1 2", regular=[80, 80, 80], midterm=65, final=70)
        for number in (1, 2):
            give_mark(world, f"B 8A1 {number}", **WHOLE)
            give_result(world, f"B 8A1 {number}", term=1, learning=number)
        return Province(world, comment)


def class_of(world: World, key: str) -> SchoolClass:
    return world.classes[key.rsplit(maxsplit=1)[0]]


def give_mark(
    world: World,
    key: str,
    *,
    term: int = 1,
    regular: list[int | None],
    midterm: int | None = None,
    final: int | None = None,
    remark: str = "",
    at: dt.datetime | None = None,
) -> None:
    """The marks of a pupil (`"A 8A1 1"`) in Toán, which asks four regular ones of 140 lesson periods."""
    school_class = class_of(world, key)
    row = (
        YEAR, school_class.organisation_id, school_class.pk, world.pupils[key].pk, world.subject.pk, term, 4, regular,
        midterm, final, remark, at or clock.now(),
    )  # fmt: skip
    with connection.cursor() as cursor:  # the average is PostgreSQL's own, which Django would try to write
        cursor.execute(
            "INSERT INTO marks (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected, regular,"
            " midterm, final, remark, changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s::smallint[], %s, %s, %s, %s)",
            row,
        )


def give_result(
    world: World, key: str, *, term: int, learning: int | None, year: int = YEAR, **more: Any
) -> Result:
    """What term close would have stored for a pupil, in this year's class or in one of an earlier year."""
    school_class = class_of(world, key)
    if year != YEAR:
        school_class = earlier_class(school_class, year)
    values: dict[str, Any] = {"subjects": [world.subject.pk], "values": [80], "conduct": 1, **more}
    row: Result = Result._base_manager.create(
        year=year,
        organisation_id=school_class.organisation_id,
        school_class=school_class,
        pupil=world.pupils[key],
        term=term,
        grade=8,
        learning=learning,
        rule_version="test",
        computed_at=clock.now(),
        **values,
    )
    return row


def earlier_class(like: SchoolClass, year: int) -> SchoolClass:
    """A class of the same school and name in another year."""
    SchoolYear.objects.get_or_create(
        number=year, defaults={"starts": dt.date(year, 9, 5), "ends": dt.date(year + 1, 5, 31)}
    )
    found: SchoolClass = SchoolClass.objects.get_or_create(
        organisation=like.organisation,
        year_id=year,
        name=like.name,
        defaults={"stage": like.stage, "grades": [7]},
    )[0]
    return found


def rate(
    world: World, key: str, *, term: int = 1, rating: int | None = 1, absences: int | None = 3
) -> Conduct:
    """Conduct and absent sessions of a pupil."""
    school_class = class_of(world, key)
    row: Conduct = Conduct.objects.create(
        organisation_id=school_class.organisation_id,
        school_class=school_class,
        pupil=world.pupils[key],
        year_id=YEAR,
        term=term,
        rating=rating,
        absences=absences,
    )
    return row


def ask_correction(world: World, key: str, standing: str = "own teacher", *, days_ago: int = 0) -> Correction:
    """A correction that waits for a decision."""
    school_class = class_of(world, key)
    row: Correction = Correction.objects.create(
        organisation_id=school_class.organisation_id,
        school_class=school_class,
        pupil=world.pupils[key],
        subject=world.subject,
        term=1,
        cell="midterm",
        old="65",
        new="75",
        reason="Cộng nhầm",
        asked_by=world.people[standing].pk,
        asked_at=clock.now() - dt.timedelta(days=days_ago),
    )
    return row


def close_window(at: Organisation, closes: dt.datetime, *, term: int = 1) -> EntryWindow:
    """The entry window of a term at an organisation and below it."""
    return EntryWindow.objects.create(
        organisation=at, year_id=YEAR, term=term, opens_at=closes - dt.timedelta(days=90), closes_at=closes
    )


def confirm(world: World, name: str, *, term: int = 1) -> Confirmation:
    """The teacher's confirmation of a class's Toán."""
    school_class = world.classes[name]
    row: Confirmation = Confirmation.objects.create(
        organisation_id=school_class.organisation_id,
        school_class=school_class,
        subject=world.subject,
        term=term,
        person=world.people["own teacher"].person,
        confirmed_at=clock.now(),
        digest="0" * 64,
    )
    return row


def issue_transcript(
    world: World, key: str, *, signed: tuple[str, ...] = (), state: str = "signing"
) -> Transcript:
    """A transcript with its signatures."""
    school_class, pupil = class_of(world, key), world.pupils[key]
    school = school_class.organisation
    file = files.store(b"%PDF", name="a.pdf", content_type="application/pdf")
    paper = Paper.objects.create(
        kind="transcript", organisation=school, person=pupil, code=f"{next(_codes):012}", digest="", state=state,
        pdf=file, xml=file, prepared_at=clock.now(),
    )  # fmt: skip
    signer = world.people["own teacher"].person
    for capacity in signed:
        Signature.objects.create(
            organisation=school, paper=paper, capacity=capacity, person=signer, name="A", serial="1", level="B-B",
            signed_at=clock.now(),
        )  # fmt: skip
    row: Transcript = Transcript.objects.create(
        organisation=school, person=pupil, school_class=school_class, year_id=YEAR, paper=paper, content={},
    )  # fmt: skip
    return row


def more_classes(world: World, count: int) -> list[SchoolClass]:
    """So many further classes of school A, with a subject and a pupil each, taught by the own teacher."""
    school = world.schools[0]
    return [_class(world, school, f"7A{number}", number) for number in range(1, count + 1)]


def _class(world: World, school: Organisation, name: str, number: int) -> SchoolClass:
    made: SchoolClass = SchoolClass.objects.create(
        organisation=school, year_id=YEAR, name=name, stage="lower_secondary", grades=[8]
    )
    ClassSubject.objects.create(organisation=school, school_class=made, subject=world.subject, periods=140)
    seat(made, person(f"Trần Thêm {name}", school), number)
    return made


def seat(school_class: SchoolClass, pupil: Person, number: int = 1) -> Enrolment:
    """A pupil in a class."""
    enrolment: Enrolment = Enrolment.objects.create(
        organisation=school_class.organisation, person=pupil, year_id=YEAR, grade_id=8, valid_from=DAY
    )
    ClassPlacement.objects.create(
        organisation=school_class.organisation,
        school_class=school_class,
        enrolment=enrolment,
        person=pupil,
        list_number=number,
        valid_from=DAY,
    )
    return enrolment


def statements_of(client: Any, address: str) -> int:
    """How many statements a page costs."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
