"""Merge, split, rename, move, close, found: what the dry run says is what happens, and it can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.models import AuditLine, OutboxEvent
from khue.core.scope import Reach, Scope, open_scope, system
from khue.foundation.organisations.choices import ChangeKind, InternalKind, OrganisationKind, Stage
from khue.foundation.organisations.events import OrganisationsMerged
from khue.foundation.organisations.formulas import Difference, State
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import (
    InternalUnit,
    Organisation,
    OrganisationChange,
    OrganisationClosure,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
    Site,
)
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
    ChangeRefused,
    Decision,
    Founding,
    Part,
    Plan,
    Preview,
    Profile,
    apply_plan,
    organisation_previews,
    plan_close,
    plan_found,
    plan_merge,
    plan_move,
    plan_rename,
    plan_split,
    settle_today,
    take_back,
)
from khue.foundation.organisations.tests.factories import Province, an_organisation

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 7, 15)
DAY = dt.date(2026, 7, 1)
DECISION = Decision("12/QĐ-UBND", dt.date(2026, 6, 20), DAY)
FACTS = (OrganisationName, OrganisationCode, OrganisationPlace, OrganisationParent, OrganisationClosure)


@pytest.fixture(autouse=True)
def _in_july() -> Iterator[None]:
    with clock.frozen(dt.datetime.combine(TODAY, dt.time(9), clock.VIETNAM)):
        yield


@pytest.fixture(autouse=True)
def _scope(db: None) -> Iterator[None]:
    with open_scope(system("test")):
        yield


def a_founding(province: Province, name: str = "Trường THCS Gia Viễn", **others: Any) -> Founding:
    founding = Founding(
        kind=OrganisationKind.SCHOOL,
        name=name,
        short_name=name.removeprefix("Trường "),
        code="37373509",
        unit=province.school.unit_id,
        administrative=province.commune.pk,
        professional=province.department.pk,
        profile=Profile(stages=(Stage.LOWER_SECONDARY,)),
    )
    return replace(founding, **others)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every dated row, to compare before a change and after it was taken back; rows of the closure have no number."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in (*FACTS, Organisation, Site):
        rows = [dict(row) for row in model._base_manager.order_by("pk").values()]
        if model is OrganisationClosure:
            rows = sorted(({**row, "id": 0} for row in rows), key=str)
        found[model.__name__] = rows
    return found


PLANS: dict[str, Callable[[Province], Plan]] = {
    "found": lambda p: plan_found(
        foundings=[a_founding(p), a_founding(p, "Trường TH Hai", code="")], decision=DECISION
    ),
    "rename": lambda p: plan_rename(
        organisation=p.school, name="Trường THCS Số 1", code="37373599", decision=DECISION
    ),
    "rename only": lambda p: plan_rename(organisation=p.commune, name="Xã Mới", decision=DECISION),
    "move": lambda p: plan_move(
        organisations=[p.school, p.upper_school],
        administrative=p.other_commune,
        unit=p.other_school.unit_id,
        decision=DECISION,
    ),
    "guide": lambda p: plan_move(organisations=[p.school], professional=p.commune, decision=DECISION),
    "merge into one": lambda p: plan_merge(
        organisations=[p.school, p.other_school], into=p.school, decision=DECISION
    ),
    "merge into a new one": lambda p: plan_merge(
        organisations=[p.school, p.other_school], into=a_founding(p, code="37373502"), decision=DECISION
    ),
    "merge communes": lambda p: plan_merge(
        organisations=[p.commune, p.other_commune], into=p.other_commune, decision=DECISION
    ),
    "split and go on": lambda p: plan_split(
        organisation=p.commune,
        parts=[
            Part(
                Founding(kind=OrganisationKind.COMMUNE, name="Xã Đông", administrative=p.department.pk),
                (p.school.pk,),
            )
        ],
        goes_on=True,
        decision=DECISION,
    ),
    "split and end": lambda p: plan_split(
        organisation=p.school,
        parts=[Part(a_founding(p, "Trường A", code="37373501")), Part(a_founding(p, "Trường B", code=""))],
        goes_on=False,
        decision=DECISION,
    ),
    "close": lambda p: plan_close(organisation=p.school, decision=DECISION),
    "close and hand over": lambda p: plan_close(
        organisation=p.commune, children_to=p.other_commune, decision=DECISION
    ),
}


def named(state: State, founded: list[int]) -> State:
    """The picture with the numbers that organisations got in place of the plan's negative ones."""
    numbers = {-place: number for place, number in enumerate(founded, 1)}
    return {
        numbers.get(each, each): facts
        and replace(
            facts,
            administrative=numbers.get(facts.administrative or 0, facts.administrative),
            professional=numbers.get(facts.professional or 0, facts.professional),
        )
        for each, facts in state.items()
    }


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
    with pytest.raises(ChangeRefused, match="taken back already"):
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
    assert AuditLine.objects.filter(action="organisations.merge", object_id=change.pk).count() == 1
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


REFUSED: dict[str, tuple[Callable[[Province], object], str]] = {
    "a commune that has schools cannot just end": (
        lambda p: plan_close(organisation=p.commune, decision=DECISION),
        "children_left",
    ),
    "nobody merges alone": (
        lambda p: plan_merge(organisations=[p.school], into=p.school, decision=DECISION),
        "alone",
    ),
    "a decision has a number": (
        lambda p: plan_rename(organisation=p.school, name="Mới", decision=replace(DECISION, number=" ")),
        "no_decision",
    ),
    "the same name is no change": (
        lambda p: plan_rename(
            organisation=p.school, name=p.school.name, short_name=p.school.short_name, decision=DECISION
        ),
        "no_change",
    ),
    "a code belongs to one": (
        lambda p: plan_rename(organisation=p.school, name="Mới", code="37373502", decision=DECISION),
        "code_taken",
    ),
    "what has ended does not change": (
        lambda p: plan_rename(organisation=p.district, name="Mới", decision=DECISION),
        "not_alive",
    ),
    "nobody comes below who has ended": (
        lambda p: plan_move(organisations=[p.school], administrative=p.district, decision=DECISION),
        "not_alive",
    ),
    "nobody comes below a school": (
        lambda p: plan_move(organisations=[p.school], administrative=p.other_school, decision=DECISION),
        "not_governing",
    ),
    "nobody comes below itself": (
        lambda p: plan_move(organisations=[p.department], administrative=p.commune, decision=DECISION),
        "circle",
    ),
    "one stands at the top": (
        lambda p: plan_found(foundings=[a_founding(p, administrative=None)], decision=DECISION),
        "no_parent",
    ),
    "nothing changes on the day it begins": (
        lambda p: plan_rename(
            organisation=p.commune, name="Mới", decision=replace(DECISION, effective=REFORM)
        ),
        "too_young",
    ),
    "changes are recorded in their order": (
        lambda p: plan_rename(
            organisation=p.school, name="Mới", decision=replace(DECISION, effective=dt.date(2025, 3, 1))
        ),
        "later_facts",
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_change_that_cannot_be_is_refused_while_planning(sentence: str, province: Province) -> None:
    plan, code = REFUSED[sentence]
    with pytest.raises(ChangeRefused) as refusal:
        plan(province)
    assert refusal.value.code == code
    assert "%(" not in " ".join(refusal.value.messages)


def test_a_plan_that_was_overtaken_is_refused(province: Province) -> None:
    plan = PLANS["rename"](province)
    apply_plan(plan_rename(organisation=province.school, name="Ai đó nhanh hơn", decision=DECISION))
    with pytest.raises(ChangeRefused, match="Look at it again"):
        apply_plan(plan)


def test_a_change_another_stands_on_cannot_be_taken_back(province: Province) -> None:
    first = apply_plan(PLANS["rename"](province))
    later = replace(DECISION, effective=DAY + dt.timedelta(days=5))
    second = apply_plan(plan_rename(organisation=province.school, name="Tên thứ ba", decision=later))
    with pytest.raises(ChangeRefused, match="Take the later change back first"):
        take_back(change=first, reason="Nhầm")
    take_back(change=second, reason="Nhầm")
    take_back(change=first, reason="Nhầm")
    assert OrganisationName.objects.filter(organisation=province.school).count() == 1


def test_a_founding_that_is_in_use_cannot_be_taken_back(province: Province) -> None:
    change = apply_plan(plan_found(foundings=[a_founding(province)], decision=DECISION))
    founded = Organisation.objects.get(name="Trường THCS Gia Viễn")
    Site.objects.create(organisation=founded, name="Điểm lẻ", valid_from=DAY)
    with pytest.raises(ChangeRefused, match="in use already"):
        take_back(change=change, reason="Nhầm")
    assert Organisation.objects.filter(pk=founded.pk).exists()


def test_whoever_looks_after_one_commune_cannot_change_another(province: Province) -> None:
    other = Scope(reach=Reach.SOME, roots=(province.other_commune.path,), account=None, role="specialist")
    plan = PLANS["rename"](province)
    with open_scope(other), pytest.raises(ChangeRefused) as refusal:
        apply_plan(plan)
    assert refusal.value.code == "outside"


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


def test_a_change_that_was_taken_back_stays_in_the_history(province: Province) -> None:
    change = apply_plan(PLANS["split and end"](province))
    take_back(change=change, reason="Nhầm")
    assert [each.cancel_reason for each in changes_of(province.school)] == ["Nhầm"]
    assert OrganisationChange.objects.get(pk=change.pk).successions.count() == 1
