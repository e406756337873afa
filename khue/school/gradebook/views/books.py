"""One's own books: every class and subject that the hat may open, by class."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khue.core import clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.calendar.formulas import AUGUST
from khue.foundation.calendar.selectors import current_year, term_on
from khue.foundation.organisations.models import Organisation
from khue.sector.classes.models import ClassSubject, HomeroomAssignment, SchoolClass, TeachingAssignment

FIRST_TERM_MONTHS = (*range(AUGUST, 13), 1)


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
    year = int(request.session.get("year") or current_year())
    term = int(request.GET["ki"]) if request.GET.get("ki") in {"1", "2"} else _term_now(scope.organisation)
    return render(request, "gradebook/books.html", {"rows": _books(year), "term": term, "year": year})


def _books(year: int) -> list[ClassBooks]:
    """Four statements, whatever the number of classes."""
    scope = current_scope()
    today = clock.today()
    classes = list(
        SchoolClass.objects.filter(organisation_id=scope.organisation, year_id=year).order_by("name")
    )
    of_class = {each.pk: each for each in classes}
    mine = TeachingAssignment.objects.on(today).filter(school_class__in=of_class, person_id=scope.person)
    own = set(mine.values_list("school_class_id", "subject_id"))
    leads = HomeroomAssignment.objects.on(today).filter(school_class__in=of_class, person_id=scope.person)
    homeroom = set(leads.values_list("school_class_id", flat=True))
    everything = scope.role != "teacher"
    subjects: dict[int, list[tuple[str, str, bool]]] = {}
    rows = ClassSubject.objects.filter(school_class__in=of_class).order_by("subject__order", "subject__code")
    for number, subject, code, name in rows.values_list(
        "school_class_id", "subject_id", "subject__code", "subject__name"
    ):
        is_own = (number, subject) in own
        if is_own or everything or number in homeroom:
            subjects.setdefault(number, []).append((code, name, is_own))
    return [
        ClassBooks(each, subjects.get(each.pk, []), each.pk in homeroom)
        for each in classes
        if subjects.get(each.pk) or each.pk in homeroom
    ]


def _term_now(organisation: int | None) -> int:
    path = Organisation.objects.filter(pk=organisation or 0).values_list("path", flat=True).first() or ""
    term = term_on(path, clock.today())
    return term.number if term else 1 if clock.today().month in FIRST_TERM_MONTHS else 2
