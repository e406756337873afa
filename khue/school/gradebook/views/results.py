"""Results: closing a term with what that changes, the classes with their counts, and one class pupil by pupil."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.tables.columns import decimal
from khue.core.text import whole_number
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.core.ui.templatetags.ui import grouped
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.selectors.books import TERMS
from khue.school.gradebook.selectors.completion import completion
from khue.school.gradebook.selectors.outcomes import has_summer, outcomes, summer_of
from khue.school.gradebook.selectors.results import ResultLine, results_of_class
from khue.school.gradebook.services.closing import CannotClose, close_term
from khue.school.gradebook.tables import result_heads, result_rows
from khue.school.gradebook.views.opening import (
    AFTER_SUMMER,
    RESULT_TERM_WORDS,
    RESULT_TERMS,
    YEAR_TERM,
    book_or_404,
    crumbs_to,
    term_now,
    year_shown,
)
from khue.school.gradebook.views.places import choose_school, school_of, tabs
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import homerooms_of


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What closing a term would find missing: cells of how many books, and books that nobody confirmed."""

    term: str
    cells: str
    books: int
    unconfirmed: int
    href: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The classes of a school with their results in a term, and for the head the step that computes them."""
    scope = current_scope()
    require(scope, "gradebook.see_results")
    school = school_of(request)
    if school is None:
        return choose_school(request, "results")
    year, term = year_shown(request), _term(request, school.pk)
    rows = outcomes(organisation=school.pk, year=year, term=term)
    if not can(scope, "gradebook.completion"):
        led = set(homerooms_of(scope.person or 0).values_list("school_class_id", flat=True))
        rows = [row for row in rows if row.school_class.pk in led]
    may_close = can(scope, "gradebook.close", school)
    query = "" if school.pk == scope.organisation else f"&truong={school.uuid}"
    context = {
        "tabs": tabs("results"),
        "school": school,
        "is_own": school.pk == scope.organisation,
        "term": term,
        "term_name": RESULT_TERMS[term],
        "term_words": RESULT_TERM_WORDS[term],
        "terms": [(words, f"?ki={each}{query}", each == term) for each, words in RESULT_TERMS.items()],
        "is_year": term >= YEAR_TERM,
        "rows": [(row, _class_address(row.school_class, term), has_summer(row)) for row in rows],
        "computed_at": max((row.computed_at for row in rows if row.computed_at), default=None),
        "count": sum(row.results for row in rows),
        "counted": decimal(sum(row.results for row in rows)),
        "lacking": sum(row.lacking for row in rows),
        "may_close": may_close,
        "obstacles": _obstacles(school, year, term) if may_close else [],
        "summer": summer_of(organisation=school.pk, year=year) if term == AFTER_SUMMER else None,
    }
    return render(request, "gradebook/results.html", context)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Compute the results of a term for a school; doing it again replaces them."""
    school, scope = school_of(request), current_scope()
    if school is None:
        raise Http404
    require(scope, "gradebook.close", school)
    term = whole_number(request.POST.get("ki", "")) or 0
    try:
        count = close_term(year=year_shown(request), term=term, organisations=[school])
    except CannotClose:
        notify(
            request,
            _("Nothing was computed: there is no rule in force for this school year and term."),
            tone="err",
        )
    else:
        words = ngettext(
            "Results of %(count)s pupil are computed.", "Results of %(count)s pupils are computed.", count
        )
        notify(request, words % {"count": grouped(count)})
    query = "" if school.pk == scope.organisation else f"&truong={school.uuid}"
    return redirect(f"{reverse('gradebook:results')}?ki={term if term in RESULT_TERMS else 1}{query}")


@require_safe
def class_results(request: HttpRequest, uuid: UUID, term: int) -> HttpResponse:
    """One class: each pupil's subjects, levels, title and decision, and by name what is still missing."""
    book = book_or_404(uuid, "ren-luyen", 1)
    require(current_scope(), "gradebook.results", book)
    if term not in RESULT_TERMS:
        raise Http404
    rows = SchoolClass.objects.select_related("organisation", "year")
    school_class: SchoolClass = get_object_or_404(rows, uuid=uuid)
    found = results_of_class(school_class=school_class, term=term)
    lines = [line for line in found.lines if term != AFTER_SUMMER or line.decision is not None]
    context = {
        "school_class": school_class,
        "crumbs": crumbs_to(
            Crumb(_("Results"), reverse("gradebook:results")),
            Crumb(_("Class %(name)s") % {"name": school_class.name}),
        ),
        "term": term,
        "term_name": RESULT_TERMS[term],
        "terms": [
            (words, _class_address(school_class, each), each == term) for each, words in RESULT_TERMS.items()
        ],
        "is_closed": found.is_closed,
        "heads": result_heads(found.subjects, term),
        "rows": mark_safe(result_rows(school_class, found.subjects, lines, term)),  # noqa: S308 -- the writer escapes
        "count": len(lines),
        "levels": found.counts(),
        "incomplete": sum(_is_incomplete(line) for line in lines),
        "has_summer": term >= YEAR_TERM and can(current_scope(), "gradebook.reassess"),
    }
    return render(request, "gradebook/class_results.html", context)


def _is_incomplete(line: ResultLine) -> bool:
    return line.learning is None or line.conduct is None


def _term(request: HttpRequest, organisation: int) -> int:
    asked = request.GET.get("ki", "")
    return int(asked) if asked in {str(each) for each in RESULT_TERMS} else term_now(organisation)


def _class_address(school_class: SchoolClass, term: int) -> str:
    return reverse("gradebook:class_results", args=[school_class.uuid, term])


def _obstacles(school: Organisation, year: int, term: int) -> list[Obstacle]:
    """What the books of the term still lack, of both terms for the year; the summer asks for no more marks."""
    wanted = [term] if term in TERMS else list(TERMS) if term == YEAR_TERM else []
    found = []
    for each in wanted:
        state = completion(organisation=school.pk, year=year, term=each)
        books = [book for row in state.classes for book in row.books.values()]
        cells = sum(max(book.owed - book.filled, 0) for book in books)
        found.append(
            Obstacle(
                term=str(RESULT_TERMS[each]),
                cells=decimal(cells) if cells else "",
                books=sum(not book.is_full for book in books),
                unconfirmed=sum(
                    book.owed > 0 and book.confirmed_at is None
                    for row in state.classes
                    for subject, book in row.books.items()
                    if subject is not None
                ),
                href=f"{reverse('gradebook:completion')}?ki={each}&tt=thieu&truong={school.uuid}",
            )
        )
    return found
