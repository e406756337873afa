"""Which books of subjects a hat may open in a school year: the rows of a list, before anything of a book is read."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable

from khue.core import clock
from khue.core.models import holds_on
from khue.core.scope import current_scope
from khue.school.gradebook.models import EntryDelegation
from khue.school.gradebook.selectors.books import grades_with_books
from khue.sector.classes.models import ClassSubject, HomeroomAssignment, TeachingAssignment


def subjects_to_read(year: int) -> QuerySet[ClassSubject]:
    """The subjects of the scope's classes whose books may be opened.

    A teacher opens those taught today or given by the head, and all of a class that they lead; an office all.
    """
    rows: QuerySet[ClassSubject] = ClassSubject.objects.filter(
        school_class__year_id=year, school_class__grades__0__in=grades_with_books(year)
    )
    return rows.filter(_own(current_scope().person)) if current_scope().role == "teacher" else rows


def _own(person: int | None) -> Combinable:
    held = holds_on(clock.today())
    of_class = {"school_class_id": OuterRef("school_class_id"), "person_id": person}
    of_book = {**of_class, "subject_id": OuterRef("subject_id")}
    return (
        Exists(TeachingAssignment.objects.filter(held, **of_book))
        | Exists(EntryDelegation.objects.filter(held, **of_book))
        | Exists(HomeroomAssignment.objects.filter(held, **of_class))
    )
