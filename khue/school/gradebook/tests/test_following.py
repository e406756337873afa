"""Marks stay with the pupils when their class goes on at another school."""

from __future__ import annotations

import pytest
from django.db import connection

from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Mark
from khue.school.gradebook.services.following import books_follow
from khue.school.gradebook.tests.factories import YEAR, make_class, make_school

pytestmark = pytest.mark.django_db


def test_the_books_of_a_class_follow_it_and_come_back() -> None:
    school = make_school()
    with open_scope(system("test")):
        fresh = make_class(school.other_school, "8A1")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO marks (year, organisation_id, school_class_id, pupil_id, subject_id, term, expected,"
                " regular)"
                " VALUES (%s, %s, %s, %s, %s, 1, 4, %s)",
                [
                    (
                        YEAR,
                        school.school.pk,
                        school.class_a.pk,
                        pupil.pk,
                        school.subjects["toan"].pk,
                        [80 + number],
                    )
                    for number, pupil in enumerate(school.pupils)
                ],
            )
        books_follow([(school.class_a.pk, fresh.pk)])
        moved = Mark.objects.of(YEAR).filter(school_class=fresh, organisation=school.other_school)
        assert sorted(moved.values_list("regular", flat=True)) == [[80], [81], [82]]
        books_follow([(fresh.pk, school.class_a.pk)])
        back = Mark.objects.of(YEAR).filter(school_class=school.class_a, organisation=school.school)
        assert back.count() == 3
