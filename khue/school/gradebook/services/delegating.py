"""Giving a book to somebody else for some days: a teacher is ill, the registrar types in her place."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.models import EntryDelegation
from khue.school.gradebook.selectors.books import Book
from khue.sector.staff.models import Post


class CannotDelegate(ValueError):  # noqa: N818 - reads as the fact it states
    """The person does not work at the school, the reason is missing, or the days are not in order."""


@transaction.atomic
def delegate(
    *,
    book: Book,
    person: int,
    reason: str,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> EntryDelegation:
    """Let `person` write in the book in its teacher's place until the day before `valid_to`.

    Raises `Forbidden`, `CannotDelegate`.
    """
    scope = current_scope()
    require(scope, "gradebook.delegate", book)
    starts = valid_from or clock.today()
    works_there = Post.objects.current().filter(organisation_id=book.organisation, person_id=person).exists()
    if not reason.strip() or not works_there or (valid_to is not None and valid_to <= starts):
        raise CannotDelegate
    row: EntryDelegation = EntryDelegation.objects.create(
        organisation_id=book.organisation,
        school_class_id=book.school_class,
        subject_id=book.subject,
        person_id=person,
        granted_by=scope.account or 0,
        reason=reason.strip(),
        valid_from=starts,
        valid_to=valid_to,
    )
    audit.record("gradebook.delegated", row, subject=book.subject, school_class=book.school_class)
    return row


@transaction.atomic
def end_delegation(*, row: EntryDelegation) -> None:
    """Take a book back today; a delegation of today alone ends tomorrow. Raises `Forbidden`."""
    require(current_scope(), "gradebook.delegate")
    today = clock.today()
    EntryDelegation.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), pk=row.pk).update(
        valid_to=max(today, row.valid_from + dt.timedelta(days=1))
    )
    audit.record("gradebook.delegation_ended", row)
