"""What a registrar does with a pupil who is here: leaves, comes back, changes class, gets a guardian, was a mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.people.services import add_guardian
from khue.sector.classes.forms import (
    CancelForm,
    ChosenClassForm,
    ComeBackForm,
    GuardianForm,
    LeaveForm,
)
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_options
from khue.sector.classes.services import put_into_class
from khue.sector.classes.views.editing import UNUSABLE, blame
from khue.sector.classes.views.record import crumbs, enrolment_or_404
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.services import cancel, come_back, leave, say_leaving, stay


@dataclass(frozen=True, slots=True)
class Act:
    """One form about one pupil: what it is called, what its button says, what it does, what it says after."""

    title: str | Promise
    verb: str | Promise
    form: Callable[[HttpRequest, Enrolment], forms.Form]
    do: Callable[[Enrolment, dict[str, Any]], Any]
    done: str | Promise
    help: str | Promise = ""
    danger: bool = False


def _classes(enrolment: Enrolment) -> list[tuple[str, str]]:
    return class_options(enrolment.organisation_id, enrolment.year_id)


def _leave(enrolment: Enrolment, data: dict[str, Any]) -> None:
    leave(enrolment=enrolment, status=data["status"], valid_to=data["valid_to"], reason=data["reason"])


def _come_back(enrolment: Enrolment, data: dict[str, Any]) -> None:
    back = come_back(enrolment=enrolment, valid_from=data["valid_from"])
    if data["school_class"]:
        put_into_class(
            enrolments=[back], school_class=class_or_404(data["school_class"]), on=data["valid_from"]
        )


def _move(enrolment: Enrolment, data: dict[str, Any]) -> None:
    put_into_class(enrolments=[enrolment], school_class=class_or_404(data["school_class"]), on=data["on"])


def _guardian(enrolment: Enrolment, data: dict[str, Any]) -> None:
    add_guardian(child=enrolment.person, **data)


ACTS = {
    "thoi-hoc": Act(
        gettext_lazy("Leaves the school"),
        gettext_lazy("Record the leaving"),
        lambda request, _row: LeaveForm(request.POST or None),
        _leave,
        gettext_lazy("The leaving is recorded."),
        gettext_lazy("The pupil stays on the class list, struck through; marks and transcripts stay."),
    ),
    "hoc-lai": Act(
        gettext_lazy("Comes back to school"),
        gettext_lazy("Record the return"),
        lambda request, row: ComeBackForm(request.POST or None, classes=_classes(row)),
        _come_back,
        gettext_lazy("The return is recorded."),
    ),
    "chuyen-lop": Act(
        gettext_lazy("Changes class"),
        gettext_lazy("Change class"),
        lambda request, row: ChosenClassForm(request.POST or None, classes=_classes(row)),
        _move,
        gettext_lazy("The pupil sits in the new class."),
        gettext_lazy("The new class gives the next list number; marks go with the pupil."),
    ),
    "nguoi-giam-ho": Act(
        gettext_lazy("Add a guardian"),
        gettext_lazy("Add the guardian"),
        lambda request, _row: GuardianForm(request.POST or None),
        _guardian,
        gettext_lazy("The guardian is recorded."),
    ),
    "huy": Act(
        gettext_lazy("Entered by mistake"),
        gettext_lazy("Take the enrolment back"),
        lambda request, _row: CancelForm(request.POST or None),
        lambda row, data: cancel(enrolment=row, reason=data["reason"]),
        gettext_lazy("The enrolment is taken back."),
        gettext_lazy(
            "The pupil leaves all lists of this school. Nothing is deleted: the record keeps the reason."
        ),
        danger=True,
    ),
}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """One of `ACTS` on the pupil's present enrolment."""
    scope = current_scope()
    enrolment = enrolment_or_404(uuid)
    wanted = ACTS.get(verb)
    if wanted is None:
        raise Http404
    require(scope, "pupils.change", enrolment)
    form = wanted.form(request, enrolment)
    if request.method == "POST" and form.is_valid() and _done(wanted, enrolment, form):
        notify(request, wanted.done)
        return redirect(enrolment)
    context = {
        "act": wanted,
        "form": form,
        "person": enrolment.person,
        "crumbs": crumbs(scope, enrolment, None),
    }
    return render(request, "classes/act.html", context, status=UNUSABLE if form.errors else 200)


def _done(wanted: Act, enrolment: Enrolment, form: forms.Form) -> bool:
    data = form.facts() if isinstance(form, GuardianForm) else form.cleaned_data
    try:
        with transaction.atomic():
            wanted.do(enrolment, data)
    except ValidationError as error:
        blame(form, error)
    return not form.errors


@require_POST
def mark_leaving(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark a transfer that has begun, or take the mark back."""
    enrolment = enrolment_or_404(uuid)
    require(current_scope(), "pupils.change", enrolment)
    try:
        if request.POST.get("leaving") == "1":
            say_leaving(enrolment=enrolment)
        else:
            stay(enrolment=enrolment)
    except ValidationError as error:
        notify(request, " ".join(error.messages), tone="err")
    else:
        notify(request, _("Saved."))
    return redirect(enrolment)


def class_or_404(uuid: str) -> SchoolClass:
    """A class of the scope by its UUID as a form sends it."""
    found: SchoolClass | None = SchoolClass.objects.filter(uuid=uuid, closed_on=None).first()
    if found is None:
        raise Http404
    return found
