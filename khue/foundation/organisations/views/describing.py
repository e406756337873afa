"""A plan in words: what a dry run shows before the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
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
    receives: tuple[str, ...] = ()


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
            receives=_receives(plan, each),
        )
        for each in order
    ]


def blocks_of_plan(plan: Plan) -> list[str]:
    """What stands in the way of a plan, in sentences."""
    names = {number: facts.short_name for number, facts in plan.before.items() if facts}
    return [
        gettext("%(name)s: %(label)s that begin on %(day)s or later: %(count)s, the last on %(last)s.")
        % {
            "name": names[each.organisation],
            "label": each.label,
            "day": f"{plan.decision.effective:%d/%m/%Y}",
            "count": each.number,
            "last": f"{each.last:%d/%m/%Y}",
        }
        for each in plan.in_the_way
    ]


def _receives(plan: Plan, each: int) -> tuple[str, ...]:
    """What a part of a school that is split takes over."""
    division = plan.division
    if division is None or each not in plan.parts:
        return ()
    classes = [division.names[number] for number, part in division.classes.items() if part == each]
    pupils = sum(part == each for part in division.pupils.values())
    teachers = sum(each in parts for parts in division.teachers.values())
    return (
        gettext("Classes: %(names)s") % {"names": ", ".join(classes) or "–"},
        ngettext("%(count)s pupil", "%(count)s pupils", pupils) % {"count": pupils},
        ngettext("%(count)s teacher of these classes", "%(count)s teachers of these classes", teachers)
        % {"count": teachers},
    )


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
    if plan.division is not None:
        return gettext(
            "From %(day)s its classes, pupils, teachers and families go on at the part that receives them, as listed"
            " there; staff who do not teach go on at %(name)s. Until the day before they stand here."
        ) % {"day": day, "name": names[heir or 0]}
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
