"""Who comes to work at a school, what changes, who goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core import clock
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.services import (
    PossibleDuplicates,
    create_person,
    match_candidates,
    update_person,
)
from khue.sector.staff.forms import EndForm, NewStaffForm, PostForm, StaffChangeForm
from khue.sector.staff.models import Post
from khue.sector.staff.services import appoint, change_subject, end_post, join_unit
from khue.sector.staff.views.record import posts_or_404

UNUSABLE = 422


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody. A person we have who is alike is shown first: the same one is appointed, not made again."""
    scope = current_scope()
    require(scope, "staff.add")
    school = get_object_or_404(Organisation, pk=scope.organisation or 0)
    form = NewStaffForm(request.POST or None, school=school)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            post = _appoint(form, form.chosen_school(), request.POST.get("same", ""))
        except ValidationError as error:
            blame(form, error)
        except PossibleDuplicates as alike:
            context["candidates"] = match_candidates(form.facts(), today=clock.today())
            context["is_certain"] = alike.is_certain
        else:
            notify(request, _("%(name)s works here now.") % {"name": post.person.full_name})
            return redirect(post)
    return render(request, "staff/new.html", context, status=UNUSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the facts of a person whose record this school keeps."""
    post = posts_or_404(uuid)[0]
    require(current_scope(), "staff.change", post)
    form = StaffChangeForm(request.POST or None, person=post.person)
    if request.method == "POST" and form.is_valid():
        try:
            update_person(person=post.person, reason=form.cleaned_data["reason"], **form.facts())
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("Saved."))
            return redirect(post)
    return _form(request, form, post, _("Edit the record"), _("Save changes"))


@require_http_methods(["GET", "POST"])
def add_post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give somebody who works here a further post."""
    post = posts_or_404(uuid)[0]
    require(current_scope(), "staff.add")
    form = PostForm(request.POST or None, school=post.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            appoint(person=post.person_id, organisation=post.organisation_id, **form.post())
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("Saved."))
            return redirect(post)
    return _form(request, form, post, _("A further post"), _("Appoint"))


@require_http_methods(["GET", "POST"])
def change_post(request: HttpRequest, uuid: UUID, post: UUID) -> HttpResponse:
    """Change the group and the subject of a post."""
    row = _post(uuid, post)
    require(current_scope(), "staff.change", row)
    initial = {
        "position": row.position,
        "internal_unit": row.internal_unit_id,
        "leads_unit": row.leads_unit,
        "main_subject": row.main_subject_id,
        "valid_from": row.valid_from,
    }
    form = PostForm(request.POST or None, school=row.organisation, initial=initial)
    for name in ("position", "valid_from"):
        form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            changed = join_unit(post=row, internal_unit=data["internal_unit"], leads=data["leads_unit"])
            change_subject(post=changed, main_subject=data["main_subject"])
        notify(request, _("Saved."))
        return redirect(row)
    return _form(request, form, row, _("Change the post"), _("Save changes"))


@require_http_methods(["GET", "POST"])
def leave_post(request: HttpRequest, uuid: UUID, post: UUID) -> HttpResponse:
    """End a post; classes and subjects end with the last one."""
    row = _post(uuid, post)
    require(current_scope(), "staff.change", row)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_post(post=row, valid_to=form.cleaned_data["valid_to"], reason=form.cleaned_data["reason"])
        except ValidationError as error:
            blame(form, error)
        else:
            notify(request, _("The post has ended."))
            return redirect(row)
    return _form(request, form, row, _("End the post"), _("End the post"))


def blame(form: forms.Form, error: ValidationError) -> None:
    """Write what a service refused at the fields it names."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in by_field.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, str(message))


@transaction.atomic
def _appoint(form: NewStaffForm, school: Organisation, same: str) -> Post:
    """Appoint the one who was recognised, else somebody new.

    Who was recognised is looked for again: only candidates of these very facts can be named.
    """
    if same:
        alike = match_candidates(form.facts(), today=clock.today())
        chosen = next((each.person for each in alike if str(each.uuid) == same), None)
        if chosen is None:
            raise Http404
        return appoint(person=chosen, organisation=school.pk, **form.post())
    person = create_person(keeper=school.pk, note=form.cleaned_data["note"], **form.facts())
    return appoint(person=person.pk, organisation=school.pk, **form.post())


def _post(person: UUID, post: UUID) -> Post:
    rows = Post.objects.select_related("person", "organisation")
    row: Post = get_object_or_404(rows, uuid=post, person__uuid=person)
    return row


def _form(request: HttpRequest, form: forms.Form, post: Post, title: str, verb: str) -> HttpResponse:
    context = {"form": form, "post": post, "title": title, "verb": verb}
    return render(request, "staff/form.html", context, status=UNUSABLE if form.errors else 200)
