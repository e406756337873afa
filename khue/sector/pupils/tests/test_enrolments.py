"""Enrolling, leaving, coming back, taking back; and the schools that may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from khue.core.models import OutboxEvent
from khue.core.rules import Forbidden
from khue.core.scope import open_scope
from khue.core.tests.audited import audited
from khue.foundation.people.models import Person
from khue.foundation.people.tests.factories import Province, family_hat, hat, make_guardian, make_person
from khue.sector.pupils.choices import EnrolmentStatus, Entry
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import enrolments_of_year, needs_of, pupil_words, record_enrolment
from khue.sector.pupils.services import cancel, change_grade, come_back, enrol, leave, say_leaving, stay
from khue.sector.pupils.tests.factories import FIRST_DAY, YEAR, make_grade, make_pupil, make_year

TODAY = dt.date(2025, 11, 20)


class TestEnrolling:
    def test_a_registrar_enrols_a_new_child(self, province: Province) -> None:
        make_year(), make_grade(8)
        person = make_person(province.school)
        with open_scope(hat("registrar", province.school)):
            row = enrol(
                person=person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=FIRST_DAY
            )
        assert (row.entry, row.status) == (Entry.NEW, EnrolmentStatus.STUDYING)
        assert OutboxEvent.objects.get().payload["enrolments"] == [row.pk]

    @pytest.mark.parametrize("role", ["teacher", "commune_officer", "director", "parent"])
    def test_others_of_the_same_school_do_not_enrol(self, province: Province, role: str) -> None:
        make_year(), make_grade(8)
        person = make_person(province.school)
        with open_scope(hat(role, province.school)), pytest.raises(Forbidden):
            enrol(person=person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=FIRST_DAY)

    def test_a_registrar_does_not_enrol_at_another_school(self, province: Province) -> None:
        make_year(), make_grade(8)
        person = make_person(province.school)
        with open_scope(hat("registrar", province.other_school)), pytest.raises(Http404):
            enrol(person=person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=FIRST_DAY)

    def test_who_learns_at_another_school_this_year_is_not_taken(self, province: Province) -> None:
        held = make_pupil(province.other_school)
        with (
            open_scope(hat("registrar", province.school)),
            pytest.raises(ValidationError, match="THCS Nho Quan"),
        ):
            enrol(person=held.person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=TODAY)

    def test_who_finished_another_school_last_year_is_taken_over_and_both_schools_read(
        self, province: Province
    ) -> None:
        held = make_pupil(province.other_school, year=2024, grade=5)
        mother = make_guardian(held.person)
        make_year(), make_grade(6)
        with open_scope(hat("registrar", province.school)):
            row = enrol(
                person=held.person, organisation=province.school.pk, year=YEAR, grade=6, valid_from=FIRST_DAY
            )
            assert row.entry == Entry.NEW
            assert Person.objects.get(pk=held.person_id).keeper_id == province.school.pk
            assert Person.objects.filter(pk=mother.pk).exists()
        with open_scope(hat("registrar", province.other_school)):
            old = Enrolment.objects.get(pk=held.pk)
            assert (old.status, old.valid_to) == (EnrolmentStatus.COMPLETED, FIRST_DAY)
            assert old.person.full_name == "Bùi Thị Mỵ"

    def test_a_new_year_completes_the_last_one(self, province: Province) -> None:
        held = make_pupil(province.school, year=2024, grade=7)
        make_year(), make_grade(8)
        with open_scope(hat("registrar", province.school)):
            row = enrol(
                person=held.person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=FIRST_DAY
            )
            held.refresh_from_db()
        assert (held.status, held.valid_to, row.entry) == (
            EnrolmentStatus.COMPLETED,
            FIRST_DAY,
            Entry.PROMOTED,
        )

    def test_nobody_is_enrolled_twice_on_a_day(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError) as caught:
            enrol(person=held.person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=TODAY)
        assert caught.value.code == "overlaps"

    def test_a_wrong_grade_is_mended_and_remembered(self, province: Province) -> None:
        held = make_pupil(province.school)
        make_grade(7)
        with open_scope(hat("registrar", province.school)):
            change_grade(enrolment=held, grade=7)
        assert [line.params["fields"] for line in audited()] == [{"grade_id": [8, 7]}]


class TestLeaving:
    def test_who_leaves_is_still_in_the_list_of_the_year(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            row = leave(enrolment=held, status=EnrolmentStatus.MOVED, reason="moved_house")
            assert (row.status, row.valid_to) == (EnrolmentStatus.MOVED, TODAY)
            assert list(enrolments_of_year(YEAR)) == [row]

    def test_who_comes_back_has_a_new_enrolment_and_one_line_in_the_list(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            gone = leave(enrolment=held, status=EnrolmentStatus.DROPPED, valid_to=dt.date(2025, 10, 1))
            back = come_back(enrolment=gone)
            assert (back.entry, back.valid_from, back.grade_id) == (Entry.RETURNED, TODAY, 8)
            assert list(enrolments_of_year(YEAR)) == [back]

    def test_nobody_leaves_twice(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            leave(enrolment=held, status=EnrolmentStatus.DROPPED)
            with pytest.raises(ValidationError) as caught:
                leave(enrolment=held, status=EnrolmentStatus.MOVED)
        assert caught.value.code == "over"

    def test_a_mistake_is_cancelled_with_a_reason_and_the_child_may_be_enrolled_anew(
        self, province: Province
    ) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            with pytest.raises(ValidationError):
                cancel(enrolment=held, reason=" ")
            cancel(enrolment=held, reason="Nhập nhầm trường")
            assert not enrolments_of_year(YEAR).exists()
            enrol(
                person=held.person, organisation=province.school.pk, year=YEAR, grade=8, valid_from=FIRST_DAY
            )
            assert enrolments_of_year(YEAR).count() == 1

    def test_a_transfer_that_has_begun_is_marked_and_unmarked(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            assert say_leaving(enrolment=held).status == EnrolmentStatus.LEAVING
            assert stay(enrolment=held).status == EnrolmentStatus.STUDYING

    def test_another_school_finds_nobody_to_send_away(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.other_school)), pytest.raises(Http404):
            leave(enrolment=held, status=EnrolmentStatus.MOVED)


class TestLooking:
    def test_who_sees_a_pupil(self, province: Province) -> None:
        held = make_pupil(province.school)
        mother = make_guardian(held.person)
        stranger = make_guardian(make_pupil(province.school, "Lê Minh Anh").person, "Lê Thị Hoa")
        uuid = held.person.uuid
        scopes = {
            "own registrar": (hat("registrar", province.school), True),
            "own parent": (family_hat("parent", mother, held.person), True),
            "the pupil": (family_hat("pupil", held.person), True),
            "own commune": (hat("commune_officer", province.commune), True),
            "director": (hat("director", province.department), True),
            "another parent": (family_hat("parent", stranger), False),
            "another commune": (hat("commune_officer", province.other_commune), False),
            "another school": (hat("head", province.other_school), False),
        }
        seen = {}
        for who, (scope, _expected) in scopes.items():
            with open_scope(scope):
                seen[who] = record_enrolment(uuid) is not None
        assert seen == {who: expected for who, (_scope, expected) in scopes.items()}

    def test_a_record_shows_the_year_that_is_looked_at(self, province: Province) -> None:
        last = make_pupil(province.school, year=2024, grade=7, valid_to=FIRST_DAY)
        now = make_pupil(province.school, person=last.person)
        with open_scope(hat("registrar", province.school)):
            assert record_enrolment(last.person.uuid) == now
            assert record_enrolment(last.person.uuid, 2024) == last
            assert record_enrolment(last.person.uuid, 2020) == now

    def test_a_record_names_what_it_lacks(self, province: Province) -> None:
        held = make_pupil(province.school)
        with open_scope(hat("registrar", province.school)):
            assert [need.code for need in needs_of(held)] == ["identity", "birth", "sector", "guardian"]
        full = make_pupil(
            province.school,
            sex=2,
            birth_date=dt.date(2013, 3, 14),
            identity_number="037313004118",
            sector_identifier="3741681838",
        )
        make_guardian(full.person)
        with open_scope(hat("registrar", province.school)):
            assert needs_of(full) == []

    @pytest.mark.parametrize(
        ("stages", "one"),
        [(["preschool"], "trẻ"), (["primary", "lower_secondary"], "học sinh"), (["continuing"], "học viên")],
    )
    def test_words_follow_the_institution(self, stages: list[str], one: str) -> None:
        assert str(pupil_words(stages).one) == one
