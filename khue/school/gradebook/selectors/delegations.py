"""Books that were given to somebody else for some days, and what that lets them see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.core.scope import Scope
from khue.school.gradebook.models import EntryDelegation


def classes_given(scope: Scope) -> QuerySet[Any]:
    """The ids of the classes of which a hat was given a book today: it sees their pupils, as who teaches there."""
    given = given_to(scope.person or 0).filter(organisation_id=scope.organisation or 0)
    return given.order_by().values_list("school_class_id", flat=True)


def given_to(person: int) -> QuerySet[EntryDelegation]:
    """The books that somebody writes in today in another's place."""
    return EntryDelegation.objects.filter(holds_on(clock.today()), person_id=person)


def delegations(*, organisation: int, school_class: int | None = None) -> QuerySet[EntryDelegation]:
    """The books of a school that are given away today or later, the latest first."""
    today = clock.today()
    rows = EntryDelegation.objects.filter(organisation_id=organisation).exclude(valid_to__lte=today)
    if school_class is not None:
        rows = rows.filter(school_class_id=school_class)
    return rows.select_related("school_class", "subject", "person").order_by("-valid_from", "-pk")
