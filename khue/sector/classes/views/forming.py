"""Forming a class, changing it, merging it into another, numbering its list again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from khue.core import clock
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.curriculum.selectors import grades_taught
from khue.foundation.organisations.models import Organisation, Site
from khue.sector.classes.forms import ClassForm, MergeForm, ReasonForm
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_options, homeroom_teachers, merge_preview
from khue.sector.classes.services import change_class, create_class, merge_classes, renumber, set_homeroom
from khue.sector.classes.views.acts import class_or_404
from khue.sector.classes.views.editing import UNUSABLE, blame
from khue.sector.classes.views.years import year_shown
from khue.sector.staff.selectors import teachers_of


@require_http_methods(["GET", "POST"])
def new_class(request: HttpRequest) -> HttpResponse:
    """Form a class in the year that is looked at; its compulsory subjects come with its grades."""
    scope = current_scope()
    require(scope, "classes.add")
    school = get_object_or_404(Organisation, pk=scope.organisation or 0)
    form = ClassForm(request.POST or None, **_offers(school))
    if request.method == "POST" and form.is_valid():
        try:
            made = _create(form.cleaned_data, school.pk, year_shown(request))
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("Class %(name)s is formed.") % {"name": made.name})
            return redirect(made)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_class(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change name, grades, site and homeroom teachers."""
    row = open_class(uuid)
    require(current_scope(), "classes.change", row)
    form = ClassForm(request.POST or None, initial=_initial(row), **_offers(row.organisation))
    if request.method == "POST" and form.is_valid():
        try:
            _change(row, form.cleaned_data)
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("Saved."))
            return redirect(row)
    return _form(request, form, row)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Merge a class into another: the question names both and says what changes and what does not."""
    source = open_class(uuid)
    require(current_scope(), "classes.change", source)
    options = [
        each for each in class_options(source.organisation_id, source.year_id) if each[0] != str(source.uuid)
    ]
    form = MergeForm(request.POST or None, classes=options, initial={"target": request.GET.get("vao", "")})
    wanted = request.POST.get("target") or request.GET.get("vao", "")
    target = class_or_404(wanted) if wanted in dict(options) else None
    if request.method == "POST" and form.is_valid() and target is not None:
        try:
            moved = merge_classes(source=source, target=target, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            blame(form, error)
        else:
            words = ngettext(
                "%(count)d pupil moved to class %(name)s.", "%(count)d pupils moved to class %(name)s.", moved
            )
            notify(request, words % {"count": moved, "name": target.name})
            return redirect(target)
    context = {"form": form, "source": source, "preview": merge_preview(source, target) if target else None}
    return render(request, "classes/merge.html", context, status=UNUSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def number_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Number the list alphabetically once more, with the reason."""
    row = open_class(uuid)
    require(current_scope(), "classes.place", row)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        renumber(school_class=row, reason=form.cleaned_data["reason"])
        notify(request, _("The list is numbered in the order of names."))
        return redirect(row)
    context = {"form": form, "school_class": row}
    return render(request, "classes/renumber.html", context, status=UNUSABLE if form.errors else 200)


def open_class(uuid: UUID) -> SchoolClass:
    """An open class of the scope."""
    rows = SchoolClass.objects.select_related("organisation", "year", "site")
    row: SchoolClass = get_object_or_404(rows, uuid=uuid, closed_on=None)
    return row


@transaction.atomic
def _create(data: dict[str, Any], school: int, year: int) -> SchoolClass:
    made = create_class(
        organisation=school,
        year=year,
        name=data["name"],
        grades=data["grades"],
        site=data.get("site"),
        code=data["code"],
    )
    if data["homeroom"]:
        set_homeroom(school_class=made, persons=data["homeroom"])
    return made


@transaction.atomic
def _change(row: SchoolClass, data: dict[str, Any]) -> None:
    changed = {"name": data["name"], "grades": sorted(data["grades"]), "code": data["code"]}
    if "site" in data:
        changed["site_id"] = data["site"]
    change_class(school_class=row, **changed)
    set_homeroom(school_class=row, persons=data["homeroom"])


def _offers(school: Organisation) -> dict[str, Any]:
    """What may be chosen: the grades of the school's stages, its sites when it has several, its teachers."""
    sites = list(Site.objects.filter(holds_on(clock.today()), organisation=school).values_list("pk", "name"))
    teachers = {post.person_id: post.person.full_name for post in teachers_of(school.pk)}
    return {
        "grades": [(each.number, each.name) for each in grades_taught(school.stages)],
        "sites": sites if len(sites) > 1 else [],
        "teachers": list(teachers.items()),
    }


def _initial(row: SchoolClass) -> dict[str, Any]:
    leaders = homeroom_teachers([row.pk]).get(row.pk, [])
    return {
        "name": row.name,
        "grades": row.grades,
        "code": row.code,
        "site": row.site_id,
        "homeroom": [each.pk for each in leaders],
    }


def _form(request: HttpRequest, form: ClassForm, row: SchoolClass | None) -> HttpResponse:
    context = {"form": form, "school_class": row}
    return render(request, "classes/class_form.html", context, status=UNUSABLE if form.errors else 200)
