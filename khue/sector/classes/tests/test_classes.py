"""Lists with fixed numbers, moves, merges, teachers; and what a teacher sees of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from khue.core.clock import frozen
from khue.core.models import OutboxEvent
from khue.core.rules import Forbidden
from khue.core.scope import Scope, open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.curriculum.models import SubjectHours
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.tests.factories import FOUNDED, NOON, Province, hat
from khue.sector.classes.models import ClassPlacement, ClassSubject, SchoolClass
from khue.sector.classes.selectors import (
    class_lines,
    class_of,
    classes_of_year,
    homeroom_teachers,
    limit_teacher,
    matrix,
    merge_preview,
    roll,
    unplaced,
)
from khue.sector.classes.services import (
    change_class,
    close_class,
    create_class,
    exempt,
    merge_classes,
    put_into_class,
    renumber,
    set_homeroom,
    set_subjects,
    set_teachers,
)
from khue.sector.classes.tests.factories import lead, make_class, make_list, make_subject, teach
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import record_enrolment
from khue.sector.pupils.services import leave
from khue.sector.pupils.tests.factories import FIRST_DAY, YEAR, make_grade, make_pupil, make_year
from khue.sector.staff.services import end_post
from khue.sector.staff.tests.factories import make_post

TODAY = dt.date(2025, 11, 20)
TOMORROW = NOON + dt.timedelta(days=1)


def names(school_class: SchoolClass, day: dt.date | None = None) -> list[str]:
    """The list as it reads: who left stands in brackets."""
    lines = roll(school_class, day)
    return [
        f"{line.number} ({line.person.full_name})"
        if line.is_struck
        else f"{line.number} {line.person.full_name}"
        for line in lines
    ]


class TestLists:
    def test_a_list_is_formed_in_the_order_of_given_names(self, province: Province) -> None:
        school_class = make_class(province.school)
        make_list(school_class, "Trần Đức Duy", "Đặng Quốc An", "Nguyễn Thị Ánh")
        make_list(school_class, "Lê Minh Anh")
        with open_scope(hat("teacher", province.school)):
            assert names(school_class) == [
                "1 Đặng Quốc An",
                "2 Lê Minh Anh",
                "3 Nguyễn Thị Ánh",
                "4 Trần Đức Duy",
            ]

    def test_from_the_next_day_on_numbers_stand_and_newcomers_go_to_the_end(self, province: Province) -> None:
        school_class = make_class(province.school)
        make_list(school_class, "Trần Đức Duy", "Đặng Quốc An")
        with frozen(TOMORROW):
            make_list(school_class, "Vũ Bình", "Lê Minh Anh")
            with open_scope(hat("teacher", province.school)):
                assert names(school_class) == [
                    "1 Đặng Quốc An",
                    "2 Trần Đức Duy",
                    "3 Lê Minh Anh",
                    "4 Vũ Bình",
                ]

    def test_who_leaves_keeps_the_number_and_is_struck_through(self, province: Province) -> None:
        school_class = make_class(province.school)
        first, _second = make_list(school_class, "Đặng Quốc An", "Trần Đức Duy")
        with frozen(TOMORROW), open_scope(hat("registrar", province.school)):
            leave(enrolment=first, status="moved")
            assert names(school_class) == ["1 (Đặng Quốc An)", "2 Trần Đức Duy"]
            assert names(school_class, TODAY) == ["1 Đặng Quốc An", "2 Trần Đức Duy"]
            make_list(school_class, "Lê Minh Anh")
            assert names(school_class) == ["1 (Đặng Quốc An)", "2 Trần Đức Duy", "3 Lê Minh Anh"]

    def test_a_school_may_number_its_list_again_and_has_to_say_why(self, province: Province) -> None:
        school_class = make_class(province.school)
        make_list(school_class, "Trần Đức Duy")
        with frozen(TOMORROW):
            make_list(school_class, "Đặng Quốc An")
            with open_scope(hat("registrar", province.school)):
                with pytest.raises(ValidationError):
                    renumber(school_class=school_class, reason="")
                renumber(school_class=school_class, reason="Chốt danh sách đầu năm")
                assert names(school_class) == ["1 Đặng Quốc An", "2 Trần Đức Duy"]

    def test_a_pupil_of_another_grade_does_not_fit(self, province: Province) -> None:
        school_class = make_class(province.school)
        row = make_pupil(province.school, grade=7)
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError) as caught:
            put_into_class(enrolments=[row], school_class=school_class)
        assert caught.value.code == "wrong_grade"

    def test_a_multigrade_class_takes_its_grades_and_each_pupil_keeps_theirs(
        self, province: Province
    ) -> None:
        school_class = make_class(province.school, "1+2 Ghép", grades=(1, 2))
        make_list(school_class, "Giàng A Páo", grade=1)
        make_list(school_class, "Giàng Thị Súa", grade=2)
        with open_scope(hat("teacher", province.school)):
            assert [line.enrolment.grade_id for line in roll(school_class)] == [1, 2]

    def test_a_pupil_of_another_school_cannot_be_put_in_even_by_the_database(
        self, province: Province
    ) -> None:
        school_class = make_class(province.school)
        other = make_pupil(province.other_school)
        with open_scope(system("test")):
            with pytest.raises(ValidationError) as caught:
                put_into_class(enrolments=[other], school_class=school_class)
            assert caught.value.code == "another_year"
            with pytest.raises(IntegrityError), transaction.atomic():
                ClassPlacement.objects.create(
                    organisation=province.other_school,
                    school_class=school_class,
                    enrolment=other,
                    person=other.person,
                    list_number=1,
                    valid_from=FIRST_DAY,
                )

    def test_who_sits_in_no_class_is_found(self, province: Province) -> None:
        school_class = make_class(province.school)
        make_list(school_class, "Đặng Quốc An")
        free = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            assert list(unplaced(YEAR)) == [free]


class TestMoving:
    def test_who_moves_ends_one_place_and_begins_another(self, province: Province) -> None:
        old, new = make_class(province.school, "8A1"), make_class(province.school, "8A2")
        first, _second = make_list(old, "Đặng Quốc An", "Trần Đức Duy")
        make_list(new, "Vũ Bình")
        with frozen(TOMORROW), open_scope(hat("registrar", province.school)):
            assert put_into_class(enrolments=[first], school_class=new) == 1
            assert put_into_class(enrolments=[first], school_class=new) == 0
            assert names(old) == ["1 (Đặng Quốc An)", "2 Trần Đức Duy"]
            assert names(new) == ["1 Vũ Bình", "2 Đặng Quốc An"]
            assert class_of(first.pk) == new
        assert OutboxEvent.objects.get(kind="classes.PupilsMoved").payload["moves"] == [
            [first.pk, first.person_id, old.pk, new.pk]
        ]

    def test_a_mistake_of_the_same_day_leaves_no_trace_in_the_list(self, province: Province) -> None:
        old, new = make_class(province.school, "8A1"), make_class(province.school, "8A2")
        first, _second = make_list(old, "Đặng Quốc An", "Trần Đức Duy", on=TODAY)
        with open_scope(hat("registrar", province.school)):
            put_into_class(enrolments=[first], school_class=new)
            assert names(old) == ["2 Trần Đức Duy"]
            assert names(new) == ["1 Đặng Quốc An"]

    def test_two_classes_become_one(self, province: Province) -> None:
        old, new = (
            make_class(province.school, "7A5", grades=(7,)),
            make_class(province.school, "7A4", grades=(7,)),
        )
        make_list(old, "Đặng Quốc An", "Trần Đức Duy")
        make_list(new, "Vũ Bình")
        teach(make_post(province.school), old, make_subject("toan", "Toán"))
        with frozen(TOMORROW), open_scope(hat("head", province.school)):
            preview = merge_preview(old, new)
            assert (preview.moving, preview.after, preview.teachers) == (2, 3, 1)
            assert merge_classes(source=old, target=new, reason="Sĩ số giảm sau học kì I") == 2
            assert names(new) == ["1 Vũ Bình", "2 Đặng Quốc An", "3 Trần Đức Duy"]
            assert list(classes_of_year(YEAR)) == [new]
            assert matrix([old]).cells[old.pk] == {make_subject("toan", "Toán").pk: []}

    def test_a_class_with_pupils_is_not_closed(self, province: Province) -> None:
        school_class = make_class(province.school)
        make_list(school_class, "Đặng Quốc An")
        with open_scope(hat("head", province.school)), pytest.raises(ValidationError) as caught:
            close_class(school_class=school_class)
        assert caught.value.code == "not_empty"

    @pytest.mark.parametrize("role", ["teacher", "commune_officer", "director"])
    def test_others_move_nobody(self, province: Province, role: str) -> None:
        school_class = make_class(province.school)
        row = make_pupil(province.school)
        with open_scope(hat(role, province.school)), pytest.raises(Forbidden):
            put_into_class(enrolments=[row], school_class=school_class)

    def test_another_school_finds_no_class_to_fill(self, province: Province) -> None:
        school_class = make_class(province.school)
        row = make_pupil(province.school)
        with open_scope(hat("registrar", province.other_school)), pytest.raises(Http404):
            put_into_class(enrolments=[row], school_class=school_class)


class TestForming:
    def test_a_class_gets_the_compulsory_subjects_of_its_grades(self, province: Province) -> None:
        make_year(), make_grade(1), make_grade(2)
        maths, optional = make_subject("toan", "Toán"), make_subject("ttdt", "Tiếng dân tộc")
        for grade, periods in ((1, 105), (2, 175)):
            SubjectHours.objects.create(
                subject=maths, grade_id=grade, kind="compulsory", periods=periods, valid_from=FOUNDED
            )
        SubjectHours.objects.create(
            subject=optional, grade_id=1, kind="optional", periods=70, valid_from=FOUNDED
        )
        Organisation._base_manager.filter(pk=province.school.pk).update(stages=["primary"])
        with open_scope(hat("registrar", province.school)):
            row = create_class(organisation=province.school.pk, year=YEAR, name=" 1+2  Ghép", grades=[2, 1])
            assert (row.name, row.grades, row.kind, row.stage) == (
                "1+2 Ghép",
                [1, 2],
                "multigrade",
                "primary",
            )
            assert list(ClassSubject.objects.values_list("subject_id", "periods")) == [(maths.pk, 175)]
            set_subjects(school_class=row, periods={optional.pk: 70})
            assert list(ClassSubject.objects.values_list("subject_id", flat=True)) == [optional.pk]

    def test_only_grades_of_the_school_s_stages_are_taken(self, province: Province) -> None:
        make_year(), make_grade(1)
        school_class = make_class(province.school, "8A1")
        with open_scope(hat("registrar", province.school)):
            for grades in ([1], [8, 99]):
                with pytest.raises(ValidationError) as caught:
                    create_class(organisation=province.school.pk, year=YEAR, name="1A", grades=grades)
                assert caught.value.error_dict["grades"][0].code == "not_taught"
            with pytest.raises(ValidationError):
                change_class(school_class=school_class, grades=[1, 8])

    def test_a_name_is_given_once_a_year(self, province: Province) -> None:
        make_class(province.school, "8A1")
        make_class(province.other_school, "8A1")
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError) as caught:
            create_class(organisation=province.school.pk, year=YEAR, name="8A1", grades=[8])
        assert caught.value.error_dict["name"][0].code == "exists"

    def test_classes_stand_in_the_order_of_grades_and_numbers(self, province: Province) -> None:
        for name, grade in (("9A1", 9), ("6A10", 6), ("6A2", 6), ("6A1", 6)):
            make_class(province.school, name, grades=(grade,))
        with open_scope(hat("teacher", province.school)):
            assert [line.school_class.name for line in class_lines(YEAR)] == ["6A1", "6A2", "6A10", "9A1"]


class TestTeachers:
    def test_a_preschool_class_has_two_equal_teachers(self, province: Province) -> None:
        school_class = make_class(province.school, "Lớn A")
        first, second = make_post(province.school, "Lê An"), make_post(province.school, "Lê Bình")
        with open_scope(hat("head", province.school)):
            set_homeroom(school_class=school_class, persons=[first.person_id, second.person_id])
            assert homeroom_teachers([school_class.pk]) == {school_class.pk: [first.person, second.person]}

    def test_a_cell_of_the_matrix_changes_hands_and_remembers(self, province: Province) -> None:
        school_class, maths = make_class(province.school), make_subject("toan", "Toán")
        first, second = make_post(province.school, "Lê An"), make_post(province.school, "Lê Bình")
        teach(first, school_class, maths)
        with open_scope(hat("deputy_head", province.school)):
            set_teachers(school_class=school_class, subject=maths.pk, persons=[second.person_id])
            assert matrix([school_class]).cells[school_class.pk][maths.pk] == [second.person]
            assert matrix([school_class], dt.date(2025, 10, 1)).cells[school_class.pk][maths.pk] == [
                first.person
            ]
            set_teachers(school_class=school_class, subject=maths.pk, persons=[first.person_id])
            set_teachers(school_class=school_class, subject=maths.pk, persons=[second.person_id])
            assert matrix([school_class]).cells[school_class.pk][maths.pk] == [second.person]
        assert len(audited(action="classes.teachers_set")) == 3

    def test_only_who_works_at_the_school_is_given_a_class(self, province: Province) -> None:
        school_class, maths = make_class(province.school), make_subject("toan", "Toán")
        stranger, own = make_post(province.other_school), make_post(province.school, "Lê An")
        teach(own, school_class, maths)
        with open_scope(hat("head", province.school)), pytest.raises(ValidationError) as caught:
            set_teachers(school_class=school_class, subject=maths.pk, persons=[stranger.person_id])
        assert caught.value.code == "no_post"

    def test_work_in_classes_ends_with_the_post(self, province: Province) -> None:
        school_class, maths = make_class(province.school), make_subject("toan", "Toán")
        post = make_post(province.school)
        teach(post, school_class, maths)
        lead(post, school_class)
        with open_scope(hat("head", province.school)):
            end_post(post=post)
            assert matrix([school_class]).cells[school_class.pk][maths.pk] == []
            assert homeroom_teachers([school_class.pk]) == {}

    def test_a_pupil_is_exempt_by_a_decision(self, province: Province) -> None:
        school_class, sport = make_class(province.school), make_subject("gdtc", "Giáo dục thể chất")
        (row,) = make_list(school_class, "Đặng Quốc An")
        with open_scope(hat("head", province.school)):
            assert exempt(
                school_class=school_class, person=row.person_id, subject=sport.pk, reason="QĐ 12"
            ).pk
            with pytest.raises(ValidationError):
                exempt(
                    school_class=school_class,
                    person=make_pupil(province.school).person_id,
                    subject=sport.pk,
                    reason="",
                )


class TestWhatATeacherSees:
    def scope_of(self, province: Province, *classes: SchoolClass) -> Scope:
        post = make_post(province.school)
        for each in classes:
            teach(post, each, make_subject("toan", "Toán"))
        with open_scope(system("test")):
            return limit_teacher(hat("teacher", province.school, post.person))

    def test_own_classes_and_own_pupils_and_no_others(self, province: Province) -> None:
        own, other = make_class(province.school, "8A1"), make_class(province.school, "8A2")
        (pupil,) = make_list(own, "Đặng Quốc An")
        (stranger,) = make_list(other, "Trần Đức Duy")
        with open_scope(self.scope_of(province, own)):
            assert list(classes_of_year(YEAR)) == [own]
            assert list(Enrolment.objects.all()) == [pupil]
            assert record_enrolment(pupil.person.uuid) == pupil
            assert record_enrolment(stranger.person.uuid) is None

    def test_a_teacher_without_classes_sees_no_pupil(self, province: Province) -> None:
        make_list(make_class(province.school), "Đặng Quốc An")
        with open_scope(self.scope_of(province)):
            assert not Enrolment.objects.exists()
            assert not classes_of_year(YEAR).exists()

    def test_a_teacher_of_another_school_sees_nothing_here(self, province: Province) -> None:
        own = make_class(province.school, "8A1")
        make_list(own, "Đặng Quốc An")
        elsewhere = make_post(province.other_school)
        teach(elsewhere, make_class(province.other_school, "8A1"), make_subject("toan", "Toán"))
        with open_scope(system("test")):
            scope = limit_teacher(hat("teacher", province.other_school, elsewhere.person))
        with open_scope(scope):
            assert not Enrolment.objects.exists()
            assert own not in classes_of_year(YEAR)
