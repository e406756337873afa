"""Appointing, leading, leaving; and the hats that come and go with it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Membership
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import InternalUnit
from khue.foundation.people.models import Person
from khue.foundation.people.tests.factories import FOUNDED, Province, hat, make_organisation, make_person
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import head_of, leader_of, main_posts, position_label, posts_on
from khue.sector.staff.services import appoint, end_post, join_unit
from khue.sector.staff.tests.factories import make_post

TODAY = dt.date(2025, 11, 20)


def hats(person: Person) -> list[tuple[str, str, bool]]:
    with open_scope(system("test")):
        rows = Membership.objects.filter(person=person).order_by("pk")
        return [(row.role, row.title, row.valid_to is None) for row in rows]


class TestAppointing:
    def test_a_teacher_gets_a_post_and_the_hat_that_goes_with_it(self, province: Province) -> None:
        person = make_person(province.school, "Đinh Thị Lan")
        with open_scope(hat("registrar", province.school)):
            post = appoint(person=person.pk, organisation=province.school.pk, position="teacher")
        assert post.is_main
        assert hats(person) == [("teacher", "Giáo viên", True)]

    def test_an_accountant_gets_a_post_and_no_hat(self, province: Province) -> None:
        person = make_person(province.school, "Đinh Thị Lan")
        with open_scope(hat("head", province.school)):
            appoint(person=person.pk, organisation=province.school.pk, position="accountant")
        assert hats(person) == []

    def test_a_teacher_of_two_schools_is_read_by_both(self, province: Province) -> None:
        post = make_post(province.other_school)
        with open_scope(hat("registrar", province.school)):
            appoint(person=post.person_id, organisation=province.school.pk, position="teacher")
            assert Person.objects.get(pk=post.person_id).keeper_id == province.other_school.pk

    def test_nobody_holds_the_same_post_twice(self, province: Province) -> None:
        post = make_post(province.school)
        with open_scope(hat("head", province.school)), pytest.raises(ValidationError) as caught:
            appoint(person=post.person_id, organisation=province.school.pk, position="teacher")
        assert caught.value.code == "held"

    def test_a_second_post_is_not_the_main_one_and_not_a_second_line(self, province: Province) -> None:
        post = make_post(province.school)
        with open_scope(hat("head", province.school)):
            second = appoint(person=post.person_id, organisation=province.school.pk, position="librarian")
            assert not second.is_main
            assert list(main_posts()) == [post]
            assert posts_on().count() == 2

    @pytest.mark.parametrize("role", ["teacher", "commune_officer", "director", "parent"])
    def test_others_appoint_nobody(self, province: Province, role: str) -> None:
        person = make_person(province.school)
        with open_scope(hat(role, province.school)), pytest.raises(Forbidden):
            appoint(person=person.pk, organisation=province.school.pk, position="teacher")

    def test_a_head_appoints_nobody_at_another_school(self, province: Province) -> None:
        person = make_person(province.school)
        with open_scope(hat("head", province.other_school)), pytest.raises(Http404):
            appoint(person=person.pk, organisation=province.school.pk, position="head")


class TestEnding:
    def test_the_hat_ends_with_the_post(self, province: Province) -> None:
        person = make_person(province.school, "Đinh Thị Lan")
        with open_scope(hat("head", province.school)):
            post = appoint(
                person=person.pk, organisation=province.school.pk, position="teacher", valid_from=FOUNDED
            )
            assert end_post(post=post, reason="Nghỉ hưu").valid_to == TODAY
        assert hats(person) == [("teacher", "Giáo viên", False)]

    def test_a_post_of_another_school_is_not_found(self, province: Province) -> None:
        post = make_post(province.school)
        with open_scope(hat("head", province.other_school)), pytest.raises(Http404):
            end_post(post=post)

    def test_the_head_of_the_past_is_the_head_of_that_day(self, province: Province) -> None:
        old = make_post(province.school, "Nguyễn Văn Tuấn", position="head", valid_to=dt.date(2025, 9, 1))
        new = make_post(province.school, "Trần Thị Hường", position="head", valid_from=dt.date(2025, 9, 1))
        with open_scope(hat("teacher", province.school)):
            assert head_of(province.school.pk) == new
            assert head_of(province.school.pk, dt.date(2025, 6, 1)) == old
            assert head_of(province.other_school.pk) is None


class TestGroups:
    def test_a_group_has_one_leader_the_last_one_named(self, province: Province) -> None:
        with open_scope(system("test")):
            group = InternalUnit.objects.create(
                organisation=province.school, kind="subject_group", name="Tổ Toán", valid_from=FOUNDED
            )
        first, second = make_post(province.school, "Lê An"), make_post(province.school, "Lê Bình")
        with open_scope(hat("head", province.school)):
            join_unit(post=first, internal_unit=group.pk, leads=True)
            join_unit(post=second, internal_unit=group.pk, leads=True)
            assert leader_of(group.pk) == second
            assert Post.objects.filter(internal_unit=group).count() == 2


def test_a_centre_has_a_director_and_a_school_a_head(province: Province) -> None:
    centre = make_organisation("TT GDNN-GDTX Nho Quan", "0001.0002.0009.", OrganisationKind.CENTRE)
    assert str(position_label("head", centre)) == "Giám đốc"
    assert str(position_label("head", province.school)) == "Hiệu trưởng"
    assert str(position_label("teacher", centre)) == "Giáo viên"
