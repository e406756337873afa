"""The content of a class's transcripts, read from the gradebook in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.selectors import letterhead
from khue.foundation.people.choices import Precision, Relation, Sex
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.selectors import code_names
from khue.school.gradebook.models import (
    CommentMark,
    Conduct,
    Confirmation,
    Correction,
    Mark,
    Reassessment,
    Result,
)
from khue.school.transcripts.formulas import RATINGS, Term, decision, missing, rating, subject_lines
from khue.school.transcripts.selectors.schooling import schooling_of
from khue.sector.classes.models import (
    ClassPlacement,
    ClassSubject,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from khue.sector.staff.models import Post

YEAR, AFTER_TRAINING = 3, 3
LAST_GRADES = {9, 12}
SECOND_TERM = 2
FORMS = {Stage.LOWER_SECONDARY: "THCS", Stage.UPPER_SECONDARY: "THPT", Stage.CONTINUING: "THPT"}


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One pupil of a class: what is missing (codes of `Missing`; empty when the page can be made) and the content."""

    person: Person
    list_number: int
    missing: list[str]
    content: dict[str, Any]


def pages_of_class(school_class: SchoolClass) -> list[ClassPage]:
    """The pages of all pupils who ended the year in `school_class`, in list order. Costs the same for 1 and for 50."""
    year = school_class.year
    stayed = Q(valid_to=None) | Q(valid_to__gte=year.ends)
    placements = list(
        ClassPlacement.objects.filter(stayed, school_class=school_class)
        .select_related("person", "enrolment")
        .order_by("list_number")
    )
    persons = [placement.person_id for placement in placements]
    shared = _shared(school_class)
    grade = max((placement.enrolment.grade_id for placement in placements), default=0)
    results = _results(school_class)
    parts = _Parts(
        remarks=_remarks(school_class),
        guardians=_guardians(persons),
        conduct=_conduct(school_class),
        reassessed=_reassessed(school_class),
        corrections=_corrections(school_class),
        subjects=_subjects(school_class),
        groups=code_names("ethnic_group"),
        schooling=schooling_of(persons, grade=grade, until=school_class.year_id),
    )
    return [_page(placement, shared, results.get(placement.person_id, {}), parts) for placement in placements]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was read for the whole class, by pupil."""

    remarks: Mapping[tuple[int, int], str]
    guardians: Mapping[int, dict[str, dict[str, str]]]
    conduct: Mapping[int, dict[int, Conduct]]
    reassessed: Mapping[int, dict[int, int]]
    corrections: Mapping[int, list[str]]
    subjects: Sequence[dict[str, Any]]
    groups: Mapping[str, str]
    schooling: Mapping[int, list[dict[str, Any]]]


def _page(
    placement: ClassPlacement, shared: dict[str, Any], terms: dict[int, Term], parts: _Parts
) -> ClassPage:
    person, year = placement.person, terms.get(YEAR)
    lacking = missing(year)
    if lacking or year is None:
        return ClassPage(person, placement.list_number, lacking, {})
    after = parts.reassessed.get(person.pk, {})
    subjects = [
        {**each, "remarks": parts.remarks.get((person.pk, each["id"]), "")} for each in parts.subjects
    ]
    conduct = parts.conduct.get(person.pk, {})
    corrected = parts.corrections.get(person.pk, [])
    grade = placement.enrolment.grade_id
    content = {
        **shared,
        "pupil": _pupil(
            person, placement.enrolment.register_number, parts.guardians.get(person.pk, {}), parts.groups
        ),
        "grade": grade,
        "entered_on": placement.enrolment.valid_from.isoformat(),
        "subjects": subject_lines(terms, subjects, after),
        "result": _outcome(terms, year, conduct, grade, retested=bool(after)),
        "corrections": len(corrected),
        "corrected_subjects": sorted(set(corrected)),
        "schooling": parts.schooling.get(person.pk, []),
    }
    return ClassPage(person, placement.list_number, [], content)


def _outcome(
    terms: dict[int, Term], year: Term, conduct: dict[int, Conduct], grade: int, *, retested: bool
) -> dict[str, Any]:
    """The right side of the page: ratings of both terms and the year, absences, decision, completion, remarks."""
    trained = conduct.get(AFTER_TRAINING)
    ruled = decision(
        year, after_retest=retested, after_training=trained is not None and trained.rating is not None
    )
    last = conduct.get(SECOND_TERM)
    return {
        "conduct": {
            "term1": rating(terms[1].conduct if 1 in terms else None),
            "term2": rating(terms[2].conduct if SECOND_TERM in terms else None),
            "year": rating(year.conduct),
            "after": RATINGS.get(trained.rating or 0) if trained else None,
        },
        "learning": {
            "term1": rating(terms[1].learning if 1 in terms else None),
            "term2": rating(terms[2].learning if SECOND_TERM in terms else None),
            "year": rating(year.learning),
            "after": rating(year.learning) if retested else None,
        },
        "absences": year.absences,
        "decision": ruled,
        "completed": (ruled != "RETAINED") if grade in LAST_GRADES else None,
        "remarks": last.remark if last else "",
    }


def _shared(school_class: SchoolClass) -> dict[str, Any]:
    school = school_class.organisation
    head = letterhead(school)
    homeroom = (
        HomeroomAssignment.objects.filter(school_class=school_class)
        .select_related("person")
        .order_by("-valid_from")
    )
    heads = (
        Post.objects.filter(organisation=school, position="head")
        .select_related("person")
        .order_by("-valid_from")
    )
    homeroom_row, head_row = homeroom.first(), heads.first()
    return {
        "school": {
            "department": head.department,
            "school": school.name,
            "commune": head.commune,
            "province": head.province,
            "stage": FORMS.get(Stage(school_class.stage), "THCS"),
        },
        "school_year": school_class.year.code,
        "class_name": school_class.name,
        "homeroom_teacher": str(homeroom_row.person) if homeroom_row else "",
        "head": str(head_row.person) if head_row else "",
    }


def _pupil(
    person: Person,
    register_number: str,
    guardians: Mapping[str, dict[str, str]],
    groups: Mapping[str, str],
) -> dict[str, Any]:
    birth = person.birth_date
    whole = birth is not None and person.birth_precision == Precision.DAY
    return {
        "name": person.full_name,
        "sex": str(Sex(person.sex).label) if person.sex else "",
        "birth_date": birth.isoformat() if birth and whole else None,
        "birth_year": birth.year if birth and not whole else None,
        "birth_place": person.place_of_birth,
        "ethnic_group": groups.get(person.ethnic_group, person.ethnic_group).partition(" (")[0],
        "address": person.residence,
        "sector_identifier": person.sector_identifier or "",
        "register_number": register_number,
        **{
            relation: guardians.get(relation)
            for relation in (Relation.FATHER, Relation.MOTHER, Relation.GUARDIAN)
        },
    }


def _results(school_class: SchoolClass) -> dict[int, dict[int, Term]]:
    found: dict[int, dict[int, Term]] = defaultdict(dict)
    for row in Result.objects.of(school_class.year_id).filter(school_class=school_class):
        values = dict(zip(row.subjects, row.values, strict=True))
        found[row.pupil_id][row.term] = Term(values, row.learning, row.conduct, row.absences, row.decision)
    return found


def _subjects(school_class: SchoolClass) -> list[dict[str, Any]]:
    teachers: dict[int, str] = {}
    assigned = (
        TeachingAssignment.objects.filter(school_class=school_class)
        .select_related("person")
        .order_by("valid_from")
    )
    for each in assigned:
        teachers[each.subject_id] = str(each.person)
    confirmed = {
        each.subject_id: each
        for each in Confirmation.objects.filter(
            school_class=school_class, term=SECOND_TERM, withdrawn_at=None
        ).select_related("person")
    }
    rows = (
        ClassSubject.objects.filter(school_class=school_class)
        .select_related("subject")
        .order_by("subject__order")
    )
    return [_subject(row, teachers, confirmed.get(row.subject_id)) for row in rows]


def _subject(
    row: ClassSubject, teachers: Mapping[int, str], confirmed: Confirmation | None
) -> dict[str, Any]:
    return {
        "id": row.subject_id,
        "code": row.subject.code,
        "name": row.subject.name,
        "by_marks": row.subject.assessed == "score",
        "teacher": str(confirmed.person) if confirmed else teachers.get(row.subject_id, ""),
        "confirmed_at": confirmed.confirmed_at.isoformat() if confirmed else None,
        "digest": confirmed.digest if confirmed else "",
    }


def _remarks(school_class: SchoolClass) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for model in (Mark, CommentMark):
        rows = (
            model.objects.of(school_class.year_id)
            .filter(school_class=school_class)
            .exclude(remark="")
            .order_by("term")
        )
        for pupil, subject, words in rows.values_list("pupil_id", "subject_id", "remark"):
            found[pupil, subject] = words
    return found


def _guardians(persons: Sequence[int]) -> dict[int, dict[str, dict[str, str]]]:
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    rows = Guardianship.objects.current().filter(child_id__in=persons)
    for child, relation, name, occupation in rows.values_list(
        "child_id", "relation", "guardian__full_name", "guardian__occupation"
    ):
        found[child].setdefault(relation, {"name": name, "occupation": occupation})
    return found


def _conduct(school_class: SchoolClass) -> dict[int, dict[int, Conduct]]:
    found: dict[int, dict[int, Conduct]] = defaultdict(dict)
    for row in Conduct.objects.filter(school_class=school_class):
        found[row.pupil_id][row.term] = row
    return found


def _reassessed(school_class: SchoolClass) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for pupil, subject, value in Reassessment.objects.filter(school_class=school_class).values_list(
        "pupil_id", "subject_id", "value"
    ):
        found[pupil][subject] = value
    return found


def _corrections(school_class: SchoolClass) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Correction.objects.filter(school_class=school_class, state="done")
    for pupil, subject in rows.values_list("pupil_id", "subject__name"):
        found[pupil].append(subject)
    return found
