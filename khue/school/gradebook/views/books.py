"""One's own books: every class and subject that the hat may open, by class."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.school.gradebook.selectors.delegations import given_to
from khue.school.gradebook.views.opening import RESULT_TERMS, term_shown, year_shown
from khue.school.gradebook.views.places import tabs
from khue.sector.classes.models import ClassSubject, HomeroomAssignment, SchoolClass, TeachingAssignment


@dataclass(frozen=True, slots=True)
class ClassBooks:
    """A class with its subjects (code, name), which of them are the hat's own, and whether its conduct is."""

    school_class: SchoolClass
    subjects: list[tuple[str, str, bool]]
    homeroom: bool


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books of the chosen school year and term."""
    scope = current_scope()
    require(scope, "gradebook.mine")
    year, term = year_shown(request), term_shown(request, scope.organisation)
    context = {
        "tabs": tabs("books"),
        "rows": _books(year),
        "term": term,
        "terms": [(RESULT_TERMS[each], f"?ki={each}", each == term) for each in (1, 2)],
        "year": year,
    }
    return render(request, "gradebook/books.html", context)


def _books(year: int) -> list[ClassBooks]:
    """Five statements, whatever the number of classes."""
    scope = current_scope()
    today = clock.today()
    classes = list(
        SchoolClass.objects.filter(organisation_id=scope.organisation, year_id=year).order_by("name")
    )
    of_class = {each.pk: each for each in classes}
    mine = TeachingAssignment.objects.on(today).filter(school_class__in=of_class, person_id=scope.person)
    given: set[tuple[int, int | None]] = set(
        given_to(scope.person or 0).values_list("school_class_id", "subject_id")
    )
    own = set(mine.values_list("school_class_id", "subject_id")) | given
    leads = HomeroomAssignment.objects.on(today).filter(school_class__in=of_class, person_id=scope.person)
    led = set(leads.values_list("school_class_id", flat=True))
    homeroom = led | {number for number, subject in given if subject is None}
    everything = can(scope, "gradebook.completion")
    subjects: dict[int, list[tuple[str, str, bool]]] = {}
    rows = ClassSubject.objects.filter(school_class__in=of_class).order_by("subject__order", "subject__code")
    for number, subject, code, name in rows.values_list(
        "school_class_id", "subject_id", "subject__code", "subject__name"
    ):
        is_own = (number, subject) in own
        if is_own or everything or number in led:
            subjects.setdefault(number, []).append((code, name, is_own))
    return [
        ClassBooks(each, subjects.get(each.pk, []), everything or each.pk in homeroom)
        for each in classes
        if subjects.get(each.pk) or each.pk in homeroom
    ]
