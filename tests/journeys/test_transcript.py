"""From closed results to a sealed paper that a stranger checks, and a correction that makes a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from khue.core import clock, files
from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import show_code
from khue.foundation.documents.models import Paper
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.demo_time_stamps import time_stamp_application
from khue.foundation.signing.adapters.keys import open_signer
from khue.foundation.signing.adapters.signers import Signer, SigningRefusedError
from khue.foundation.signing.adapters.time_stamps import HttpTimeStamper, NoTimeStamper
from khue.foundation.signing.models import Batch, Signature, SigningKey
from khue.foundation.signing.selectors import key_folder, keys_for
from khue.foundation.signing.services import confirm_batch, enrol_key, lift_papers, sign_fields, sign_papers
from khue.foundation.signing.tests.factories import served
from khue.school.gradebook.models import Result
from khue.school.transcripts.models import Transcript
from khue.school.transcripts.selectors import latest_of_class, pages_of_class, papers_of_person
from khue.school.transcripts.services import Preparation, prepare_class, signable
from khue.sector.classes.models import HomeroomAssignment, SchoolClass
from khue.sector.pupils.models import Enrolment
from tests.world import World

pytestmark = pytest.mark.django_db
SIGNERS = {"homeroom": "own teacher", "head": "head", "seal": "records clerk"}


@pytest.fixture
def authority() -> DemoAuthority:
    """A certificate authority of the test's own, which the check page trusts."""
    return DemoAuthority.open(key_folder())


@pytest.fixture
def closed(world: World, authority: DemoAuthority) -> SchoolClass:
    """Class 8A1 of school A with the year closed for its two pupils, and keys for those who sign."""
    school_class = world.classes["A 8A1"]
    with open_scope(system("test")), connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint)")
        for name in ("A 8A1 1", "A 8A1 2"):
            close_year(world, name, average=80)
        for capacity, standing in SIGNERS.items():
            person = world.people[standing].person
            assert person is not None
            key = f"t{person.pk}"
            signer = (
                authority.seal(key, organisation="THCS A")
                if capacity == "seal"
                else authority.person(key, name=person.full_name, organisation="THCS A")
            )
            folder = "seals" if capacity == "seal" else "people"
            enrol_key(
                organisation=world.schools[0].pk,
                person=person.pk,
                is_seal=capacity == "seal",
                kind="file",
                locator=f"{folder}/{key}.pem",
                chain=signer.chain,
            )
    return school_class


def close_year(world: World, name: str, *, average: int) -> None:
    """Three results of a pupil with one subject at `average` tenths."""
    pupil = world.pupils[name]
    for term in (1, 2, 3):
        values = {"learning": 1, "conduct": 1, "absences": 3, "decision": 1 if term == 3 else None}
        Result._base_manager.create(
            year=2025,
            organisation=world.schools[0],
            school_class=world.classes["A 8A1"],
            pupil=pupil,
            term=term,
            grade=8,
            subjects=[world.subject.pk],
            values=[average],
            rule_version="tt22-2021.1",
            computed_at=clock.now(),
            **values,
        )


def prepare_it(school_class: SchoolClass, reason: str = "") -> Preparation:
    with open_scope(system("test")):
        school_class = SchoolClass.objects.select_related("organisation", "organisation__unit", "year").get(
            pk=school_class.pk
        )
        return prepare_class(school_class=school_class, sign_fields=sign_fields, reason=reason)


def sign_as(world: World, school_class: SchoolClass, capacity: str) -> int:
    """Sign everything that waits for a capacity, in that person's own scope."""
    account: Account = world.people[SIGNERS[capacity]]
    scope = scope_of(hats_of(account)[0], account.pk)
    with open_scope(scope):
        ready, _stale = signable(school_class, capacity)
        if not ready:
            return 0
        key = keys_for(scope, capacity).get()
        batch: Batch = confirm_batch(papers=ready, capacity=capacity, key=key, person=scope.person or 0)
    signer = signer_of(key.locator)
    return sign_papers(
        batch=batch,
        papers=[paper.pk for paper in ready],
        signer=signer,
        stamper=NoTimeStamper(),
        open_chunk=lambda: open_scope(scope),
    )


def signer_of(locator: str) -> Signer:
    return open_signer("file", locator, key_folder())


def seal_all(world: World, school_class: SchoolClass) -> list[Transcript]:
    prepare_it(school_class)
    for capacity in SIGNERS:
        assert sign_as(world, school_class, capacity) == 2
    with open_scope(system("test")):
        return [each.transcript for each in latest_of_class(school_class).values()]


def test_papers_signed_while_the_stamp_server_was_silent_are_lifted_and_old_copies_stay_genuine(
    world: World, closed: SchoolClass, authority: DemoAuthority
) -> None:
    first, _second = seal_all(world, closed)
    with open_scope(system("test")):
        assert first.paper.pdf is not None
        before = files.read(first.paper.pdf)
        assert set(levels_of(first)) == {"B-B"}

    stamps = time_stamp_application(authority.time_stamper(), now=clock.now)
    with served(stamps) as address, HttpTimeStamper(address) as stamper:
        assert lift_papers(stamper=stamper, open_chunk=lambda: open_scope(system("lift"))) == (2, 0)
        assert lift_papers(stamper=stamper, open_chunk=lambda: open_scope(system("lift"))) == (0, 0)
    with open_scope(system("test")):
        first.paper.refresh_from_db()
        after = files.read(first.paper.pdf)
        assert set(levels_of(first)) == {"B-T"}
    assert after.startswith(before)
    for copy in (before, after):
        answer = Client().post("/kiem-tra/", {"file": SimpleUploadedFile("a.pdf", copy)})
        assert (answer.context["verdict"], answer.context["paper"].code) == ("genuine", first.paper.code)


def test_nothing_is_lifted_while_the_server_is_silent(world: World, closed: SchoolClass) -> None:
    seal_all(world, closed)
    with HttpTimeStamper("http://127.0.0.1:9/") as stamper:
        assert lift_papers(stamper=stamper, open_chunk=lambda: open_scope(system("lift"))) == (0, 2)


def levels_of(transcript: Transcript) -> list[str]:
    return list(Signature.objects.filter(paper=transcript.paper).values_list("level", flat=True))


def test_a_pupil_whose_year_is_not_closed_is_named_and_gets_no_paper(
    world: World, authority: DemoAuthority
) -> None:
    with open_scope(system("test")), connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint)")
    outcome = prepare_it(world.classes["A 8A1"])
    assert list(outcome.missing.values()) == [["result"], ["result"]]
    assert outcome.prepared == []


def test_the_years_before_stand_on_the_page_and_make_no_new_version(
    world: World, closed: SchoolClass
) -> None:
    child = world.pupils["A 8A1 1"]
    prepare_it(closed)
    with open_scope(system("test")):
        SchoolYear.objects.create(number=2024, starts=dt.date(2024, 9, 5), ends=dt.date(2025, 5, 31))
        Enrolment.objects.create(
            organisation=world.schools[1], person=child, year_id=2024, grade_id=8,
            valid_from=dt.date(2024, 9, 5), valid_to=dt.date(2025, 5, 31),
        )  # fmt: skip
        (page,) = (each for each in pages_of_class(closed) if each.person == child)
        assert [(each["school_year"], each["class_name"]) for each in page.content["schooling"]] == [
            ("2024-2025", "8"),
            ("2025-2026", "8A1"),
        ]
    assert prepare_it(closed).prepared == []


def test_nobody_signs_out_of_turn(world: World, closed: SchoolClass) -> None:
    prepare_it(closed)
    assert sign_as(world, closed, "head") == 0
    assert sign_as(world, closed, "homeroom") == 2
    assert sign_as(world, closed, "homeroom") == 0


def test_three_signatures_issue_the_paper(world: World, closed: SchoolClass) -> None:
    papers = [transcript.paper for transcript in seal_all(world, closed)]
    assert [paper.state for paper in papers] == [PaperState.ISSUED, PaperState.ISSUED]
    with open_scope(system("test")):
        names = Signature.objects.filter(paper=papers[0]).order_by("pk").values_list("capacity", flat=True)
        assert list(names) == ["homeroom", "head", "seal"]


def test_a_stranger_checks_the_code_and_the_file(world: World, closed: SchoolClass) -> None:
    transcript = seal_all(world, closed)[0]
    address = f"/kiem-tra/{show_code(transcript.paper.code)}/"
    page = Client().get(address)
    assert page.status_code == 200
    assert "Nguyễn Kín" in page.content.decode()
    with open_scope(system("test")):
        assert transcript.paper.pdf is not None
        pdf = files.read(transcript.paper.pdf)
    genuine = Client().post(address, {"file": SimpleUploadedFile("a.pdf", pdf)})
    assert genuine.context["verdict"] == "genuine"
    altered = bytearray(pdf)
    altered[len(altered) // 3] ^= 1
    answer = Client().post(address, {"file": SimpleUploadedFile("a.pdf", bytes(altered))})
    assert answer.context["verdict"] != "genuine"
    other = Client().post(address, {"file": SimpleUploadedFile("a.txt", b"not a paper")})
    assert other.context["verdict"] == "not_a_pdf"


def test_a_paper_that_is_not_issued_is_unknown_to_strangers(world: World, closed: SchoolClass) -> None:
    prepare_it(closed)
    sign_as(world, closed, "homeroom")
    with open_scope(system("test")):
        code = next(iter(latest_of_class(closed).values())).transcript.paper.code
    assert Client().get(f"/kiem-tra/{show_code(code)}/").status_code == 404


def test_preparing_twice_changes_nothing(world: World, closed: SchoolClass) -> None:
    first = prepare_it(closed)
    second = prepare_it(closed)
    assert (len(first.prepared), len(second.prepared), len(second.unchanged)) == (2, 0, 2)


def test_a_mark_corrected_after_signing_makes_a_new_version_with_the_reason(
    world: World, closed: SchoolClass
) -> None:
    old = {each.person_id: each.paper for each in seal_all(world, closed)}
    pupil = world.pupils["A 8A1 1"].pk
    with open_scope(system("test")):
        Result.objects.of(2025).filter(pupil_id=pupil, term=3).update(values=[85])
    assert prepare_it(closed).needs_reason == [pupil]
    outcome = prepare_it(closed, reason="Cộng sai điểm cuối kì")
    assert outcome.prepared == [pupil]
    for capacity in SIGNERS:
        assert sign_as(world, closed, capacity) == 1
    with open_scope(system("test")):
        latest = latest_of_class(closed)[pupil].transcript.paper
        first = type(latest).objects.get(pk=old[pupil].pk)
    assert (latest.version, latest.reason, latest.supersedes_id) == (2, "Cộng sai điểm cuối kì", first.pk)
    assert first.state == PaperState.SUPERSEDED
    page = Client().get(f"/kiem-tra/{show_code(first.code)}/")
    assert page.context["replaced_by"] == show_code(latest.code)


def correct(pupil: int, average: int) -> None:
    with open_scope(system("test")):
        Result.objects.of(2025).filter(pupil_id=pupil, term=3).update(values=[average])


def test_a_new_version_that_changes_again_before_it_is_signed_keeps_its_place(
    world: World, closed: SchoolClass
) -> None:
    pupil = world.pupils["A 8A1 1"].pk
    first = next(each.paper for each in seal_all(world, closed) if each.person_id == pupil)
    correct(pupil, 85)
    prepare_it(closed, reason="Cộng sai")
    correct(pupil, 90)
    assert prepare_it(closed).prepared == [pupil]
    with open_scope(system("test")):
        assert [each.paper.pk for each in papers_of_person(pupil)] == [first.pk]
    for capacity in SIGNERS:
        assert sign_as(world, closed, capacity) == 1
    with open_scope(system("test")):
        latest = latest_of_class(closed)[pupil].transcript.paper
        first.refresh_from_db()
        assert [each.paper.pk for each in papers_of_person(pupil)] == [latest.pk]
    assert (latest.version, latest.reason, latest.supersedes_id) == (2, "Cộng sai", first.pk)
    assert first.state == PaperState.SUPERSEDED


def test_only_the_last_version_is_in_force_when_one_before_it_was_half_signed(
    world: World, closed: SchoolClass
) -> None:
    pupil = world.pupils["A 8A1 1"].pk
    first = next(each.paper for each in seal_all(world, closed) if each.person_id == pupil)
    for average, reason, signed in ((85, "Cộng sai", 1), (90, "Sót một điểm", 3), (95, "Phúc khảo", 3)):
        correct(pupil, average)
        assert prepare_it(closed, reason=reason).prepared == [pupil]
        for capacity in list(SIGNERS)[:signed]:
            assert sign_as(world, closed, capacity) == 1
    with open_scope(system("test")):
        latest = latest_of_class(closed)[pupil].transcript.paper
        states = list(Paper.objects.filter(person_id=pupil).order_by("pk").values_list("state", flat=True))
    assert states == ["superseded", "revoked", "superseded", "issued"]
    page = Client().get(f"/kiem-tra/{show_code(first.code)}/")
    assert page.context["replaced_by"] == show_code(latest.code)


def test_a_paper_behind_which_marks_changed_is_not_signed(world: World, closed: SchoolClass) -> None:
    prepare_it(closed)
    pupil = world.pupils["A 8A1 1"].pk
    with open_scope(system("test")):
        Result.objects.of(2025).filter(pupil_id=pupil, term=3).update(values=[85])
        ready, stale = signable(closed, "homeroom")
    assert (len(ready), stale) == (1, [pupil])


def test_the_certificates_name_the_signers(closed: SchoolClass, world: World) -> None:
    transcript = seal_all(world, closed)[0]
    with open_scope(system("test")):
        signed = Signature.objects.filter(paper=transcript.paper).order_by("pk")
        assert [each.name for each in signed][:2] == ["Trần Thị Dạy", "Lê Văn Trưởng"]
        assert all(each.signed_at <= dt.datetime.now(dt.UTC) + dt.timedelta(days=1) for each in signed)


def test_a_file_of_a_replaced_paper_is_not_called_genuine_without_its_code(
    world: World, closed: SchoolClass
) -> None:
    old = seal_all(world, closed)[0]
    with open_scope(system("test")):
        assert old.paper.pdf is not None
        pdf = files.read(old.paper.pdf)
        Result.objects.of(2025).filter(pupil_id=old.person_id, term=3).update(values=[85])
    for verdict in ("genuine", "outdated"):
        answer = Client().post("/kiem-tra/", {"file": SimpleUploadedFile("a.pdf", pdf)})
        assert answer.context["verdict"] == verdict
        prepare_it(closed, reason="Cộng sai điểm cuối kì")
        for capacity in SIGNERS:
            sign_as(world, closed, capacity)


def test_nobody_confirms_with_the_key_of_another(world: World, closed: SchoolClass) -> None:
    prepare_it(closed)
    account = world.people["own teacher"]
    scope = scope_of(hats_of(account)[0], account.pk)
    with open_scope(system("test")):
        others = SigningKey.objects.exclude(person_id=scope.person)
        ready, _stale = signable(closed, "homeroom")
        for key in others:
            with pytest.raises(Forbidden):
                confirm_batch(papers=ready, capacity="homeroom", key=key, person=scope.person or 0)


def test_a_certificate_that_expired_or_was_exchanged_after_the_confirmation_signs_nothing(
    world: World, closed: SchoolClass
) -> None:
    prepare_it(closed)
    account = world.people["own teacher"]
    scope = scope_of(hats_of(account)[0], account.pk)
    with open_scope(scope):
        ready, _stale = signable(closed, "homeroom")
        key = keys_for(scope, "homeroom").get()
        batch = confirm_batch(papers=ready, capacity="homeroom", key=key, person=scope.person or 0)
    with open_scope(system("test")):
        other = SigningKey.objects.filter(is_seal=True).get()

    def sign(locator: str) -> int:
        return sign_papers(
            batch=batch,
            papers=[paper.pk for paper in ready],
            signer=signer_of(locator),
            stamper=NoTimeStamper(),
            open_chunk=lambda: open_scope(scope),
        )

    with pytest.raises(SigningRefusedError):
        sign(other.locator)
    with clock.frozen(key.valid_to), pytest.raises(SigningRefusedError):
        sign(key.locator)
    assert sign(key.locator) == 2


def test_the_same_papers_in_two_batches_are_signed_once(world: World, closed: SchoolClass) -> None:
    prepare_it(closed)
    account = world.people["own teacher"]
    scope = scope_of(hats_of(account)[0], account.pk)
    with open_scope(scope):
        ready, _stale = signable(closed, "homeroom")
        key = keys_for(scope, "homeroom").get()
        batches = [
            confirm_batch(papers=ready, capacity="homeroom", key=key, person=scope.person or 0)
            for _ in range(2)
        ]
    signed = [
        sign_papers(
            batch=batch,
            papers=[paper.pk for paper in ready],
            signer=signer_of(key.locator),
            stamper=NoTimeStamper(),
            open_chunk=lambda: open_scope(scope),
        )
        for batch in batches
    ]
    assert signed == [2, 0]


def test_who_signs_says_which_papers_were_looked_at(
    world: World, closed: SchoolClass, as_person: Callable[[str], Client]
) -> None:
    prepare_it(closed)
    client = as_person("own teacher")
    address = f"/hoc-ba/lop/{closed.uuid}/"
    shown = client.get(address).context["shown"]
    client.post(f"{address}ky/", {"agreed": "yes", "shown": "khac"})
    with open_scope(system("test")):
        assert not Batch.objects.exists()
    client.post(f"{address}ky/", {"agreed": "yes", "shown": shown})
    with open_scope(system("test")):
        assert Batch.objects.get().papers == 2


def test_a_teacher_who_handed_the_class_over_signs_no_more(
    world: World, closed: SchoolClass, as_person: Callable[[str], Client]
) -> None:
    day = dt.date(2026, 1, 1)
    with open_scope(system("test")):
        HomeroomAssignment.objects.filter(school_class=closed).update(valid_to=day)
        HomeroomAssignment.objects.create(
            organisation=world.schools[0],
            school_class=closed,
            person=world.people["head"].person,
            valid_from=day,
        )
    assert as_person("own teacher").get(f"/hoc-ba/lop/{closed.uuid}/").context["capacity"] is None
