"""The one router of this room, and the book that an address names."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from khue.core.api import HouseRouter
from khue.school.gradebook.selectors.books import Book, NoBook, book_of, conduct_book_of

CONDUCT = "conduct"
router = HouseRouter(tags=["gradebook"])


def book_at(school_class: UUID, subject: str, term: int) -> Book:
    """The book of a subject (its code, or `conduct`); not found where the scope shows none."""
    try:
        if subject == CONDUCT:
            return conduct_book_of(class_uuid=school_class, term=term)
        return book_of(class_uuid=school_class, subject=subject, term=term)
    except NoBook as error:
        raise Http404 from error
