"""Many random pupils, made where they are needed: marks around the thresholds of the law, gaps, exemptions, summers."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from khue.core import clock
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.models import Grade, Subject
from khue.foundation.people.models import Person
from khue.school.gradebook.tests.factories import FIRST_DAY, YEAR, make_organisation, open_year
from khue.sector.classes.models import ClassPlacement, ClassSubject, SchoolClass
from khue.sector.pupils.models import Enrolment

SCORED, COMMENTED = 8, 3
CLASS_SIZE, SCHOOL_SIZE = 40, 1_000
GRADES = range(6, 13)

MARKS = """
INSERT INTO marks (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected,
                   regular, midterm, final)
SELECT %(year)s, organisation_id, school_class_id, person_id, subject_id, term, 3,
       ARRAY[a, CASE WHEN random() < 0.998 THEN b END, c, CASE WHEN base %% 3 = 0 THEN a END],
       CASE WHEN random() < 0.998 THEN d END, CASE WHEN random() < 0.998 THEN e END
FROM (
    SELECT r.*, least(100, greatest(0, base + (random() * 12 - 6)::int)) AS a,
           least(100, greatest(0, base + (random() * 12 - 6)::int)) AS b,
           least(100, greatest(0, base + (random() * 12 - 6)::int)) AS c,
           least(100, greatest(0, base + (random() * 12 - 6)::int)) AS d,
           least(100, greatest(0, base + (random() * 12 - 6)::int)) AS e
    FROM (
        SELECT p.organisation_id, p.school_class_id, p.person_id, cs.subject_id, t.term,
               (ARRAY[33, 37, 49, 51, 64, 66, 79, 81, 90, 92, 96])[1 + p.person_id %% 11]
                   - CASE WHEN random() < 0.07 THEN (random() * 50)::int ELSE 0 END AS base
        FROM classes_classplacement p
        JOIN classes_classsubject cs ON cs.school_class_id = p.school_class_id
        JOIN curriculum_subject s ON s.id = cs.subject_id AND s.assessed = 'score'
        CROSS JOIN generate_series(1, 2) AS t (term)
        WHERE random() < 0.999
    ) r
) v
"""
COMMENTS = """
INSERT INTO comment_marks (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected,
                           regular, midterm, final)
SELECT %(year)s, p.organisation_id, p.school_class_id, p.person_id, cs.subject_id, t.term, 2,
       ARRAY[random() < 0.99, random() < 0.99], random() < 0.99, CASE WHEN random() < 0.998 THEN random() < 0.98 END
FROM classes_classplacement p
JOIN classes_classsubject cs ON cs.school_class_id = p.school_class_id
JOIN curriculum_subject s ON s.id = cs.subject_id AND s.assessed = 'comment'
CROSS JOIN generate_series(1, 2) AS t (term)
WHERE random() < 0.999
"""
CONDUCT = """
INSERT INTO gradebook_conduct (year_id, organisation_id, school_class_id, pupil_id, term, rating, absences,
                               remark, shared)
SELECT %(year)s, p.organisation_id, p.school_class_id, p.person_id, t.term,
       CASE WHEN random() < 0.99 THEN 1 + (random() * random() * 3.4)::int END,
       CASE WHEN random() < 0.99 THEN (random() * random() * 60)::int END, '', false
FROM classes_classplacement p CROSS JOIN generate_series(1, 2) AS t (term)
WHERE random() < 0.995
UNION ALL
SELECT %(year)s, p.organisation_id, p.school_class_id, p.person_id, 3, 1 + (random() * 3)::int, NULL, '', false
FROM classes_classplacement p WHERE random() < 0.3
"""
EXEMPTIONS = """
INSERT INTO classes_exemption (organisation_id, school_class_id, person_id, subject_id, reason)
SELECT p.organisation_id, p.school_class_id, p.person_id, cs.subject_id, 'Khuyết tật'
FROM classes_classplacement p JOIN classes_classsubject cs ON cs.school_class_id = p.school_class_id
WHERE random() < 0.003
"""
REASSESSMENTS = """
INSERT INTO gradebook_reassessment (organisation_id, school_class_id, pupil_id, year_id, subject_id, value, changed_at)
SELECT p.organisation_id, p.school_class_id, p.person_id, %(year)s, s.id,
       CASE s.assessed WHEN 'score' THEN 30 + (random() * 60)::int ELSE round(random()) END, %(now)s
FROM classes_classplacement p JOIN classes_classsubject cs ON cs.school_class_id = p.school_class_id
JOIN curriculum_subject s ON s.id = cs.subject_id
WHERE random() < 0.1
"""


def fill(pupils: int, seed: float = 0.5) -> None:
    """Make that many pupils with two terms of marks, in classes of every secondary grade.

    The same for every run of a seed. Needs a scope that reaches everything.
    """
    open_year()
    _people(pupils)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [seed])
        for text in (MARKS, COMMENTS, CONDUCT, EXEMPTIONS, REASSESSMENTS):
            cursor.execute(text, {"year": YEAR, "now": clock.now()})


def _people(pupils: int) -> None:
    subjects = _subjects()
    for number in GRADES:
        Grade.objects.get_or_create(number=number, defaults={"name": f"Lớp {number}", "stage": "secondary"})
    schools = [
        make_organisation(f"Trường {number}", f"9001.{number:04}.")
        for number in range(-(-pupils // SCHOOL_SIZE))
    ]
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(
            organisation=schools[number * CLASS_SIZE // SCHOOL_SIZE],
            year_id=YEAR,
            name=f"{GRADES[number % len(GRADES)]}A{number}",
            stage="lower_secondary",
            grades=[GRADES[number % len(GRADES)]],
        )
        for number in range(-(-pupils // CLASS_SIZE))
    )
    ClassSubject.objects.bulk_create(
        ClassSubject(organisation=each.organisation, school_class=each, subject=subject, periods=70)
        for number, each in enumerate(classes)
        for subject in subjects[(3 if number % 7 == 6 else 2 if number % 5 == 4 else 0) :]
    )
    _place([classes[number // CLASS_SIZE] for number in range(pupils)])


def _place(classes: list[SchoolClass]) -> None:
    """One pupil a line of `classes`; the last of each class has left before the year was over."""
    now = clock.now()
    people = Person.objects.bulk_create(
        Person(
            keeper=each.organisation,
            full_name=f"Em {number}",
            given_name=str(number),
            folded=str(number),
            sort_key=str(number),
            created_at=now,
            changed_at=now,
        )
        for number, each in enumerate(classes)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            organisation=each.organisation,
            person=person,
            year_id=YEAR,
            grade_id=each.grades[0],
            valid_from=FIRST_DAY,
        )
        for each, person in zip(classes, people, strict=True)
    )
    ClassPlacement.objects.bulk_create(
        ClassPlacement(
            organisation=each.organisation,
            school_class=each,
            enrolment=enrolment,
            person=enrolment.person,
            list_number=1 + number % CLASS_SIZE,
            valid_from=FIRST_DAY,
            valid_to=None if (number + 1) % CLASS_SIZE else dt.date(2025, 12, 1),
        )
        for number, (each, enrolment) in enumerate(zip(classes, enrolments, strict=True))
    )


def _subjects() -> list[Subject]:
    kinds = [Assessed.SCORE] * SCORED + [Assessed.COMMENT] * COMMENTED
    return [
        Subject.objects.create(
            code=f"x{number}",
            name=f"Môn {number}",
            short_name=f"M{number}",
            assessed=kind,
            order=number,
            valid_from=dt.date(2018, 1, 1),
        )
        for number, kind in enumerate(kinds)
    ]
