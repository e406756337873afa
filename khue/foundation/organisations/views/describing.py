"""A plan in words: what a dry run shows before the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from khue.foundation.organisations.formulas import Difference
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.organisations.services import Plan

FACTS: dict[str, Promise] = {
    "name": _("Full name"),
    "short_name": _("Short name"),
    "code": _("Code"),
    "unit": _("Where"),
    "administrative": _("Managed by"),
    "professional": _("Professionally guided by"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes: whose, what, from what to what."""

    organisation: str
    what: str
    before: str
    after: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that changes of one organisation, what becomes of it as a whole, and what belongs to it."""

    name: str
    fate: str
    tone: str
    lines: list[Line]
    things: list[tuple[str, int]]
    follows: str = ""


def groups_of_plan(plan: Plan) -> list[Group]:
    """What changes, organisation by organisation: who ends first, then who begins, then who goes on. Two statements."""
    names = _names(plan)
    units = Unit.objects.in_bulk({facts.unit for facts in _pictures(plan) if facts and facts.unit})
    found: dict[int, list[Difference]] = {}
    for difference in plan.differences:
        found.setdefault(difference.organisation, []).append(difference)
    if plan.heir is not None:
        found.setdefault(plan.heir, [])
    order = sorted(found, key=lambda each: (_rank(plan, each), names[each]))
    return [
        Group(
            name=names[each],
            fate=_fate(plan, each),
            tone="warn" if each in plan.closing else "info" if each < 0 else "ok",
            lines=[_line(each_line, names, units) for each_line in found[each] if each_line.what != "exists"],
            things=[(thing.label, thing.number) for thing in plan.touched if thing.organisation == each],
            follows=_follows(plan, each, names),
        )
        for each in order
    ]


def _rank(plan: Plan, each: int) -> int:
    return 0 if each in plan.closing else 1 if each < 0 else 2


def _fate(plan: Plan, each: int) -> str:
    if each in plan.closing:
        return pgettext("organisation", "ends")
    if each < 0:
        return pgettext("organisation", "begins")
    return pgettext("organisation", "goes on with what was theirs") if each == plan.heir else ""


def _follows(plan: Plan, each: int, names: Mapping[int, str]) -> str:
    """What becomes of those who belong to an organisation that ends."""
    if each not in plan.closing or not any(thing.organisation == each for thing in plan.touched):
        return ""
    day, heir = f"{plan.decision.effective:%d/%m/%Y}", plan.heirs[each]
    if heir is not None:
        return gettext(
            "From %(day)s all of them go on at %(name)s: pupils in their grade, running classes with lists, teachers"
            " and marks, staff and roles. Until the day before they stand here."
        ) % {"day": day, "name": names[heir]}
    if plan.pupils_to is not None:
        return gettext(
            "From %(day)s the pupils and their families go on at %(name)s; classes, posts and roles of staff end here."
        ) % {"day": day, "name": names[plan.pupils_to]}
    return gettext("From %(day)s they end here.") % {"day": day}


def _names(plan: Plan) -> dict[int, str]:
    """Names of everyone the plan speaks of; one who is renamed by the old name."""
    names = {each: founding.short_name or founding.name for each, founding in plan.foundings.items()}
    mentioned = {*plan.after, *(each for each in (plan.heir, plan.pupils_to) if each is not None)}
    for facts in _pictures(plan):
        if facts is not None:
            mentioned |= {each for each in (facts.administrative, facts.professional) if each is not None}
    rows = Organisation.objects.filter(pk__in=[each for each in mentioned if each > 0])
    return names | dict(rows.values_list("pk", "short_name"))


def _pictures(plan: Plan) -> list[Any]:
    return [*plan.before.values(), *plan.after.values()]


def _line(difference: Difference, names: Mapping[int, str], units: Mapping[int, Unit]) -> Line:
    def words(value: Any) -> str:
        if value in {None, ""}:
            return "–"
        if difference.what == "unit":
            return str(units[value])
        return names[value] if difference.what in {"administrative", "professional"} else str(value)

    return Line(
        organisation=names[difference.organisation],
        what=str(FACTS[difference.what]),
        before=words(difference.before),
        after=words(difference.after),
        icon="arrow-right",
    )
