"""Adding a pupil, after looking whether we have them, and changing a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core import clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.curriculum.selectors import grades_taught
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.services import (
    Candidate,
    PossibleDuplicates,
    add_guardian,
    create_person,
    match_candidates,
    update_person,
)
from khue.sector.classes.forms import NewPupilForm, PupilForm
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_options
from khue.sector.classes.services import put_into_class
from khue.sector.classes.views.record import crumbs, enrolment_or_404
from khue.sector.classes.views.years import year_shown
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import Standing, standing_of
from khue.sector.pupils.services import enrol

UNUSABLE = 422


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a pupil. Somebody we have who is alike is shown first.

    The same child is enrolled and not made again; a note says why this is another one.
    """
    scope = current_scope()
    require(scope, "pupils.add")
    classes = class_options(scope.organisation or 0, year_shown(request))
    form = NewPupilForm(request.POST or None, classes=classes, grades=_grades(scope.organisation or 0))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = _admit(form, request.POST.get("same", ""))
        except ValidationError as error:
            blame(form, error)
        except PossibleDuplicates as alike:
            context["candidates"] = _candidates(form, year_shown(request))
            context["is_certain"] = alike.is_certain
        else:
            notify(request, _("%(name)s is enrolled.") % {"name": enrolment.person.full_name})
            return redirect(enrolment)
    return render(request, "classes/new.html", context, status=UNUSABLE if form.errors else 200)


def _grades(school: int) -> list[tuple[str, str]]:
    there = Organisation.objects.filter(pk=school).first()
    return [(str(each.number), each.name) for each in grades_taught(there.stages if there else ())]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is said of a pupil; the history keeps who, when and why."""
    enrolment = enrolment_or_404(uuid)
    scope, person = current_scope(), enrolment.person
    require(scope, "pupils.change", enrolment)
    form = PupilForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            update_person(person=person, reason=form.cleaned_data["reason"], **form.facts())
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("Saved."))
            return redirect(enrolment)
    context = {"form": form, "person": person, "crumbs": crumbs(scope, enrolment, None)}
    return render(request, "classes/edit.html", context, status=UNUSABLE if form.errors else 200)


def _candidates(form: NewPupilForm, year: int) -> list[tuple[Candidate, Standing | None]]:
    """Who is alike, each with where they learn in this year, if they do."""
    names = [name for _relation, name, _phone in form.guardians()]
    found = match_candidates(form.facts(), guardians=names, today=clock.today())
    learning = {
        each.person: each
        for each in standing_of([candidate.person for candidate in found])
        if each.year >= year and each.valid_to is None
    }
    return [(candidate, learning.get(candidate.person)) for candidate in found]


@transaction.atomic
def _admit(form: NewPupilForm, same: str) -> Enrolment:
    """Make the person or take over who was recognised, enrol them, place them, write down who answers for them.

    All or nothing.
    """
    data, guardians = form.cleaned_data, form.guardians()
    school_class: SchoolClass | None = SchoolClass.objects.filter(uuid=data["school_class"]).first()
    if school_class is None:
        raise Http404
    person = (
        _recognised(form, school_class.year_id, same) if same else _made(form, school_class.organisation_id)
    )
    enrolment = enrol(
        person=person,
        organisation=school_class.organisation_id,
        year=school_class.year_id,
        grade=int(data["grade"] or school_class.grades[0]),
        valid_from=data["valid_from"],
        site=school_class.site_id,
    )
    put_into_class(enrolments=[enrolment], school_class=school_class, on=data["valid_from"])
    person = Person.objects.get(pk=person.pk)
    for relation, name, phone in guardians:
        add_guardian(
            child=person, relation=relation, valid_from=data["valid_from"], full_name=name, phone=phone
        )
    return enrolment


def _made(form: NewPupilForm, keeper: int) -> Person:
    names = [name for _relation, name, _phone in form.guardians()]
    return create_person(keeper=keeper, note=form.cleaned_data["note"], guardians=names, **form.facts())


def _recognised(form: NewPupilForm, year: int, same: str) -> Person:
    """Whom the registrar recognised: only a candidate of these very facts can be named.

    Enrolling decides whether the school may take the child over.
    """
    chosen = next((each for each, _learns in _candidates(form, year) if str(each.uuid) == same), None)
    if chosen is None:
        raise Http404
    return Person(pk=chosen.person, uuid=chosen.uuid, full_name=chosen.full_name, keeper_id=chosen.keeper)


def blame(form: forms.Form, error: ValidationError) -> None:
    """Write what a service refused at the fields it names."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in by_field.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, str(message))
