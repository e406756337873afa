"""Reading organisations and units."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query

from khue.core import clock
from khue.core.api import HouseRouter
from khue.core.api.pages import answer_page
from khue.core.models import holds_on
from khue.core.rules import require
from khue.foundation.organisations.api.schemas import (
    BranchOut,
    ChildrenQuery,
    ListQuery,
    OrganisationPage,
    RecordOut,
    UnitOut,
)
from khue.foundation.organisations.choices import ParentKind, Stage, UnitLevel
from khue.foundation.organisations.models import Organisation, OrganisationParent
from khue.foundation.organisations.selectors import (
    ancestors,
    code_history,
    codes_of,
    facts_on,
    followers_of,
    listed,
    names_of,
    organisation,
    parents_of,
    searched,
    subtree,
    tree,
    unit_by_code,
    units,
)

router = HouseRouter()
ORDER = ("folded_then",)
FIELDS = {
    "uuid": "uuid",
    "name": "name_then",
    "short_name": "short_name_then",
    "code": "code_then",
    "kind": "kind",
    "stages": "stages",
    "ownership": "ownership",
    "parent": "parent_uuid_then",
    "place": "place_then",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}


@router.get("/organisations", response=OrganisationPage, operation_id="organisations_list")
def organisation_list(request: HttpRequest, query: Query[ListQuery]) -> HttpResponse:
    """Everyone who existed on a day."""
    _may_see(request)
    rows = listed(on=query.as_of)
    if query.below is not None:
        root = one(query.below, query.as_of)
        rows = rows.filter(pk__in=subtree(root, on=query.as_of).exclude(pk=root.pk).values("pk"))
    if query.kind is not None:
        rows = rows.filter(kind=query.kind)
    if query.stage is not None:
        rows = rows.filter(stages__contains=[query.stage])
    if query.q:
        rows = searched(rows, query.q)
    return answer_page(rows, FIELDS, ORDER, limit=query.limit, after=query.after)


@router.get("/tree", response=list[BranchOut], operation_id="organisations_tree")
def organisation_tree(request: HttpRequest, as_of: dt.date | None = None) -> Any:
    """Who governs, one below the other, with the number of schools below each."""
    _may_see(request)
    return [
        {
            "uuid": branch.organisation.uuid,
            "name": branch.organisation.name_then,
            "code": branch.organisation.code_then,
            "kind": branch.organisation.kind,
            "level": branch.level,
            "schools": branch.counts.schools,
            "stages": {stage: branch.counts.stages[stage] for stage in Stage},
        }
        for branch in tree(on=as_of)
    ]


@router.get("/organisations/{uuid}", response=RecordOut, operation_id="organisations_read")
def read(request: HttpRequest, uuid: UUID, as_of: dt.date | None = None) -> Any:
    """One organisation as of a day."""
    _may_see(request)
    day = as_of or clock.today()
    row = one(uuid, day)
    facts = facts_on([row.pk], day)[row.pk]
    parents = parents_of([row.pk], on=day)
    plain = {name: getattr(row, name) for name in RecordOut.model_fields if hasattr(row, name)}
    history = {"names": _spells(names_of(row), "name"), "codes": _spells(code_history(row), "code")}
    return {
        **plain,
        **history,
        "as_of": day,
        "exists": facts is not None,
        "name": facts.name if facts else row.name,
        "short_name": facts.short_name if facts else row.short_name,
        "code": codes_of([row.pk], on=day).get(row.pk, ""),
        "unit": str(row.unit) if row.unit else None,
        "administrative": _named(parents.get((row.pk, ParentKind.ADMINISTRATIVE))),
        "professional": _named(parents.get((row.pk, ParentKind.PROFESSIONAL))),
        "ancestors": [_named(each) for each in ancestors(row, on=day)],
        "followed_by": [_named(each) for each in followers_of(row)],
    }


@router.get(
    "/organisations/{uuid}/children", response=OrganisationPage, operation_id="organisations_children"
)
def children(request: HttpRequest, uuid: UUID, query: Query[ChildrenQuery]) -> HttpResponse:
    """Who stands directly below on a day, along either kind of parent."""
    _may_see(request)
    day = query.as_of or clock.today()
    edges = OrganisationParent.objects.filter(holds_on(day), parent=one(uuid, day), kind=query.kind)
    rows = listed(on=day).filter(pk__in=edges.values("child_id"))
    return answer_page(rows, FIELDS, ORDER, limit=query.limit, after=query.after)


@router.get("/units", response=list[UnitOut], operation_id="organisations_units")
def unit_list(request: HttpRequest, level: UnitLevel, below: str = "", as_of: dt.date | None = None) -> Any:
    """The administrative units of a level on a day; `below` is the code of a province or district on that day."""
    _may_see(request)
    day = as_of or clock.today()
    root = unit_by_code(below, on=day) if below else None
    if below and root is None:
        raise Http404
    rows = units(level, on=day, below=root).filter(holds_on(day, "codes__"), codes__scheme="gso")
    found = rows.values_list("uuid", "level", "prefix", "name", "codes__code", "valid_from", "valid_to")
    return [
        {
            "uuid": uuid,
            "level": level,
            "name": f"{prefix} {name}".strip(),
            "code": code,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }
        for uuid, level, prefix, name, code, valid_from, valid_to in found
    ]


def one(uuid: UUID, day: dt.date | None = None) -> Organisation:
    """The organisation of a UUID."""
    row = organisation(uuid, on=day)
    if row is None:
        raise Http404
    return row


def _may_see(request: HttpRequest) -> None:
    require(request.scope, "organisations.view")  # type: ignore[attr-defined]  # the middleware opens it


def _named(row: Organisation | None) -> dict[str, Any] | None:
    return None if row is None else {"uuid": row.uuid, "name": getattr(row, "name_then", row.name)}


def _spells(rows: Any, what: str) -> list[dict[str, Any]]:
    return [
        {"value": getattr(row, what), "valid_from": row.valid_from, "valid_to": row.valid_to} for row in rows
    ]
