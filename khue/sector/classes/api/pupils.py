"""One pupil for programs: match, add, read, change, look closely, leave, come back, take back."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Status

from khue.core import clock
from khue.core.api.problems import CONFLICT, answer_problem
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.models import Person
from khue.foundation.people.selectors import guardians_of, masked
from khue.foundation.people.services import (
    Candidate,
    PersonFacts,
    PossibleDuplicates,
    add_guardian,
    create_person,
    match_candidates,
    reveal,
    update_person,
)
from khue.sector.classes.api.door import router
from khue.sector.classes.api.schemas import (
    CandidateOut,
    ComeBackIn,
    EnrolmentOut,
    FactsIn,
    GuardianIn,
    LeaveIn,
    MatchIn,
    PupilIn,
    ReasonIn,
    RecordOut,
    RevealIn,
    RevealOut,
)
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_of
from khue.sector.classes.services import put_into_class
from khue.sector.pupils.models import HOLDS, Enrolment
from khue.sector.pupils.selectors import needs_of, record_enrolment
from khue.sector.pupils.services import cancel, come_back, enrol, leave

FACTS = frozenset(FactsIn.model_fields)


@router.post("/pupils/match", response=list[CandidateOut], operation_id="pupils_match")
def match(request: HttpRequest, given: MatchIn) -> Any:
    """Who we have that is alike, the likeliest first. Each answer is written into that child's history."""
    return [_candidate(each) for each in _alike(given, given.guardians)]


@router.post("/pupils", response={201: RecordOut}, operation_id="pupils_add")
def add(request: HttpRequest, given: PupilIn) -> Any:
    """Add a pupil, or enrol the child named by `same`.

    409 `same_child` when a number belongs to somebody we have, `possible_duplicate` when somebody is strongly alike and
    no `note` says why this is another child: ask `pupils/match` whom.
    """
    require(current_scope(), "pupils.add")
    school_class = _class(given.school_class)
    try:
        with transaction.atomic():
            enrolment = _enrol(given, school_class)
    except PossibleDuplicates as alike:
        return answer_problem(CONFLICT, "same_child" if alike.is_certain else "possible_duplicate")
    return Status(201, _record(enrolment))


@router.get("/pupils/{uuid}", response=RecordOut, operation_id="pupils_read")
def read(request: HttpRequest, uuid: UUID) -> Any:
    """The record of a pupil; sensitive fields only say whether they are known."""
    enrolment = _enrolment(uuid)
    require(current_scope(), "pupils.view", enrolment)
    return _record(enrolment)


@router.patch("/pupils/{uuid}", response=RecordOut, operation_id="pupils_change")
def change(request: HttpRequest, uuid: UUID, given: FactsIn, reason: str = "") -> Any:
    """Change what is said of a pupil; `reason` stands in the history."""
    enrolment = _enrolment(uuid)
    require(current_scope(), "pupils.change", enrolment)
    update_person(person=enrolment.person, reason=reason, **_facts(given))
    return _record(_enrolment(uuid))


@router.post("/pupils/{uuid}/reveal", response=RevealOut, operation_id="pupils_reveal")
def look_closely(request: HttpRequest, uuid: UUID, given: RevealIn) -> Any:
    """A sensitive value, after the purpose went into the child's history."""
    person = _enrolment(uuid).person
    return {"value": reveal(person=person, field=given.field, purpose=given.purpose)}


@router.post("/pupils/{uuid}/guardians", response={201: RecordOut}, operation_id="pupils_add_guardian")
def guardian(request: HttpRequest, uuid: UUID, given: GuardianIn) -> Any:
    """Say who answers for a child. The same grown-up stays one person for all their children."""
    enrolment = _enrolment(uuid)
    _add_guardian(enrolment.person, given)
    return Status(201, _record(enrolment))


@router.post("/pupils/{uuid}/leave", response=EnrolmentOut, operation_id="pupils_leave")
def leaves(request: HttpRequest, uuid: UUID, given: LeaveIn) -> Any:
    """End the present enrolment."""
    row = leave(enrolment=_enrolment(uuid), status=given.status, valid_to=given.valid_to, reason=given.reason)
    return _enrolment_out(row)


@router.post("/pupils/{uuid}/come-back", response={201: EnrolmentOut}, operation_id="pupils_come_back")
def comes_back(request: HttpRequest, uuid: UUID, given: ComeBackIn) -> Any:
    """Begin again after leaving."""
    return Status(201, _enrolment_out(come_back(enrolment=_enrolment(uuid), valid_from=given.valid_from)))


@router.post("/pupils/{uuid}/cancel", response=EnrolmentOut, operation_id="pupils_cancel")
def take_back(request: HttpRequest, uuid: UUID, given: ReasonIn) -> Any:
    """Take back an enrolment that was entered by mistake; it stays on record with the reason."""
    return _enrolment_out(cancel(enrolment=_enrolment(uuid), reason=given.reason))


def _enrolment(person: UUID) -> Enrolment:
    found = record_enrolment(person)
    if found is None:
        raise Http404
    return found


def _class(uuid: UUID) -> SchoolClass:
    found: SchoolClass | None = SchoolClass.objects.filter(uuid=uuid, closed_on=None).first()
    if found is None:
        raise Http404
    return found


def _facts(given: FactsIn) -> PersonFacts:
    said = given.model_dump(exclude_unset=True, include=set(FACTS))
    return cast("PersonFacts", {name: value for name, value in said.items() if value is not None})


def _alike(given: FactsIn, guardians: list[str]) -> list[Candidate]:
    return match_candidates(_facts(given), guardians=guardians, today=clock.today())


def _enrol(given: PupilIn, school_class: SchoolClass) -> Enrolment:
    names = [each.full_name for each in given.guardians]
    if given.same is None:
        keeper = school_class.organisation_id
        person = create_person(keeper=keeper, note=given.note, guardians=names, **_facts(given))
    else:
        chosen = next((each for each in _alike(given, names) if each.uuid == given.same), None)
        if chosen is None:
            raise Http404
        person = Person(pk=chosen.person, uuid=chosen.uuid, full_name=chosen.full_name)
    enrolment = enrol(
        person=person,
        organisation=school_class.organisation_id,
        year=school_class.year_id,
        grade=given.grade if given.grade is not None else school_class.grades[0],
        valid_from=given.valid_from,
        site=school_class.site_id,
    )
    put_into_class(enrolments=[enrolment], school_class=school_class, on=given.valid_from)
    kept = Person.objects.get(pk=person.pk)
    for each in given.guardians:
        _add_guardian(kept, each)
    return _enrolment(kept.uuid)


def _add_guardian(child: Person, given: GuardianIn) -> None:
    facts = {name: value for name, value in given.model_dump().items() if value is not None}
    add_guardian(child=child, **facts)


def _candidate(each: Candidate) -> dict[str, Any]:
    return {
        "uuid": each.uuid,
        "full_name": each.full_name,
        "birth_year": each.birth_year,
        "school": each.school,
        "score": each.likeness.score,
        "reasons": [str(reason) for reason in each.likeness.reasons],
        "is_certain": each.is_certain,
        "is_visible": each.is_visible,
    }


def _record(enrolment: Enrolment) -> dict[str, Any]:
    person, school_class = enrolment.person, class_of(enrolment.pk)
    rows = (
        Enrolment.objects.filter(HOLDS, person=person).select_related("organisation").order_by("valid_from")
    )
    names = (
        *("uuid", "full_name", "family_name", "given_name", "sex", "birth_date", "birth_precision"),
        *("place_of_birth", "residence", "phone", "sector_identifier"),
    )
    return {
        **{name: getattr(person, name) for name in names},
        "known": {name: bool(value) for name, value in masked(person).items()},
        "school_class": school_class.uuid if school_class else None,
        "class_name": school_class.name if school_class else None,
        "guardians": [
            {
                "uuid": each.guardianship.uuid,
                "relation": each.guardianship.relation,
                "full_name": each.person.full_name,
                "phone": each.person.phone,
                "is_contact": each.guardianship.is_contact,
            }
            for each in guardians_of(person.pk)
        ],
        "enrolments": [_enrolment_out(row) for row in rows],
        "needs": [need.code for need in needs_of(enrolment)],
    }


def _enrolment_out(row: Enrolment) -> dict[str, Any]:
    names = ("uuid", "status", "entry", "valid_from", "valid_to")
    return {
        **{name: getattr(row, name) for name in names},
        "school": row.organisation.uuid,
        "year": row.year_id,
        "grade": row.grade_id,
    }
