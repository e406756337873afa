"""What is done with many chosen pupils at once: into a class, into a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khue.core.bulk.exports import export_response
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.tables.table import filtered
from khue.core.ui.notices import notify
from khue.sector.classes.forms import ChosenClassForm
from khue.sector.classes.selectors import class_options
from khue.sector.classes.services import put_into_class
from khue.sector.classes.tables import pupil_rows, pupil_table
from khue.sector.classes.views.acts import class_or_404
from khue.sector.classes.views.editing import UNUSABLE, blame
from khue.sector.classes.views.years import year_shown
from khue.sector.pupils.models import Enrolment

MOST = 2_000


def chosen(request: HttpRequest) -> QuerySet[Any]:
    """The enrolments that were ticked on any page of the list, or all that the address's filters let through."""
    scope, year = current_scope(), year_shown(request)
    rows = pupil_rows(year)
    if request.POST.get("all") == "1":
        return filtered(pupil_table(scope, year), rows, request.GET)
    return rows.filter(person__uuid__in=[each for each in request.POST.getlist("ids") if _is_uuid(each)])


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Put the chosen pupils into a class: first the class is asked for, then it is done."""
    scope = current_scope()
    require(scope, "classes.place")
    rows = chosen(request).select_related("person").order_by("person__sort_key")[:MOST]
    pupils: list[Enrolment] = list(rows)
    answered = "school_class" in request.POST
    classes = class_options(scope.organisation or 0, year_shown(request))
    form = ChosenClassForm(request.POST if answered else None, classes=classes)
    if answered and form.is_valid() and pupils:
        school_class = class_or_404(form.cleaned_data["school_class"])
        try:
            count = put_into_class(enrolments=pupils, school_class=school_class, on=form.cleaned_data["on"])
        except ValidationError as error:
            blame(form, error)
        else:
            words = ngettext(
                "%(count)d pupil sits in class %(name)s now.",
                "%(count)d pupils sit in class %(name)s now.",
                count,
            )
            notify(request, words % {"count": count, "name": school_class.name})
            return redirect(school_class)
    if not pupils:
        notify(request, _("Choose pupils first."), tone="info")
        return redirect(reverse("pupils:pupil-list"))
    context = {
        "form": form,
        "pupils": pupils,
        "query": request.GET.urlencode(),
        "all": request.POST.get("all") == "1",
    }
    return render(request, "classes/place.html", context, status=UNUSABLE if form.errors else 200)


@require_POST
def export_chosen(request: HttpRequest) -> HttpResponseBase:
    """The chosen pupils as a workbook."""
    require(current_scope(), "pupils.export")
    return export_response("pupils", chosen(request).order_by("person__sort_key", "pk"), "xlsx")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
