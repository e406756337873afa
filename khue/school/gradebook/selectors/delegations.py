"""Books that were given to somebody else for some days, and what that lets them see."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.school.gradebook.models import EntryDelegation

CLASSES_GIVEN: Final = """
    SELECT school_class_id FROM gradebook_entrydelegation WHERE person_id = %(person)s
    AND organisation_id = %(organisation)s AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)"""
"""The classes of which a hat was given a book today: it sees their pupils, as who teaches there."""


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
