"""Who works where, on any day."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.accounts.choices import Role
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post

ROLE_OF: Final = {
    Position.HEAD: Role.HEAD,
    Position.DEPUTY_HEAD: Role.DEPUTY_HEAD,
    Position.REGISTRAR: Role.REGISTRAR,
    Position.RECORDS_CLERK: Role.RECORDS_CLERK,
    Position.TEACHER: Role.TEACHER,
}
"""The hat that goes with a position; the other positions bring none yet."""

_AT_A_CENTRE: Final = {Position.HEAD: _("Director of the centre"), Position.DEPUTY_HEAD: _("Deputy director")}
_CHILDCARE: Final = {Position.HEAD: _("Owner of the group")}


def posts_on(day: dt.date | None = None) -> QuerySet[Any]:
    """The posts of the scope that hold on `day` (today)."""
    rows: QuerySet[Any] = Post.objects.filter(holds_on(day or clock.today()))
    return rows


def main_posts(day: dt.date | None = None) -> QuerySet[Any]:
    """One post a person and organisation on `day`, the main one before others: what a staff list has as rows."""
    on = day or clock.today()
    better = Post.objects.filter(
        holds_on(on), person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")
    ).filter(Q(is_main__gt=OuterRef("is_main")) | Q(is_main=OuterRef("is_main"), pk__lt=OuterRef("pk")))
    return posts_on(on).exclude(Exists(better))


def posts_of_person(person: UUID) -> QuerySet[Any]:
    """All posts of a person that the scope shows, the current ones first."""
    rows = Post.objects.filter(person__uuid=person).select_related(
        "person", "organisation", "internal_unit", "main_subject"
    )
    return rows.order_by(F("valid_to").desc(nulls_first=True), "-is_main", "-valid_from")


def head_of(organisation: int, day: dt.date | None = None) -> Post | None:
    """The head of an institution on `day` (today); on papers of the past the head of that day."""
    post: Post | None = (
        posts_on(day)
        .filter(organisation_id=organisation, position=Position.HEAD)
        .select_related("person")
        .order_by("-valid_from")
        .first()
    )
    return post


def leader_of(internal_unit: int, day: dt.date | None = None) -> Post | None:
    """Who leads a subject group on `day`."""
    post: Post | None = (
        posts_on(day).filter(internal_unit_id=internal_unit, leads_unit=True).select_related("person").first()
    )
    return post


def teachers_of(organisation: int, day: dt.date | None = None) -> QuerySet[Any]:
    """Those who may be given classes at an institution, in the order of lists: teachers, and heads who teach."""
    teaching = (Position.TEACHER, Position.HEAD, Position.DEPUTY_HEAD)
    rows = posts_on(day).filter(organisation_id=organisation, position__in=teaching)
    return rows.select_related("person", "main_subject").order_by("person__sort_key", "pk")


def position_label(position: str, organisation: Organisation) -> str | Promise:
    """What a position is called at that kind of institution: a centre has a director (giám đốc)."""
    special: dict[Any, Any] = {}
    if organisation.kind == OrganisationKind.CENTRE:
        special = _AT_A_CENTRE
    elif organisation.kind == OrganisationKind.CHILDCARE:
        special = _CHILDCARE
    label: str | Promise = special.get(position, Position(position).label)
    return label
