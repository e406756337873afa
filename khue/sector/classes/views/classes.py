"""The list of classes, and the page of one: its list of pupils, who leads it, who teaches what."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.crud.lists import list_response
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.foundation.organisations.selectors import ancestors
from khue.sector.classes.formulas import birth_words
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import RollLine, classes_of_year, homeroom_teachers, matrix, roll
from khue.sector.classes.tables import class_table, state_piece
from khue.sector.classes.views.years import year_shown
from khue.sector.pupils.choices import EnrolmentStatus

SHEET: Final = "classes"
WORDS: Final[dict[str, Any]] = {
    "name": "class",
    "many": _("Classes"),
    "icon": "school",
    "add_label": _("Add a class"),
    "empty_title": _("There is no class in this school year"),
    "empty_text": _("Import the classes from Excel, or choose another school year in the bar above."),
}


@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes of the chosen year that the hat reaches."""
    scope = current_scope()
    require(scope, "classes.list")
    year = year_shown(request)
    urls = {
        "new": reverse("classes:class-new"),
        "teaching": reverse("classes:teaching"),
        "import": reverse("bulk:choose", args=[SHEET]),
    }
    return list_response(
        request,
        WORDS,
        class_table(scope, year),
        classes_of_year(year),
        urls=urls,
        may_add=can(scope, "classes.add"),
        template="classes/list.html",
    )


@require_safe
def class_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The class list in its fixed order, leavers struck through; homeroom teachers; subjects with their teachers."""
    scope = current_scope()
    rows = SchoolClass.objects.select_related("organisation", "year", "site")
    school_class: SchoolClass = get_object_or_404(rows, uuid=uuid)
    require(scope, "classes.view", school_class)
    lines = roll(school_class)
    places = [*ancestors(school_class.organisation), school_class.organisation]
    context = {
        "school_class": school_class,
        "lines": [
            (line, birth_words(line.person.birth_date, line.person.birth_precision), _state(line))
            for line in lines
        ],
        "count": sum(1 for line in lines if not line.is_struck),
        "homeroom": homeroom_teachers([school_class.pk]).get(school_class.pk, []),
        "subjects": _subjects(school_class),
        "may_change": can(scope, "classes.change", school_class) and school_class.closed_on is None,
        "crumbs": [
            *(Crumb(each.short_name, each.get_absolute_url()) for each in places),
            Crumb(_("Classes"), reverse("classes:class-list")),
            Crumb(school_class.name),
        ],
    }
    return render(request, "classes/class.html", context)


def _state(line: RollLine) -> SafeString:
    """How a pupil of the list stands; nothing for who only moved class, as the list says so itself."""
    moved = line.is_struck and line.enrolment.status == EnrolmentStatus.STUDYING
    return SafeString("") if moved else state_piece(line.enrolment.status)


def _subjects(school_class: SchoolClass) -> list[tuple[Any, int, list[Any]]]:
    """Subject, lesson periods a year, teachers: the selector's matrix for one class."""
    found = matrix([school_class])
    cells, periods = found.cells[school_class.pk], found.periods[school_class.pk]
    return [
        (each, periods.get(each.pk, 0), cells.get(each.pk, [])) for each in found.subjects if each.pk in cells
    ]
