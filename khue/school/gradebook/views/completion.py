"""How far the books of a school are: one line a book, what is missing first in sight, and the way into each book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.tables.filters import address_without
from khue.school.gradebook.selectors.completion import Completion, completion
from khue.school.gradebook.selectors.lines import STATES, BookLine, book_lines, counted
from khue.school.gradebook.views.completion_file import completion_file
from khue.school.gradebook.views.opening import CONDUCT_SLUG, RESULT_TERMS, term_shown, year_shown
from khue.school.gradebook.views.places import PAGE, choose_school, school_of, tabs, turning
from khue.sector.classes.selectors import homerooms_of

STATE_WORDS: Final[dict[str, str | Promise]] = {
    "thieu": _("Marks missing"),
    "cho-xac-nhan": _("Full, not confirmed"),
    "xac-nhan": _("Confirmed"),
    "chua-phan-cong": _("No teacher"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter of the page may take."""

    value: str
    words: str
    current: bool


@require_safe
def completion_list(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The books of a term: of the whole school, or for a teacher of the classes they lead.

    With a `kind` exactly the books that the list shows leave as a workbook.
    """
    scope = current_scope()
    require(scope, "gradebook.see_completion")
    school = school_of(request)
    if school is None:
        return choose_school(request, "completion")
    year, term = year_shown(request), term_shown(request, school.pk)
    state = completion(organisation=school.pk, year=year, term=term)
    if not can(scope, "gradebook.completion"):
        state = _of_homerooms(state, scope.person or 0)
    lines = book_lines(state)
    fitting = [line for line in lines if _fits(line, request.GET)]
    shown = in_state(fitting, request.GET)
    if kind:
        return completion_file(shown, school.short_name, term)
    page = Paginator(shown, PAGE).get_page(request.GET.get("trang"))
    context = {
        "tabs": tabs("completion"),
        "school": school,
        "is_own": school.pk == scope.organisation,
        "term": term,
        "term_name": RESULT_TERMS[term],
        "terms": [(RESULT_TERMS[each], _with(request, ki=str(each)), each == term) for each in (1, 2)],
        "total": state.total,
        "lines": [_row(line, term) for line in page.object_list],
        "page": page,
        "states": _states(request, fitting),
        "classes": _classes(request, lines),
        "subjects": _subjects(request, lines),
        "teacher": _teacher(request, lines),
        "kept": [(key, request.GET[key]) for key in ("truong", "ki", "tt", "gv") if request.GET.get(key)],
        "is_filtered": any(request.GET.get(key) for key in ("lop", "mon", "gv", "tt")),
        "clear": address_without(request.GET, "lop", "mon", "gv", "tt", "trang"),
        "file_url": f"{reverse('gradebook:completion-file')}?{request.GET.urlencode()}",
        "shown": len(shown),
        "may_close": can(scope, "gradebook.close", school),
        **turning(request, page),
    }
    return render(request, "gradebook/completion.html", context)


def _of_homerooms(state: Completion, person: int) -> Completion:
    led = set(homerooms_of(person).values_list("school_class_id", flat=True))
    kept = [each for each in state.classes if each.school_class.pk in led]
    taught = {subject for each in kept for subject in each.books}
    return Completion(kept, [each for each in state.subjects if each.pk in taught])


def in_state(lines: list[BookLine], query: QueryDict) -> list[BookLine]:
    """The books in the state that the address asks for."""
    wanted = STATES.get(query.get("tt", ""))
    return [line for line in lines if wanted is None or wanted(line)]


def _fits(line: BookLine, query: QueryDict) -> bool:
    """Whether a book is of the class, subject and teacher that the address asks for."""
    subject = line.subject.code if line.subject else CONDUCT_SLUG
    return (
        query.get("lop", "") in {"", str(line.school_class.uuid)}
        and query.get("mon", "") in {"", subject}
        and query.get("gv", "") in {"", *(str(each.uuid) for each in (*line.teachers, *line.delegates))}
    )


def _row(line: BookLine, term: int) -> dict[str, Any]:
    subject = line.subject.code if line.subject else CONDUCT_SLUG
    return {
        "line": line,
        "href": reverse("gradebook:grid", args=[line.school_class.uuid, subject, term]),
        "width": f"{line.state.percent}",
    }


def _states(request: HttpRequest, lines: list[BookLine]) -> list[tuple[Any, str, int, bool]]:
    """The chips: words, address, count, whether it is chosen."""
    asked = request.GET.get("tt", "")
    return [
        (STATE_WORDS[key], _with(request, tt="" if key == asked else key), count, key == asked)
        for key, count in counted(lines).items()
    ]


def _classes(request: HttpRequest, lines: list[BookLine]) -> list[Choice]:
    asked = request.GET.get("lop", "")
    found = {str(line.school_class.uuid): line.school_class.name for line in lines}
    return [Choice(value, words, value == asked) for value, words in found.items()]


def _subjects(request: HttpRequest, lines: list[BookLine]) -> list[Choice]:
    asked = request.GET.get("mon", "")
    found: dict[str, str] = {}
    for line in lines:
        code = line.subject.code if line.subject else CONDUCT_SLUG
        found.setdefault(code, line.subject.name if line.subject else str(_("Conduct")))
    return [Choice(value, words, value == asked) for value, words in found.items()]


def _teacher(request: HttpRequest, lines: list[BookLine]) -> dict[str, str] | None:
    """The teacher whose books are asked for, with the address without them."""
    asked = request.GET.get("gv", "")
    people = (each for line in lines for each in (*line.teachers, *line.delegates))
    found = next((each for each in people if str(each.uuid) == asked), None)
    if found is None:
        return None
    return {"name": found.full_name, "without": address_without(request.GET, "gv", "trang")}


def _with(request: HttpRequest, **values: str) -> str:
    """The address with other values, on its first page."""
    query = request.GET.copy()
    query.pop("trang", None)
    for key, value in values.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"?{urlencode(list(query.lists()), doseq=True)}"
