"""Merge, split, rename, move, close, found: what the dry run says is what happens, and it can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.models import OutboxEvent
from khue.core.scope import Reach, Scope, open_scope
from khue.core.tests.audited import audited
from khue.foundation.organisations.choices import ChangeKind, InternalKind
from khue.foundation.organisations.events import OrganisationsMerged
from khue.foundation.organisations.formulas import Difference
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import InternalUnit, Organisation, Site
from khue.foundation.organisations.selectors import (
    ancestors,
    changes_of,
    children_of,
    facts_on,
    followers_of,
    organisation_by_code,
    schools_of,
)
from khue.foundation.organisations.services import (
    Preview,
    apply_plan,
    organisation_previews,
    plan_merge,
    plan_move,
    plan_rename,
    settle_today,
    take_back,
)
from khue.foundation.organisations.tests.factories import Province, an_organisation, refused
from khue.foundation.organisations.tests.plans import DAY, DECISION, PLANS, TODAY, everything, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july", "as_system")]


@pytest.mark.parametrize("name", PLANS)
def test_the_dry_run_changes_nothing_and_says_exactly_what_will_happen(name: str, province: Province) -> None:
    untouched = everything()
    known = set(Organisation.objects.values_list("pk", flat=True))
    plan = PLANS[name](province)
    assert everything() == untouched
    day_before = facts_on(known, DAY - dt.timedelta(days=1))
    others = known - set(plan.before)
    others_before = facts_on(others, DAY)
    apply_plan(plan)
    founded = list(Organisation.objects.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True))
    expected = named(plan.after, founded)
    assert facts_on(expected, DAY) == expected
    assert facts_on(others, DAY) == others_before
    assert facts_on(known, DAY - dt.timedelta(days=1)) == day_before


@pytest.mark.parametrize("name", PLANS)
def test_a_change_that_is_taken_back_leaves_every_row_as_it_was(name: str, province: Province) -> None:
    Site.objects.create(organisation=province.school, name="Điểm chính", is_main=True, valid_from=REFORM)
    untouched = everything()
    change = apply_plan(PLANS[name](province))
    assert everything() != untouched
    take_back(change=change, reason="Nhập nhầm")
    assert everything() == untouched
    change.refresh_from_db()
    assert (change.cancel_reason, change.cancelled_at is None) == ("Nhập nhầm", False)
    with refused("taken_back"):
        take_back(change=change, reason="Lần nữa")


def test_a_rename_differs_in_its_names_only(province: Province) -> None:
    plan = PLANS["rename only"](province)
    assert plan.differences == (
        Difference(province.commune.pk, "name", "Uỷ ban nhân dân Xã Gia Viễn", "Xã Mới"),
        Difference(province.commune.pk, "short_name", "Xã Gia Viễn", "Xã Mới"),
    )


def test_a_renamed_school_keeps_its_old_name_on_old_days(province: Province) -> None:
    apply_plan(PLANS["rename"](province))
    province.school.refresh_from_db()
    assert province.school.name == "Trường THCS Số 1"
    assert facts_on([province.school.pk], DAY - dt.timedelta(days=1))[province.school.pk].name == (  # type: ignore[union-attr]
        "Trường THCS Đinh Tiên Hoàng"
    )
    assert organisation_by_code("37373501", on=TODAY) is None
    assert organisation_by_code("37373501", on=REFORM) == organisation_by_code("37373599", on=TODAY)


def test_who_merges_into_another_stands_below_it_so_that_its_papers_can_be_read_there(
    province: Province,
) -> None:
    apply_plan(PLANS["merge into one"](province))
    school, other = (
        Organisation.objects.get(pk=each.pk) for each in (province.school, province.other_school)
    )
    assert other.valid_to == DAY
    assert other.path.startswith(school.path)
    assert followers_of(other) == [school]
    assert list(schools_of(province.other_commune, on=TODAY)) == []


def test_sites_of_a_merged_school_become_sites_of_its_heir(province: Province) -> None:
    Site.objects.create(organisation=province.school, name="Điểm chính", is_main=True, valid_from=REFORM)
    Site.objects.create(
        organisation=province.other_school, name="Điểm chính", is_main=True, valid_from=REFORM
    )
    group = InternalUnit.objects.create(
        organisation=province.other_school, kind=InternalKind.SUBJECT_GROUP, name="Tổ Toán", valid_from=REFORM
    )
    apply_plan(PLANS["merge into one"](province))
    sites = Site.objects.current().filter(organisation=province.school).order_by("pk")
    assert [(site.name, site.is_main) for site in sites] == [
        ("Điểm chính", True),
        ("Điểm chính (THCS Lê Hồng Phong)", False),
    ]
    group.refresh_from_db()
    assert group.valid_to == DAY


def test_merging_communes_takes_the_schools_along_and_their_paths(province: Province) -> None:
    apply_plan(PLANS["merge communes"](province))
    heir = Organisation.objects.get(pk=province.other_commune.pk)
    assert {each.pk for each in children_of(heir, on=TODAY)} == {province.school.pk, province.other_school.pk}
    assert Organisation.objects.get(pk=province.school.pk).path.startswith(heir.path)
    assert [each.pk for each in ancestors(province.school, on=DAY - dt.timedelta(days=1))][
        -1
    ] == province.commune.pk


def test_a_change_of_the_future_takes_effect_on_its_day(province: Province) -> None:
    ahead = replace(DECISION, effective=TODAY + dt.timedelta(days=10))
    apply_plan(
        plan_move(organisations=[province.school], administrative=province.other_commune, decision=ahead)
    )
    apply_plan(plan_rename(organisation=province.upper_school, name="Trường THPT Gia Viễn", decision=ahead))
    school = Organisation.objects.get(pk=province.school.pk)
    assert school.path.startswith(province.commune.path)
    with clock.frozen(dt.datetime.combine(ahead.effective, dt.time(0, 5), clock.VIETNAM)):
        assert settle_today() == 2
    school.refresh_from_db()
    assert school.path.startswith(province.other_commune.path)
    assert Organisation.objects.get(pk=province.upper_school.pk).name == "Trường THPT Gia Viễn"


def test_a_change_leaves_its_decision_its_audit_line_and_its_news(province: Province) -> None:
    change = apply_plan(PLANS["merge into one"](province))
    assert (change.kind, change.decision, change.date) == (ChangeKind.MERGE, "12/QĐ-UBND", DAY)
    assert len(audited(action="organisations.merge", object_id=change.pk)) == 1
    news = OutboxEvent.objects.get(kind=OrganisationsMerged.kind)
    assert news.payload == {
        "change": change.pk,
        "date": DAY.isoformat(),
        "predecessors": [province.other_school.pk],
        "successor": province.school.pk,
    }
    assert [each.pk for each in changes_of(province.other_school)] == [change.pk]


def test_the_dry_run_says_who_else_is_touched(province: Province) -> None:
    def forty(numbers: Sequence[int], _day: dt.date) -> dict[int, int]:
        return dict.fromkeys(numbers, 40)

    organisation_previews.register("test.pupils", Preview(_("Pupils"), forty))
    try:
        plan = PLANS["close"](province)
    finally:
        organisation_previews._entries.pop("test.pupils")  # noqa: SLF001 - a registry has no way back, a test needs one
    assert [(each.organisation, each.number) for each in plan.touched] == [(province.school.pk, 40)]


def test_after_a_move_the_new_commune_reaches_the_school_and_the_old_one_does_not(province: Province) -> None:
    Site.objects.create(organisation=province.school, name="Điểm chính", is_main=True, valid_from=REFORM)
    apply_plan(PLANS["move"](province))

    def sees(commune: Organisation) -> bool:
        with open_scope(Scope(reach=Reach.SOME, roots=(commune.path,))), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM khue_orgs() WHERE khue_orgs = %s", [province.school.pk])
            return Site.objects.exists() and cursor.fetchone() == (1,)

    assert (sees(province.commune), sees(province.other_commune)) == (False, True)


def test_a_merge_of_two_and_of_twenty_schools_costs_the_same(
    province: Province, django_assert_max_num_queries: object
) -> None:
    def statements(number: int) -> int:
        schools = [
            an_organisation(below=province.commune, guided_by=province.department) for _ in range(number)
        ]
        plan = plan_merge(organisations=schools, into=schools[0], decision=DECISION)
        with django_assert_max_num_queries(100) as captured:  # type: ignore[operator]
            apply_plan(plan)
        return len(captured)

    assert statements(2) == statements(20)
