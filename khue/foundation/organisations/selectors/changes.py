"""What happened to organisations."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, Q, QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.organisations.models import (
    InternalUnit,
    Organisation,
    OrganisationChange,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationSuccession,
    Site,
)


def changes_of(organisation: Organisation) -> QuerySet[OrganisationChange]:
    """The changes an organisation was part of, the latest first, with who followed whom."""
    touched = OrganisationSuccession.objects.filter(Q(predecessor=organisation) | Q(successor=organisation))
    return changes().filter(pk__in=touched.values("change_id"))


def changes(*, since: dt.date | None = None) -> QuerySet[OrganisationChange]:
    """All changes, the latest first, with who followed whom."""
    lines = OrganisationSuccession.objects.select_related("predecessor", "successor").order_by("pk")
    rows = OrganisationChange.objects.prefetch_related(Prefetch("successions", queryset=lines)).order_by(
        "-date", "-pk"
    )
    return rows if since is None else rows.filter(date__gte=since)


def names_of(organisation: Organisation) -> QuerySet[OrganisationName]:
    """Everything it was ever called, the latest first."""
    return OrganisationName.objects.filter(organisation=organisation).order_by("-valid_from")


def code_history(organisation: Organisation) -> QuerySet[OrganisationCode]:
    """Every code it ever had, the latest first."""
    return OrganisationCode.objects.filter(organisation=organisation).order_by("scheme", "-valid_from")


def parent_history(organisation: Organisation) -> QuerySet[OrganisationParent]:
    """Everyone it ever stood below, the latest first."""
    rows = OrganisationParent.objects.filter(child=organisation).select_related("parent")
    return rows.order_by("kind", "-valid_from")


def followers_of(organisation: Organisation) -> list[Organisation]:
    """Who followed an organisation that has ended, by name; none when it has not ended or nobody followed."""
    if organisation.valid_to is None:
        return []
    lines = OrganisationSuccession.objects.filter(
        predecessor=organisation, change__cancelled_at=None, change__date=organisation.valid_to
    ).exclude(successor=organisation)
    rows = Organisation.objects.filter(pk__in=lines.values("successor_id"))
    return list(rows.order_by("folded"))


def sites_of(organisation: Organisation, *, on: dt.date | None = None) -> QuerySet[Site]:
    """The sites of an organisation on a day, the main one first; public as the organisation itself."""
    rows = Site._base_manager.filter(holds_on(on or clock.today()), organisation=organisation)
    return rows.order_by("-is_main", "name")


def groups_of(organisation: Organisation, *, on: dt.date | None = None) -> QuerySet[InternalUnit]:
    """The subject groups, divisions and offices of an organisation on a day; public as the organisation itself."""
    rows = InternalUnit._base_manager.filter(holds_on(on or clock.today()), organisation=organisation)
    return rows.order_by("kind", "name")
