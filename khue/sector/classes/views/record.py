"""The record of a pupil: who it is, what it waits for, what happened; and the recorded look at a value."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.core.ui.frame import Crumb
from khue.foundation.accounts.choices import FAMILY
from khue.foundation.organisations.selectors import ancestors
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.selectors import guardians_of, masked
from khue.foundation.people.services import reveal
from khue.sector.classes.formulas import birth_words
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import class_of
from khue.sector.classes.tables import state_piece
from khue.sector.classes.views.history import history_of
from khue.sector.classes.views.years import year_shown
from khue.sector.pupils.models import HOLDS, Enrolment
from khue.sector.pupils.selectors import (
    need_parts,
    needs_of,
    record_enrolment,
    record_parts,
    related_parts,
)


def enrolment_or_404(uuid: UUID, year: int | None = None) -> Enrolment:
    """The enrolment that the record of a person shows; somebody the scope does not reach is not found."""
    found = record_enrolment(uuid, year)
    if found is None:
        raise Http404
    return found


@require_safe
def pupil(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The record, which is one for all years and schools."""
    scope = current_scope()
    enrolment = enrolment_or_404(uuid, year_shown(request))
    require(scope, "pupils.view", enrolment)
    person = enrolment.person
    school_class = class_of(enrolment.pk)
    context = {
        "person": person,
        "enrolment": enrolment,
        "school_class": school_class,
        "birth": birth_words(person.birth_date, person.birth_precision),
        "state": state_piece(enrolment.status),
        "masked": masked(person),
        "guardians": guardians_of(person.pk),
        "enrolments": _way(person.pk),
        "history": history_of(person),
        "crumbs": crumbs(scope, enrolment, school_class),
        "reveal_url": reverse("pupils:reveal", args=[uuid]),
        "may_change": can(scope, "pupils.change", enrolment)
        and person.keeper_id == enrolment.organisation_id,
        "may_reveal": can(scope, "people.reveal", person),
    }
    return render(request, "classes/pupil.html", context | _parts(scope, enrolment))


@require_POST
def reveal_value(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask what a sensitive value is needed for, then show it once: the asking stands in the record's history."""
    enrolment = enrolment_or_404(uuid)
    require(current_scope(), "people.reveal", enrolment.person)
    field, purpose = request.POST.get("field", ""), request.POST.get("purpose", "")
    if field not in Sensitive.values:
        raise Http404
    context = {
        "person": enrolment.person,
        "field": field,
        "label": Sensitive(field).label,
        "reveal_url": reverse("pupils:reveal", args=[uuid]),
        "value": reveal(person=enrolment.person, field=field, purpose=purpose) if purpose.strip() else "",
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "classes/_reveal.html" if part else "classes/reveal.html", context)


def crumbs(scope: Scope, enrolment: Enrolment, school_class: SchoolClass | None) -> list[Crumb]:
    """Sở → xã → trường → lớp → em; a family stands below nobody."""
    name = enrolment.person.full_name
    if scope.role in FAMILY:
        return [Crumb(_("Home"), "/"), Crumb(name)]
    above = ancestors(enrolment.organisation)
    way = [Crumb(each.short_name, each.get_absolute_url()) for each in [*above, enrolment.organisation]]
    if school_class is not None:
        title = _("Class %(name)s") % {"name": school_class.name}
        way.append(Crumb(title, school_class.get_absolute_url()))
    return [*way, Crumb(name)]


def _way(person: int) -> list[Enrolment]:
    """Where somebody learned, the latest first."""
    rows = Enrolment.objects.filter(HOLDS, person_id=person).select_related("organisation", "grade", "year")
    return list(rows.order_by("-valid_from"))


def _parts(scope: Scope, enrolment: Enrolment) -> dict[str, Any]:
    """What the record waits for, and what other rooms add to it."""
    sections = []
    for part in sorted(record_parts, key=lambda each: each.weight):
        content = part.context(enrolment) if can(scope, part.rule, enrolment) else None
        if content is not None:
            sections.append({"title": part.title, "template": part.template, "context": content})
    waits = [line for ask in need_parts for line in ask(enrolment)]
    own = needs_of(enrolment) if can(scope, "pupils.list") else []
    return {
        "sections": sections,
        "related": [line for ask in related_parts for line in ask(enrolment)],
        "own_needs": own,
        "waits": waits,
        "need_count": len(own) + len(waits),
    }
