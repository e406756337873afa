"""The tiny province as the services would have written it, and as each hat sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from khue.core import clock
from khue.core.models import holds_on
from khue.core.models.audit import AuditLine
from khue.core.scope import Scope, open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.selectors import scope_of
from khue.foundation.organisations.formulas import Edge, Line, Span, child_path, closure
from khue.foundation.organisations.models import Organisation, OrganisationClosure, OrganisationParent, Site
from khue.foundation.organisations.selectors import ancestors, roots
from khue.foundation.people.formulas import identity_doubts, sector_identifier_fault
from khue.foundation.people.models import Guardianship, Person, PersonReach
from khue.foundation.people.services.facts import identity_number_of, name_columns
from khue.portal.demo.accounts import PASSWORD, DemoAccount, demo_accounts
from khue.portal.demo.days import TODAY
from khue.portal.demo.geography import BEFORE
from khue.portal.demo.loading import Loaded, Made, ProvinceThere, load, made
from khue.portal.demo.schools import demo_schools
from khue.portal.demo.sizes import CLOSED, GENERATOR, RUNNING, SEED, SIZES
from khue.portal.demo.tests.conftest import as_owner
from khue.school.gradebook.formulas import learning_rating, secondary_rules, term_average, year_average
from khue.school.gradebook.models import CommentMark, Confirmation, Mark, Result
from khue.school.gradebook.selectors.books import book_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.confirming import digest_of
from khue.sector.classes.models import ClassPlacement, HomeroomAssignment, SchoolClass, TeachingAssignment
from khue.sector.pupils.choices import PRESENT
from khue.sector.pupils.models import Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
SCHOOL = "THCS Đinh Tiên Hoàng"


def everything() -> Any:
    return open_scope(system("test"))


def school() -> Organisation:
    return Organisation.objects.get(short_name=SCHOOL)


def hat(login: str) -> Scope:
    """The scope of the hat an account of the list wears on the demo's day."""
    with everything(), clock.frozen(TODAY):
        account = Account.objects.get(username=login)
        membership = Membership.objects.select_related("organisation").get(person_id=account.person_id)
        return scope_of(membership, account.pk)


def class_8a2() -> SchoolClass:
    found: SchoolClass = SchoolClass.objects.get(organisation=school(), year_id=RUNNING, name="8A2")
    return found


class TestLoading:
    def test_it_has_exactly_its_pupils(self) -> None:
        with everything():
            here = Enrolment.objects.filter(year_id=RUNNING, valid_to=None, status__in=PRESENT)
            assert here.count() == SIZES["tiny"].pupils == 210
            assert here.filter(organisation=school()).count() == 130

    def test_loading_again_does_nothing(self) -> None:
        with as_owner():
            assert load(SIZES["tiny"]) == Loaded(0, 0.0)

    def test_another_size_is_refused_and_nothing_is_lost(self) -> None:
        with as_owner(), pytest.raises(ProvinceThere):
            load(SIZES["small"])
        with everything():
            assert made() == Made(GENERATOR, SEED, "tiny")

    def test_one_audit_line_says_what_was_made(self) -> None:
        with everything():
            (line,) = AuditLine.objects.filter(action="demo.loaded")
            assert line.params["size"] == "tiny"
            assert line.params["rows"] > 7_000

    def test_sequences_go_on_after_the_rows(self) -> None:
        with everything(), as_owner(), transaction.atomic():
            last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
            with connection.cursor() as cursor:
                cursor.execute("SELECT nextval(pg_get_serial_sequence('people_person', 'id'))")
                assert cursor.fetchone() == (last + 1,)


class TestOrganisations:
    def test_today_one_department_stands_at_the_top(self) -> None:
        with everything():
            assert [row.short_name for row in roots(on=TODAY.date())] == ["Sở GDĐT Ninh Bình"]
            above = [row.short_name for row in ancestors(school(), on=TODAY.date())]
            assert above == ["Sở GDĐT Ninh Bình", "Phường Hoa Lư"]

    def test_before_the_reform_there_were_three_and_districts_below_them(self) -> None:
        with everything():
            assert len(roots(on=BEFORE)) == 3
            above = [row.short_name for row in ancestors(school(), on=BEFORE)]
            assert above == ["Sở GDĐT Ninh Bình (trước 01/07/2025)", "Phòng GDĐT Hoa Lư"]

    def test_paths_and_closure_are_what_the_formulas_say(self) -> None:
        commune = Organisation.objects.get(short_name="Phường Hoa Lư")
        department = Organisation.objects.get(short_name="Sở GDĐT Ninh Bình")
        assert school().path == child_path(child_path(child_path("", department.pk), commune.pk), school().pk)
        numbers = set(
            Organisation.objects.filter(kind__in=("department", "school")).values_list("pk", flat=True)
        )
        numbers |= {commune.pk}
        lives = {row.pk: Span(row.valid_from, row.valid_to) for row in Organisation.objects.all()}
        edges = [
            Edge(row.child_id, row.parent_id, Span(row.valid_from, row.valid_to))
            for row in OrganisationParent.objects.filter(kind="administrative")
        ]
        rows = OrganisationClosure.objects.filter(kind="administrative")
        stored = {
            Line(row.ancestor_id, row.descendant_id, row.depth, Span(row.valid_from, row.valid_to))
            for row in rows
        }
        assert stored == closure(lives, edges)

    def test_the_mountain_school_teaches_at_four_sites(self) -> None:
        with everything():
            sites = Site.objects.filter(organisation__short_name="Tiểu học Cúc Phương")
            assert [site.is_main for site in sites.order_by("pk")] == [True, False, False, False]
            assert SchoolClass.objects.get(name="1+2 Nga", year_id=RUNNING).site.name == "Điểm Nga"


class TestPeople:
    def test_names_are_stored_as_the_name_service_stores_them(self) -> None:
        with everything():
            for person in Person.objects.order_by("pk")[:400]:
                columns = name_columns(person.full_name)
                assert {name: getattr(person, name) for name in columns} == columns

    def test_identity_numbers_open_and_agree(self) -> None:
        with everything():
            known = Person.objects.exclude(identity_index=None)
            assert known.count() > 200
            for person in known[:60]:
                number = identity_number_of(person)
                assert identity_doubts(number, person.sex, person.birth_date) == ()
                assert person.identity_doubts == ""

    def test_some_have_no_number_and_some_only_a_year_of_birth(self) -> None:
        with everything():
            my = Person.objects.get(full_name="Bùi Thị Mỵ")
            assert (my.identity_index, my.sector_identifier, my.ethnic_group) == (None, "3732121532", "06")
            assert Person.objects.get(full_name="Giàng A Páo").birth_precision == "year"
            assert Person.objects.get(full_name="Đàn").family_name == ""
            sectors = Person.objects.exclude(sector_identifier=None).values_list(
                "sector_identifier", flat=True
            )
            assert {sector_identifier_fault(number) for number in sectors} == {""}

    def test_a_mother_has_two_children_in_two_schools_and_both_may_read_her(self) -> None:
        with everything():
            mother = Account.objects.get(username="phuhuynh").person
            assert mother is not None
            children = Guardianship.objects.filter(guardian=mother).values_list("child__full_name", flat=True)
            assert set(children) == {"Lê Minh Anh", "Lê Gia Bảo"}
            schools = set(Enrolment.objects.filter(
                year_id=RUNNING, person__full_name__in=list(children)
            ).values_list("organisation_id", flat=True))  # fmt: skip
            assert len(schools) == 2
            reached = set(PersonReach.objects.filter(person=mother).values_list("organisation_id", flat=True))
            assert {mother.keeper_id} | reached == schools


class TestClasses:
    def test_lists_are_numbered_by_name_without_a_gap(self) -> None:
        with everything():
            rows = ClassPlacement.objects.filter(school_class=class_8a2()).order_by("list_number")
            first = [row for row in rows.select_related("person") if row.valid_from == dt.date(2026, 9, 5)]
            assert [row.list_number for row in rows] == list(range(1, len(rows) + 1))
            assert first == sorted(first, key=lambda row: row.person.sort_key)
            assert rows.filter(person__full_name="Bùi Thị Mỵ").exists()

    def test_every_class_has_a_homeroom_teacher_and_every_subject_a_teacher(self) -> None:
        with everything():
            for row in SchoolClass.objects.all():
                assert HomeroomAssignment.objects.filter(school_class=row).exists()
                taught = TeachingAssignment.objects.filter(school_class=row).values_list("subject_id")
                assert len(set(taught)) == len(taught) > 5

    def test_the_teacher_of_the_list_teaches_maths_in_her_own_class(self) -> None:
        with everything():
            lan = Person.objects.get(full_name="Đinh Thị Lan")
            assert HomeroomAssignment.objects.get(school_class=class_8a2()).person == lan
            maths = TeachingAssignment.objects.get(school_class=class_8a2(), subject__code="TOAN")
            assert maths.person == lan

    def test_nobody_sits_in_two_classes(self) -> None:
        with everything():
            here = ClassPlacement.objects.filter(school_class__year_id=RUNNING, valid_to=None)
            persons = list(here.values_list("person_id", flat=True))
            assert len(persons) == len(set(persons)) == 210


class TestMarks:
    def test_averages_of_the_database_are_those_of_the_formulas(self) -> None:
        rules = secondary_rules(8, CLOSED).parameters
        with everything():
            for row in Mark.objects.of(CLOSED)[:300]:
                wanted = term_average(row.regular, row.midterm, row.final, rules, required=row.expected)
                assert row.average == wanted is not None

    def test_the_closed_year_is_complete_and_the_running_one_is_not(self) -> None:
        with everything():
            assert not Mark.objects.of(CLOSED).filter(average=None).exists()
            assert not CommentMark.objects.of(CLOSED).filter(passed=None).exists()
            running = Mark.objects.of(RUNNING)
            assert running.count() > 900
            assert not running.exclude(final=None).exists()
            assert set(running.values_list("term", flat=True)) == {1}
            assert running.filter(midterm=None).exists()
            assert running.exclude(midterm=None).exists()

    def test_results_are_those_of_the_formulas(self) -> None:
        with everything():
            years = Result.objects.of(CLOSED).filter(term=3)
            assert years.count() > 100
            for row in years[:40]:
                rules = secondary_rules(row.grade, CLOSED).parameters
                marks = (
                    Mark.objects.of(CLOSED)
                    .filter(pupil_id=row.pupil_id)
                    .values_list("subject_id", "term", "average")
                )
                by_subject: dict[int, dict[int, int]] = {}
                for subject, term, average in marks:
                    by_subject.setdefault(subject, {})[term] = average
                comments = CommentMark.objects.of(CLOSED).filter(pupil_id=row.pupil_id, term=2)
                learning = learning_rating(
                    [year_average(terms[1], terms[2], rules) for terms in by_subject.values()],
                    list(comments.values_list("passed", flat=True)),
                    rules,
                )
                assert learning is not None
                assert row.learning == learning.number

    def test_confirmations_digest_what_stands_in_the_book(self) -> None:
        with everything(), clock.frozen(TODAY):
            closed = SchoolClass.objects.get(organisation=school(), year_id=CLOSED, name="7A2")
            rows = Confirmation.objects.filter(
                school_class=closed, term=1, subject__code__in=("TOAN", "GDTC")
            )
            assert len(rows) == 2
            for row in rows.select_related("subject"):
                book = book_of(class_uuid=closed.uuid, subject=row.subject.code, term=1)
                values = values_of(book)
                assert row.digest == digest_of({person: each.cells for person, each in values.items()})

    def test_who_was_promoted_sits_a_grade_higher(self) -> None:
        with everything():
            before = dict(Enrolment.objects.filter(year_id=CLOSED).values_list("person_id", "grade_id"))
            today = Enrolment.objects.filter(year_id=RUNNING, entry="promoted").values_list(
                "person_id", "grade_id"
            )
            assert len(today) > 100
            assert all(grade == before[person] + 1 for person, grade in today)


class TestAccess:
    def test_everybody_on_the_list_can_sign_in(self) -> None:
        with everything(), clock.frozen(TODAY):
            accounts = demo_accounts("http://demo")
        assert {each.role for each in accounts} == set(Role)
        for each in accounts:
            assert Client().login(username=each.login, password=each.password)
        assert accounts[0] == DemoAccount(
            "director", "giamdoc", PASSWORD, "Trần Đình Nam", "Sở GDĐT Ninh Bình", "http://demo/dang-nhap/"
        )

    def test_schools_are_listed_with_codes_and_classes(self) -> None:
        with everything():
            first = demo_schools()[0]
        assert (first.code, first.name, first.stages) == ("3714329301", SCHOOL, ["lower_secondary"])
        assert first.classes == ["6A1", "7A1", "8A1", "8A2", "9A1"]

    @pytest.mark.parametrize(("login", "pupils"), [("giamdoc", 210), ("canboxa", 130), ("giaovu", 130)])
    def test_an_official_sees_the_pupils_below(self, login: str, pupils: int) -> None:
        scope = hat(login)
        with open_scope(scope):
            here = Enrolment.objects.filter(year_id=RUNNING, valid_to=None)
            assert here.count() == pupils
            assert raw_count("pupils_enrolment WHERE year_id = 2026 AND valid_to IS NULL") == pupils

    def test_a_parent_sees_two_children_and_nobody_else(self) -> None:
        scope = hat("phuhuynh")
        with open_scope(scope):
            names = set(Enrolment.objects.filter(year_id=RUNNING).values_list("person__full_name", flat=True))
            assert names == {"Lê Minh Anh", "Lê Gia Bảo"}
            assert raw_count("marks WHERE year = 2025") == Mark.objects.of(CLOSED).count() == 16

    def test_a_stranger_sees_nothing(self) -> None:
        with open_scope(Scope()):
            assert [raw_count(table) for table in ("people_person", "marks", "comment_marks", "results")] == [
                0
            ] * 4

    def test_hats_hold_on_the_demo_day(self) -> None:
        with everything():
            assert not Membership.objects.exclude(holds_on(TODAY.date())).exists()


def raw_count(rows: str) -> int:
    """What raw SQL finds: row-level security alone stands in its way."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {rows}")  # noqa: S608 -- names of our own tables
        found: tuple[int] = cursor.fetchone()
        return found[0]
