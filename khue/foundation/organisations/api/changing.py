"""Changing organisations: a dry run, the change, taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from khue.core.api import HouseRouter
from khue.core.rules import require
from khue.foundation.organisations.api.schemas import (
    ChangeIn,
    ChangeOut,
    DryRunOut,
    FoundingIn,
    TakeBackIn,
)
from khue.foundation.organisations.choices import ChangeKind, OrganisationKind, Ownership, ParentKind, Stage
from khue.foundation.organisations.models import Organisation, OrganisationChange, Unit
from khue.foundation.organisations.selectors import changes, parents_of, unit_by_code
from khue.foundation.organisations.services import (
    ChangeRefused,
    Choice,
    Decision,
    Division,
    Founding,
    Part,
    Plan,
    Profile,
    apply_plan,
    divisible,
    plan_close,
    plan_found,
    plan_merge,
    plan_move,
    plan_rename,
    plan_split,
    take_back,
)

router = HouseRouter()


@router.post("/changes/dry-run", response=DryRunOut, operation_id="organisations_change_dry_run")
def dry_run(request: HttpRequest, given: ChangeIn) -> Any:
    """What a change would do. Nothing is written."""
    plan = _plan(request, given)
    uuids = dict(Organisation.objects.filter(pk__in=_mentioned(plan)).values_list("pk", "uuid"))
    units = dict(
        Unit.objects.filter(pk__in={f.unit for f in plan.after.values() if f and f.unit}).values_list(
            "pk", "uuid"
        )
    )

    def value(what: str, raw: Any) -> Any:
        if what in {"administrative", "professional"}:
            return uuids.get(raw)
        return units.get(raw) if what == "unit" else raw

    return {
        "fingerprint": plan.fingerprint,
        "differences": [
            {
                "organisation": uuids.get(each.organisation),
                "founded": -each.organisation if each.organisation < 0 else None,
                "what": each.what,
                "before": value(each.what, each.before),
                "after": value(each.what, each.after),
            }
            for each in plan.differences
        ],
        "touched": [
            {"organisation": uuids[each.organisation], "label": each.label, "number": each.number}
            for each in plan.touched
        ],
        "warnings": [str(each) for each in plan.warnings],
        "in_the_way": [
            {
                "organisation": uuids[each.organisation],
                "label": each.label,
                "number": each.number,
                "last": each.last,
            }
            for each in plan.in_the_way
        ],
        "receives": _receives(plan),
    }


def _receives(plan: Plan) -> list[dict[str, Any]]:
    """What each part of a school that is split takes over, in the order of the parts."""
    division = plan.division or Division()
    return [
        {
            "classes": [division.names[number] for number, to in division.classes.items() if to == part],
            "pupils": sum(to == part for to in division.pupils.values()),
            "teachers": sum(part in to for to in division.teachers.values()),
        }
        for part in plan.parts
        if plan.division is not None
    ]


@router.post("/changes", response={201: ChangeOut}, operation_id="organisations_change")
def change(request: HttpRequest, given: ChangeIn) -> Any:
    """Make a change; with `seen`, only if it is still the one that the dry run showed."""
    plan = _plan(request, given)
    if given.seen and given.seen != plan.fingerprint:
        raise ChangeRefused("stale")
    return Status(201, _out(apply_plan(plan)))


@router.get("/changes", response=list[ChangeOut], operation_id="organisations_changes")
def change_list(request: HttpRequest, since: dt.date | None = None, limit: int = 100) -> Any:
    """The latest changes, the newest first."""
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # the middleware opens it
    return [_out(each) for each in changes(since=since)[: min(limit, 1000)]]


@router.post("/changes/{uuid}/take-back", response=ChangeOut, operation_id="organisations_change_take_back")
def change_take_back(request: HttpRequest, uuid: UUID, given: TakeBackIn) -> Any:
    """Take a change back that should not have been recorded."""
    require(request.scope, "organisations.change")  # type: ignore[attr-defined]  # as above
    row = changes().filter(uuid=uuid).first()
    if row is None:
        raise Http404
    take_back(change=row, reason=given.reason)
    return _out(changes().get(pk=row.pk))


def _plan(request: HttpRequest, given: ChangeIn) -> Plan:
    """The plan of what was sent; each organisation it starts from must be the hat's to change."""
    scope = request.scope  # type: ignore[attr-defined]  # as above
    rows = _rows(given.organisations)
    require(scope, "organisations.change")
    for row in rows:
        require(scope, "organisations.change", row)
    decision = Decision(given.decision.number, given.decision.signed_on, given.decision.effective)
    match given.kind:
        case ChangeKind.FOUND:
            return plan_found(foundings=[_founding(given.founding, None)], decision=decision)
        case ChangeKind.MERGE:
            into = _one(given.into) if given.into else _founding(given.founding, _first(rows))
            return plan_merge(organisations=rows, into=into, decision=decision)
        case ChangeKind.SPLIT:
            return _split(_first(rows), given, decision)
        case ChangeKind.RENAME:
            return plan_rename(
                organisation=_first(rows),
                name=given.name,
                short_name=given.short_name,
                code=given.code,
                decision=decision,
            )
        case ChangeKind.TRANSFER:
            return plan_move(
                organisations=rows,
                administrative=_one(given.administrative) if given.administrative else None,
                professional=_one(given.professional) if given.professional else None,
                unit=_unit(given.unit),
                decision=decision,
            )
        case ChangeKind.CLOSE:
            heir = _one(given.children_to) if given.children_to else None
            school = _one(given.pupils_to) if given.pupils_to else None
            return plan_close(
                organisation=_first(rows), children_to=heir, pupils_to=school, decision=decision
            )


def _split(row: Organisation, given: ChangeIn, decision: Decision) -> Plan:
    parts = [
        Part(_founding(part.founding, row), tuple(each.pk for each in _rows(part.children)))
        for part in given.parts
    ]
    return plan_split(
        organisation=row, parts=parts, goes_on=given.goes_on, decision=decision, choice=_choice(row, given)
    )


def _choice(row: Organisation, given: ChangeIn) -> Choice:
    """Which part receives which classes and grades; a class that the organisation does not have is not found."""
    wanted = {str(uuid): -place for place, part in enumerate(given.parts, 1) for uuid in part.classes}
    known = {each.uuid: each.number for each in divisible(row)} if wanted else {}
    if wanted.keys() - known.keys():
        raise Http404
    return Choice(
        classes=tuple((known[uuid], part) for uuid, part in wanted.items()),
        grades=tuple((grade, -place) for place, part in enumerate(given.parts, 1) for grade in part.grades),
    )


def _founding(given: FoundingIn | None, like: Organisation | None) -> Founding:
    """What is to be founded; what was left out is as it is of `like`."""
    if given is None:
        raise ValidationError(_("Say what is to be founded."))
    above = parents_of([like.pk]) if like else {}
    parents = {kind: above[like.pk, kind].pk for kind in ParentKind if like and (like.pk, kind) in above}
    kind = given.kind or (OrganisationKind(like.kind) if like else OrganisationKind.SCHOOL)
    stages = (
        given.stages if given.stages is not None else [Stage(each) for each in like.stages] if like else []
    )
    ownership = given.ownership or (Ownership(like.ownership) if like else Ownership.PUBLIC)
    return Founding(
        kind=kind,
        name=given.name,
        short_name=given.short_name,
        code=given.code,
        unit=_unit(given.unit) or (like.unit_id if like else None),
        administrative=_one(given.administrative).pk
        if given.administrative
        else parents.get(ParentKind.ADMINISTRATIVE),
        professional=_one(given.professional).pk
        if given.professional
        else parents.get(ParentKind.PROFESSIONAL),
        profile=Profile(stages=tuple(stages), ownership=ownership),
    )


def _rows(uuids: Iterable[UUID]) -> list[Organisation]:
    wanted = list(uuids)
    found = {row.uuid: row for row in Organisation.objects.filter(uuid__in=wanted)}
    if len(found) != len(set(wanted)):
        raise Http404
    return [found[uuid] for uuid in dict.fromkeys(wanted)]


def _one(uuid: UUID) -> Organisation:
    return _rows([uuid])[0]


def _first(rows: list[Organisation]) -> Organisation:
    if not rows:
        raise ValidationError(_("Name the organisation that changes."))
    return rows[0]


def _unit(code: str | None) -> int | None:
    if not code:
        return None
    unit = unit_by_code(code)
    if unit is None:
        raise Http404
    return unit.pk


def _mentioned(plan: Plan) -> set[int]:
    found = {*plan.before}
    for facts in (*plan.before.values(), *plan.after.values()):
        if facts is not None:
            found |= {each for each in (facts.administrative, facts.professional) if each}
    return {each for each in found if each > 0}


def _out(row: OrganisationChange) -> dict[str, Any]:
    names = ("uuid", "kind", "date", "decision", "decided_on", "cancelled_at", "cancel_reason")
    lines = row.successions.select_related("predecessor", "successor")
    return {name: getattr(row, name) for name in names} | {
        "successions": [
            {
                "predecessor": line.predecessor.uuid if line.predecessor else None,
                "successor": line.successor.uuid if line.successor else None,
            }
            for line in lines
        ]
    }
