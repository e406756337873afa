"""What cannot be changed, and what cannot be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from khue.core.scope import Reach, Scope, open_scope
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import Organisation, OrganisationChange, OrganisationName, Site
from khue.foundation.organisations.selectors import changes_of
from khue.foundation.organisations.services import (
    ChangeRefused,
    apply_plan,
    plan_close,
    plan_found,
    plan_merge,
    plan_move,
    plan_rename,
    take_back,
)
from khue.foundation.organisations.tests.factories import Province, refused
from khue.foundation.organisations.tests.plans import DAY, DECISION, PLANS, a_founding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july", "as_system")]


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
    with refused("stale"):
        apply_plan(plan)


def test_a_change_another_stands_on_cannot_be_taken_back(province: Province) -> None:
    first = apply_plan(PLANS["rename"](province))
    later = replace(DECISION, effective=DAY + dt.timedelta(days=5))
    second = apply_plan(plan_rename(organisation=province.school, name="Tên thứ ba", decision=later))
    with refused("changed_since"):
        take_back(change=first, reason="Nhầm")
    take_back(change=second, reason="Nhầm")
    take_back(change=first, reason="Nhầm")
    assert OrganisationName.objects.filter(organisation=province.school).count() == 1


def test_a_founding_that_is_in_use_cannot_be_taken_back(province: Province) -> None:
    change = apply_plan(plan_found(foundings=[a_founding(province)], decision=DECISION))
    founded = Organisation.objects.get(name="Trường THCS Gia Viễn")
    Site.objects.create(organisation=founded, name="Điểm lẻ", valid_from=DAY)
    with refused("in_use"):
        take_back(change=change, reason="Nhầm")
    assert Organisation.objects.filter(pk=founded.pk).exists()


def test_whoever_looks_after_one_commune_cannot_change_another(province: Province) -> None:
    other = Scope(reach=Reach.SOME, roots=(province.other_commune.path,), account=None, role="specialist")
    plan = PLANS["rename"](province)
    with open_scope(other), pytest.raises(ChangeRefused) as refusal:
        apply_plan(plan)
    assert refusal.value.code == "outside"


def test_a_change_that_was_taken_back_stays_in_the_history(province: Province) -> None:
    change = apply_plan(PLANS["split and end"](province))
    take_back(change=change, reason="Nhầm")
    assert [each.cancel_reason for each in changes_of(province.school)] == ["Nhầm"]
    assert OrganisationChange.objects.get(pk=change.pk).successions.count() == 1
