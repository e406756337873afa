"""The books that the hat may open, each with how far it is.

An office sees its whole school as a table of classes and subjects; on a phone the classes, each opening its subjects
(`lop`). A teacher sees the own books, and those of the class they lead.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core import clock
from khue.core.models import holds_on
from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.selectors.completion import BookState, ClassState, completion
from khue.school.gradebook.selectors.delegations import given_to
from khue.school.gradebook.views.opening import CONDUCT_SLUG, RESULT_TERMS, term_shown, year_shown
from khue.school.gradebook.views.places import tabs
from khue.sector.classes.models import HomeroomAssignment, SchoolClass, TeachingAssignment

Owned = set[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class BookLink:
    """A book of a class in a list or a table: where it opens, what it is called, how far it is."""

    href: str
    school_class: SchoolClass
    subject: str | Promise
    state: BookState


@dataclass(frozen=True, slots=True)
class ClassBooks:
    """A class with its books in the order of the table's columns; None where it does not have the subject."""

    school_class: SchoolClass
    cells: list[BookLink | None]
    state: BookState
    is_led: bool = False

    @property
    def books(self) -> list[BookLink]:
        """The books there are."""
        return [each for each in self.cells if each is not None]


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books of the chosen school year and term."""
    scope = current_scope()
    require(scope, "gradebook.mine")
    year, term = year_shown(request), term_shown(request, scope.organisation)
    state = completion(organisation=scope.organisation or 0, year=year, term=term)
    is_office = can(scope, "gradebook.completion")
    rows = [_row(each, state.subjects, term) for each in state.classes]
    asked = request.GET.get("lop", "")
    chosen = next((row for row in rows if str(row.school_class.uuid) == asked), None)
    if asked and chosen is None:
        raise Http404
    context = {
        "tabs": tabs("books"),
        "is_office": is_office,
        "subjects": [*(each.short_name for each in state.subjects), _("Conduct")],
        "rows": rows,
        "chosen": chosen,
        "own": [] if is_office else _own(scope, rows, state.subjects),
        "led": [] if is_office else _led(scope, rows),
        "term": term,
        "terms": [
            (RESULT_TERMS[each], f"?ki={each}{f'&lop={asked}' if chosen else ''}", each == term)
            for each in (1, 2)
        ],
        "year": year,
    }
    return render(request, "gradebook/books.html", context)


def _row(found: ClassState, subjects: list[Subject], term: int) -> ClassBooks:
    """A class with a cell for every subject of the school, and conduct last."""
    school_class = found.school_class
    columns: list[tuple[int | None, str, str | Promise]] = [
        *((each.pk, each.code, each.name) for each in subjects),
        (None, CONDUCT_SLUG, _("Conduct and absences")),
    ]
    cells = [
        BookLink(
            reverse("gradebook:grid", args=[school_class.uuid, slug, term]),
            school_class,
            name,
            found.books[key],
        )
        if key in found.books
        else None
        for key, slug, name in columns
    ]
    return ClassBooks(school_class, cells, found.total)


def _own(scope: Scope, rows: list[ClassBooks], subjects: list[Subject]) -> list[BookLink]:
    """The books a teacher writes in, taught or given, by subject and class; two statements."""
    classes = [row.school_class.pk for row in rows]
    mine = TeachingAssignment.objects.on(clock.today()).filter(
        school_class__in=classes, person_id=scope.person
    )
    own: Owned = set(mine.values_list("school_class_id", "subject_id"))
    own |= set(given_to(scope.person or 0).values_list("school_class_id", "subject_id"))
    keys = [*(each.pk for each in subjects), None]
    return [
        cell
        for place, key in enumerate(keys)
        for row in rows
        if (row.school_class.pk, key) in own and (cell := row.cells[place]) is not None
    ]


def _led(scope: Scope, rows: list[ClassBooks]) -> list[ClassBooks]:
    """The classes a teacher leads; one statement."""
    leads = HomeroomAssignment.objects.filter(holds_on(clock.today()), person_id=scope.person)
    led = set(leads.values_list("school_class_id", flat=True))
    return [row for row in rows if row.school_class.pk in led]
