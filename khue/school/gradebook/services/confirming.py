"""Confirming a book: the teacher says that its marks of the term are right, under a digest of what stands there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q

from khue.core import audit, clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.models import Confirmation
from khue.school.gradebook.selectors.books import Book
from khue.school.gradebook.selectors.values import values_of


class NothingToConfirm(ValueError):  # noqa: N818 - reads as the fact it states
    """The book is confirmed already, or nothing stands in it."""


@transaction.atomic
def confirm(*, book: Book) -> Confirmation:
    """Confirm what stands in the book now. Raises `Forbidden` or `NothingToConfirm`.

    The digest is the SHA-256 of the persons and values in the order of persons, so that anyone can compute it again.
    """
    scope = current_scope()
    require(scope, "gradebook.confirm", book)
    values = values_of(book)
    if not values or book.confirmed_at is not None or scope.person is None:
        raise NothingToConfirm
    row: Confirmation = Confirmation.objects.create(
        organisation_id=book.organisation,
        school_class_id=book.school_class,
        subject_id=book.subject,
        term=book.term,
        person_id=scope.person,
        confirmed_at=clock.now(),
        digest=digest_of({person: each.cells for person, each in values.items()}),
    )
    audit.record("gradebook.confirm", row, term=book.term, digest=row.digest)
    return row


def withdraw(*, books: Sequence[Book]) -> None:
    """Cells of these books changed after the confirmation, so it no longer says anything."""
    if not books:
        return
    which = Q()
    for book in books:
        which |= Q(school_class_id=book.school_class, subject_id=book.subject, term=book.term)
    Confirmation.objects.filter(which, withdrawn_at=None).update(withdrawn_at=clock.now())


def digest_of(values: dict[int, tuple[Any, ...]]) -> str:
    """SHA-256 of the values by person."""
    return hashlib.sha256(msgspec.json.encode(sorted(values.items()))).hexdigest()
