"""One plan of each kind, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from khue.foundation.organisations.choices import OrganisationKind, Stage
from khue.foundation.organisations.formulas import State
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationClosure,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
    Site,
)
from khue.foundation.organisations.services import (
    Decision,
    Founding,
    Part,
    Plan,
    Profile,
    plan_close,
    plan_found,
    plan_merge,
    plan_move,
    plan_rename,
    plan_split,
)
from khue.foundation.organisations.tests.factories import Province

TODAY = dt.date(2026, 7, 15)
DAY = dt.date(2026, 7, 1)
DECISION = Decision("12/QĐ-UBND", dt.date(2026, 6, 20), DAY)
FACTS = (OrganisationName, OrganisationCode, OrganisationPlace, OrganisationParent, OrganisationClosure)


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
