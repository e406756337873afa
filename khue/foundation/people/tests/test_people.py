"""Making, changing, finding and masking people, with the neighbours looking on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from khue.core.models import AuditLine
from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.core.tests.audited import audited
from khue.foundation.people.formulas import MASK, Reason
from khue.foundation.people.models import Guardianship, Person, PersonReach
from khue.foundation.people.selectors import children_of, guardians_of, masked, search_people
from khue.foundation.people.services import (
    PossibleDuplicates,
    add_guardian,
    change_keeper,
    create_person,
    end_guardian,
    find_by_number,
    match_candidates,
    reveal,
    update_person,
)
from khue.foundation.people.tests.factories import (
    Province,
    facts,
    family_hat,
    hat,
    make_guardian,
    make_person,
)

NUMBER = "037313004118"
BORN = dt.date(2013, 3, 14)


def last_line() -> AuditLine:
    return audited()[-1]


class TestMaking:
    def test_a_registrar_makes_a_person_who_is_sorted_by_given_name(self, province: Province) -> None:
        with open_scope(hat("registrar", province.school)):
            person = create_person(
                keeper=province.school.pk, **facts(identity_number=NUMBER, phone="+84 912 345 678")
            )
        assert (person.family_name, person.given_name, person.folded) == ("Bùi", "Mỵ", "bui thi my")
        assert person.phone == "0912345678"
        assert person.identity_cipher is not None
        assert NUMBER.encode() not in bytes(person.identity_cipher)
        assert person.identity_doubts == ""
        assert last_line().action == "people.created"

    def test_a_registrar_of_another_school_cannot_make_people_for_this_one(self, province: Province) -> None:
        with (
            open_scope(hat("registrar", province.other_school)),
            pytest.raises(Http404),
        ):
            create_person(keeper=province.school.pk, **facts())

    @pytest.mark.parametrize("role", ["teacher", "parent", "pupil", "commune_officer", "director"])
    def test_who_does_not_keep_records_makes_nobody(self, province: Province, role: str) -> None:
        with open_scope(hat(role, province.school)), pytest.raises(Forbidden):
            create_person(keeper=province.school.pk, **facts())

    def test_every_fault_is_named_at_its_field(self, province: Province) -> None:
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError) as caught:
            create_person(
                keeper=province.school.pk,
                full_name=" ",
                identity_number="037",
                sector_identifier="12",
                phone="abc",
                birth_date=dt.date(2030, 1, 1),
            )
        assert set(caught.value.message_dict) == {
            "full_name", "identity_number", "sector_identifier", "phone", "birth_date",
        }  # fmt: skip

    def test_a_number_that_disagrees_is_kept_with_its_doubts(self, province: Province) -> None:
        with open_scope(hat("registrar", province.school)):
            person = create_person(keeper=province.school.pk, **facts(identity_number="037212004118"))
            assert person.identity_doubts == "identity_sex,identity_year"
            assert update_person(person=person, sex=1, birth_date=dt.date(2012, 3, 14)).identity_doubts == ""

    def test_a_birth_date_known_to_the_year_stands_on_its_first_day(self, province: Province) -> None:
        with open_scope(hat("registrar", province.school)):
            person = create_person(keeper=province.school.pk, **facts(birth_precision="year"))
        assert (person.birth_date, person.birth_precision) == (dt.date(2013, 1, 1), "year")

    def test_a_registrar_may_say_which_part_is_the_given_name(self, province: Province) -> None:
        with open_scope(hat("registrar", province.school)):
            person = create_person(keeper=province.school.pk, full_name="Y Wan Mlô Kpă", given_name="Wan")
            assert (person.given_name, person.family_name) == ("Wan", "Mlô Kpă")
            with pytest.raises(ValidationError):
                update_person(person=person, given_name="An")


class TestMatching:
    def test_the_same_number_is_the_same_person_whatever_the_note_says(self, province: Province) -> None:
        make_person(province.other_school, "Bùi Thị My", identity_number=NUMBER)
        with open_scope(hat("registrar", province.school)), pytest.raises(PossibleDuplicates) as caught:
            create_person(keeper=province.school.pk, note="Em khác", **facts(identity_number=NUMBER))
        assert caught.value.is_certain
        assert caught.value.candidates[0].school == "THCS Nho Quan"

    def test_somebody_who_resembles_asks_for_a_note(self, province: Province) -> None:
        make_person(province.other_school, "BUI THI MY", sex=2, birth_date=BORN)
        with open_scope(hat("registrar", province.school)):
            with pytest.raises(PossibleDuplicates) as caught:
                create_person(keeper=province.school.pk, **facts())
            assert not caught.value.is_certain
            person = create_person(keeper=province.school.pk, note="Em họ, cùng ngày sinh", **facts())
        assert last_line().params["note"] == "Em họ, cùng ngày sinh"
        assert last_line().params["resembled"] == [caught.value.candidates[0].person]
        assert person.pk != caught.value.candidates[0].person

    def test_a_candidate_shows_name_year_and_school_and_its_family_can_see_who_asked(
        self, province: Province
    ) -> None:
        held = make_person(
            province.other_school, "Bùi Thị Mỵ", sex=2, birth_date=BORN.replace(month=3, day=3)
        )
        with open_scope(hat("registrar", province.school)):
            found = match_candidates(facts(birth_date=BORN.replace(day=3)), today=dt.date(2025, 11, 20))
        candidate = found[0]
        assert (candidate.full_name, candidate.birth_year, candidate.school) == (
            "Bùi Thị Mỵ",
            2013,
            "THCS Nho Quan",
        )
        assert not candidate.is_visible
        assert (last_line().action, last_line().person_id) == ("people.matched", held.pk)

    def test_day_and_month_that_changed_places_are_recognised(self, province: Province) -> None:
        make_person(province.other_school, "Bùi Thị Mỵ", sex=2, birth_date=dt.date(2013, 12, 3))
        given = facts(birth_date=dt.date(2013, 3, 12))
        with open_scope(hat("registrar", province.school)):
            found = match_candidates(given, today=dt.date(2025, 11, 20))
        assert Reason.BIRTH_SWAPPED in found[0].likeness.reasons

    def test_the_same_guardian_makes_a_candidate_likelier(self, province: Province) -> None:
        child = make_person(province.other_school, "Bùi Thị Mỵ", sex=2, birth_date=dt.date(2013, 12, 3))
        make_guardian(child, "Quách Thị Dung")
        given = facts(birth_date=dt.date(2013, 3, 12))
        with open_scope(hat("registrar", province.school)):
            alone = match_candidates(given, today=dt.date(2025, 11, 20))[0].likeness
            with_mother = match_candidates(given, guardians=["QUÁCH THỊ DUNG"], today=dt.date(2025, 11, 20))[
                0
            ].likeness
        assert not alone.is_strong
        assert with_mother.is_strong

    def test_strangers_are_not_candidates(self, province: Province) -> None:
        make_person(province.other_school, "Lê Minh Anh", sex=2, birth_date=BORN)
        with open_scope(hat("registrar", province.school)):
            assert match_candidates(facts(), today=dt.date(2025, 11, 20)) == []

    def test_a_teacher_may_not_ask_for_candidates(self, province: Province) -> None:
        with open_scope(hat("teacher", province.school)), pytest.raises(Forbidden):
            match_candidates(facts(), today=dt.date(2025, 11, 20))

    def test_a_sector_identifier_of_another_person_is_refused_on_change(self, province: Province) -> None:
        make_person(province.other_school, "Lê Minh Anh", sector_identifier="3741681838")
        person = make_person(province.school)
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError) as caught:
            update_person(person=person, sector_identifier="3741681838")
        assert "sector_identifier" in caught.value.message_dict
        assert "Nho Quan" not in str(caught.value)


class TestChanging:
    def test_the_audit_names_the_fields_with_old_and_new(self, province: Province) -> None:
        person = make_person(province.school, residence="Xã Cúc Phương")
        with open_scope(hat("registrar", province.school)):
            update_person(person=person, residence="Xã Nho Quan", reason="Gia đình chuyển nhà")
        assert last_line().params == {
            "fields": {"residence": ["Xã Cúc Phương", "Xã Nho Quan"]},
            "reason": "Gia đình chuyển nhà",
        }

    def test_the_audit_never_holds_a_sensitive_value(self, province: Province) -> None:
        person = make_person(province.school)
        with open_scope(hat("registrar", province.school)):
            update_person(person=person, identity_number=NUMBER, ethnic_group="06")
        assert last_line().params["fields"] == {"identity_number": [], "ethnic_group": []}

    def test_saying_the_same_again_writes_nothing(self, province: Province) -> None:
        person = make_person(province.school, identity_number=NUMBER, residence="Xã Nho Quan")
        with open_scope(hat("registrar", province.school)):
            update_person(
                person=person, full_name="BÙI THỊ MỴ", residence=" Xã Nho Quan ", identity_number=NUMBER
            )
        assert audited() == []

    def test_a_school_of_the_past_reads_and_does_not_write(self, province: Province) -> None:
        person = make_person(province.school)
        with open_scope(system("test")):
            change_keeper(person=person, keeper=province.other_school.pk)
        with open_scope(hat("registrar", province.school)):
            seen = Person.objects.get(pk=person.pk)
            with pytest.raises(Forbidden):
                update_person(person=seen, residence="Xã Nho Quan")

    def test_a_school_that_never_had_the_child_does_not_even_read(self, province: Province) -> None:
        person = make_person(province.school)
        with open_scope(hat("registrar", province.other_school)):
            assert not Person.objects.filter(pk=person.pk).exists()
            with pytest.raises(Person.DoesNotExist):
                person.refresh_from_db()


class TestMasking:
    def test_what_is_sensitive_leaves_masked_and_only_revealing_shows_it(self, province: Province) -> None:
        person = make_person(province.school, identity_number=NUMBER, ethnic_group="06")
        assert {name: str(value) for name, value in masked(person).items()} == {
            "identity_number": MASK, "ethnic_group": MASK, "religion": "", "disability": "",
        }  # fmt: skip
        with open_scope(hat("registrar", province.school)):
            assert reveal(person=person, field="ethnic_group", purpose="Lập danh sách miễn giảm") == "Mường"
            assert reveal(person=person, field="identity_number", purpose="Đối chiếu") == NUMBER
        [line] = audited(params__field="ethnic_group")
        assert (line.action, line.person_id) == ("people.revealed", person.pk)
        assert line.params == {"field": "ethnic_group", "purpose": "Lập danh sách miễn giảm"}

    def test_nobody_reveals_without_a_purpose(self, province: Province) -> None:
        person = make_person(province.school, ethnic_group="06")
        with open_scope(hat("registrar", province.school)), pytest.raises(ValidationError):
            reveal(person=person, field="ethnic_group", purpose=" ")
        assert audited() == []

    def test_a_commune_officer_sees_the_child_and_not_the_ethnic_group(self, province: Province) -> None:
        person = make_person(province.school, ethnic_group="06")
        with open_scope(hat("commune_officer", province.commune)):
            assert Person.objects.filter(pk=person.pk).exists()
            with pytest.raises(Forbidden):
                reveal(person=person, field="ethnic_group", purpose="Thống kê")

    def test_a_parent_reveals_what_stands_on_their_own_child_and_no_other(self, province: Province) -> None:
        child, other = (
            make_person(province.school, ethnic_group="06"),
            make_person(province.school, "Lê Minh Anh"),
        )
        mother = make_guardian(child)
        with open_scope(family_hat("parent", mother, child)):
            assert reveal(person=child, field="ethnic_group", purpose="Xem hồ sơ của con") == "Mường"
            with pytest.raises(Forbidden):
                reveal(person=other, field="ethnic_group", purpose="Xem")

    def test_a_registrar_of_another_school_finds_no_record_to_reveal(self, province: Province) -> None:
        person = make_person(province.school, ethnic_group="06")
        with open_scope(hat("registrar", province.other_school)), pytest.raises(Http404):
            reveal(person=person, field="ethnic_group", purpose="Xem")


class TestGuardians:
    def test_the_mother_of_two_children_at_two_schools_is_one_person(self, province: Province) -> None:
        elder, younger = make_person(province.school), make_person(province.other_school, "Bùi Văn Nam")
        with open_scope(hat("registrar", province.school)):
            first = add_guardian(
                child=elder, relation="mother", full_name="Quách Thị Dung", phone="0912345678"
            )
        with open_scope(hat("registrar", province.other_school)):
            second = add_guardian(
                child=younger, relation="mother", full_name="QUACH THI DUNG", phone="0912 345 678"
            )
            assert [each.person.full_name for each in guardians_of(younger.pk)] == ["Quách Thị Dung"]
        assert first.guardian_id == second.guardian_id
        assert children_of(first.guardian_id) == sorted([elder.pk, younger.pk])

    def test_a_phone_alone_does_not_make_two_people_one(self, province: Province) -> None:
        child = make_person(province.school)
        with open_scope(hat("registrar", province.school)):
            mother = add_guardian(
                child=child, relation="mother", full_name="Quách Thị Dung", phone="0912345678"
            )
            father = add_guardian(
                child=child, relation="father", full_name="Bùi Văn Thắng", phone="0912345678"
            )
        assert mother.guardian_id != father.guardian_id

    def test_who_no_longer_answers_is_not_named_and_not_forgotten(self, province: Province) -> None:
        child = make_person(province.school)
        mother = make_guardian(child)
        with open_scope(hat("registrar", province.school)):
            row = Guardianship.objects.get(guardian=mother)
            end_guardian(guardianship=row, reason="Theo quyết định của toà")
            assert guardians_of(child.pk) == []
            assert guardians_of(child.pk, dt.date(2025, 11, 1))[0].person.pk == mother.pk
        assert children_of(mother.pk) == []

    def test_another_parent_sees_neither_child_nor_guardian(self, province: Province) -> None:
        child = make_person(province.school)
        make_guardian(child)
        stranger = make_guardian(make_person(province.school, "Lê Minh Anh"), "Lê Thị Hoa")
        with open_scope(family_hat("parent", stranger)):
            assert guardians_of(child.pk) == []
            assert not Person.objects.filter(pk=child.pk).exists()


class TestSearching:
    @pytest.mark.parametrize("text", ["bùi mỵ", "BUI MY", "mỵ bùi", "bui thi m", "Bùi  Thị"])
    def test_a_name_is_found_by_words_with_or_without_marks(self, province: Province, text: str) -> None:
        person = make_person(province.school)
        make_person(province.school, "Lê Minh Anh")
        for scope in (
            hat("registrar", province.school),
            hat("commune_officer", province.commune),
            system("test"),
        ):
            with open_scope(scope):
                assert search_people(text) == [person.pk]

    def test_words_begin_where_names_begin(self, province: Province) -> None:
        make_person(province.school, "Lê Thanh Hải")
        with open_scope(hat("registrar", province.school)):
            assert search_people("anh") == []

    def test_the_search_stops_at_the_scope(self, province: Province) -> None:
        child = make_person(province.school)
        mother = make_guardian(child)
        with open_scope(hat("registrar", province.other_school)):
            assert search_people("bùi thị mỵ") == []
        with open_scope(family_hat("parent", mother, child)):
            assert search_people("bùi") == [child.pk]

    def test_a_school_of_the_past_still_finds_the_child(self, province: Province) -> None:
        person = make_person(province.other_school)
        with open_scope(system("test")):
            PersonReach.objects.create(person=person, organisation=province.school, since=BORN)
        with open_scope(hat("registrar", province.school)):
            assert search_people("bùi mỵ") == [person.pk]

    def test_signs_of_patterns_are_letters_like_others(self, province: Province) -> None:
        make_person(province.school)
        with open_scope(hat("registrar", province.school)):
            assert search_people("%%") == []
            assert search_people("b%i") == []

    def test_a_number_typed_whole_finds_its_owner_in_the_scope(self, province: Province) -> None:
        person = make_person(province.school, identity_number=NUMBER, sector_identifier="3741681838")
        with open_scope(hat("registrar", province.school)):
            assert find_by_number("037313 004118") == person
            assert find_by_number("3741681838") == person
            assert find_by_number("3741681839") is None
        with open_scope(hat("registrar", province.other_school)):
            assert find_by_number(NUMBER) is None
