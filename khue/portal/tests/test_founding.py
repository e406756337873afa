"""The first hour of an installation: found once, gone on with for ever."""

from __future__ import annotations

import argparse
import datetime as dt

import pytest
from django.db import connection
from django.test import TestCase

from khue.core import clock
from khue.core.scope import Reach, open_scope, system
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.selectors import hats_of, scope_of
from khue.foundation.accounts.services import open_account
from khue.foundation.calendar.formulas import frame_of
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.calendar.selectors import terms_of
from khue.foundation.calendar.services import decide_term, open_coming_years
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import organisations, roots
from khue.portal.founding import (
    Founded,
    LoginTaken,
    ProvinceUnknown,
    Wanted,
    administrators,
    found,
    go_on,
    load_reference_data,
    province_named,
)
from khue.portal.management.commandline import register

NOON = dt.datetime(2026, 11, 22, 5, 0, tzinfo=dt.UTC)
JUNE = dt.datetime(2027, 6, 1, 5, 0, tzinfo=dt.UTC)


def wanted(**more: object) -> Wanted:
    facts = {"login": "quantri", "administrator": "Lê Quốc Việt", "password": "hoa-sen-trắng-2026"}
    with open_scope(system("test")):
        return Wanted(province=province_named("Ninh Bình"), **(facts | more))  # type: ignore[arg-type]


class FoundingTests(TestCase):
    """One installation, founded at noon."""

    founded: Founded

    @classmethod
    def setUpTestData(cls) -> None:
        load_reference_data()
        with clock.frozen(NOON):
            cls.founded = found(wanted())

    def setUp(self) -> None:
        frozen = clock.frozen(NOON)
        frozen.__enter__()
        self.addCleanup(frozen.__exit__, None, None, None)

    def test_the_province_stands_with_its_communes_under_one_department(self) -> None:
        with open_scope(system("test")):
            assert [each.name for each in roots()] == ["Sở Giáo dục và Đào tạo tỉnh Ninh Bình"]
            assert organisations().filter(kind="commune").count() == 129
            hoa_lu = organisations().get(short_name_then="Phường Hoa Lư")
        assert hoa_lu.name == "Ủy ban nhân dân phường Hoa Lư"
        assert hoa_lu.unit is not None
        assert hoa_lu.path.startswith(self.founded.department.path)

    def test_the_curriculum_is_there(self) -> None:
        assert Subject.objects.filter(code="TOAN").exists()

    def test_the_running_year_and_the_one_before_have_terms_and_room_for_marks(self) -> None:
        assert self.founded.years == [2025, 2026]
        with open_scope(system("test")):
            terms = terms_of(self.founded.department.path, 2026)
        assert [(term.starts, term.ends) for term in terms.values()] == [
            (dt.date(2026, 9, 7), dt.date(2027, 1, 15)),
            (dt.date(2027, 1, 18), dt.date(2027, 5, 28)),
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('marks_2025')::text, to_regclass('results_2026')::text")
            assert cursor.fetchone() == ("marks_2025", "results_2026")

    def test_the_administrator_signs_in_and_reaches_everything(self) -> None:
        account = Account.objects.get(username="quantri")
        assert account.check_password("hoa-sen-trắng-2026")
        scope = scope_of(hats_of(account)[0], account.pk)
        assert (scope.role, scope.reach) == (Role.ADMINISTRATOR, Reach.ALL)
        assert administrators() == ["quantri"]

    def test_a_second_setup_changes_nothing(self) -> None:
        password = Account.objects.get(username="quantri").password
        again = found(wanted(password="another-password-1", administrator="Ai Đó"))
        assert (again.organisations, again.years, again.is_new_account) == (0, [], False)
        assert Account.objects.get(username="quantri").password == password
        assert go_on("quantri").organisations == 0

    def test_another_administrator_may_follow(self) -> None:
        assert found(wanted(login="quantri2")).is_new_account
        assert administrators() == ["quantri", "quantri2"]

    def test_the_login_of_somebody_else_is_not_taken_over(self) -> None:
        with open_scope(system("test")):
            open_account(username="giaovien", person=None)
        with pytest.raises(LoginTaken):
            found(wanted(login="giaovien"))

    def test_in_june_the_next_year_opens_by_itself_and_what_was_decided_stays(self) -> None:
        first, last = dt.date(2026, 9, 1), dt.date(2027, 1, 9)
        with open_scope(system("test")):
            department = self.founded.department
            decide_term(organisation=department.pk, year=2026, number=1, starts=first, ends=last)
            assert open_coming_years() == []
            with clock.frozen(JUNE):
                assert open_coming_years() == [2027]
                assert open_coming_years() == []
            assert terms_of(department.path, 2026)[1].ends == last
            assert SchoolYear.objects.count() == 3

    def test_a_province_is_known_by_name_by_code_and_without_diacritics(self) -> None:
        with open_scope(system("test")):
            for text in ("37", "ninh binh", "Tỉnh Ninh Bình", " NINH BÌNH "):
                assert str(province_named(text)) == "Tỉnh Ninh Bình"
            assert str(province_named("hồ chí minh")) == "Thành phố Hồ Chí Minh"
            with pytest.raises(ProvinceUnknown, match="Tỉnh Ninh Bình"):
                province_named("ninh bin")
            with pytest.raises(ProvinceUnknown):
                province_named("Hà Nam")


@pytest.mark.parametrize("year", range(2024, 2034))
def test_the_frame_keeps_what_the_ministry_asks_for(year: int) -> None:
    frame = frame_of(year)
    one, two = frame.terms
    assert (one.first.weekday(), two.first.weekday(), one.last.weekday(), two.last.weekday()) == (0, 0, 4, 4)
    assert dt.date(year, 9, 5) <= one.first < dt.date(year, 9, 12)
    assert dt.date(year + 1, 1, 10) < one.last < dt.date(year + 1, 1, 18)
    assert (two.first - one.last).days == 3
    assert dt.date(year + 1, 5, 24) < two.last <= frame.year.last == dt.date(year + 1, 5, 31)


@pytest.mark.django_db
def test_setup_without_a_terminal_names_the_option_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KHUE_PROVINCE", raising=False)
    monkeypatch.setattr("khue.portal.management.commandline.bring_up_to_date", lambda: None)
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    given = parser.parse_args(["setup", "--json"])
    assert given.run(given) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "--province" in said.err
    assert not Organisation.objects.exists()
