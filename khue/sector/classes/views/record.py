"""The record of a pupil: who it is, what it waits for, its parts under tabs, what happened; the recorded look.

Other rooms add parts, related lists and what waits (`pupils.selectors`); a tab is shown when one of its parts has
something for this hat. Opening somebody's record leaves a line, so that a family can ask who looked.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from khue.sector.classes.views.history import KINDS, LATEST, lookers, page_of_history, remember_look, told
from khue.sector.classes.views.years import year_shown
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import (
    RecordPart,
    Related,
    need_parts,
    needs_of,
    record_enrolment,
    record_parts,
    record_tabs,
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
    """The record, which is one for all years and schools; `muc` names the tab."""
    scope = current_scope()
    enrolment = enrolment_or_404(uuid, year_shown(request))
    require(scope, "pupils.view", enrolment)
    remember_look(scope, enrolment.person)
    tab = request.GET.get("muc", "")
    tabs = _tabs(scope, enrolment, tab)
    if tab and not any(each["current"] for each in tabs):
        raise Http404
    context = {
        **head(scope, enrolment),
        **_parts(scope, enrolment, tab),
        **_needs(scope, enrolment),
        "tab": tab,
        "tabs": tabs,
        "history": told(enrolment.person, LATEST),
    }
    return render(request, "classes/pupil.html" if not tab else "classes/pupil_part.html", context)


def head(scope: Scope, enrolment: Enrolment) -> dict[str, Any]:
    """What stands above every page of the record, and the facts its templates may show."""
    person = enrolment.person
    school_class = class_of(enrolment.pk)
    return {
        "person": person,
        "enrolment": enrolment,
        "school_class": school_class,
        "birth": birth_words(person.birth_date, person.birth_precision),
        "state": state_piece(enrolment.status),
        "masked": masked(person),
        "guardians": guardians_of(person.pk),
        "crumbs": crumbs(scope, enrolment, school_class),
        "reveal_url": reverse("pupils:reveal", args=[person.uuid]),
        "may_change": can(scope, "pupils.change", enrolment)
        and person.keeper_id == enrolment.organisation_id,
        "may_reveal": can(scope, "people.reveal", person),
    }


@require_safe
def history_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole history of a record; `loc` keeps one kind, `trang` turns the page."""
    scope, enrolment = current_scope(), enrolment_or_404(uuid)
    require(scope, "pupils.view", enrolment)
    kind = request.GET.get("loc", "")
    page, lines = page_of_history(enrolment.person, kind, request.GET.get("trang"))
    query = f"?loc={kind}&trang=" if kind in KINDS else "?trang="
    context = {
        **head(scope, enrolment),
        "lines": lines,
        "page": page,
        "kinds": [
            ("", _("Everything"), kind not in KINDS),
            *((key, words, key == kind) for key, words in KINDS.items()),
        ],
        "previous": f"{query}{page.previous_page_number()}" if page.has_previous() else "",
        "next": f"{query}{page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "classes/history.html", context)


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


def _allowed(scope: Scope, enrolment: Enrolment, tab: str) -> list[RecordPart]:
    parts = [each for each in record_parts if each.tab == tab and can(scope, each.rule, enrolment)]
    return sorted(parts, key=lambda each: each.weight)


def _tabs(scope: Scope, enrolment: Enrolment, current: str) -> list[dict[str, Any]]:
    """The overview, then every tab that has something for the hat."""
    address = reverse("pupils:pupil", args=[enrolment.person.uuid])
    found = [{"title": _("Overview"), "href": address, "current": not current}]
    for key, tab in sorted(record_tabs.items(), key=lambda each: each[1].weight):
        if any(part.holds(enrolment) for part in _allowed(scope, enrolment, key)):
            found.append({"title": tab.title, "href": f"{address}?muc={key}", "current": key == current})
    return found


def _parts(scope: Scope, enrolment: Enrolment, tab: str) -> dict[str, Any]:
    """The sections of a tab, and on the overview the related lists."""
    sections = []
    for part in _allowed(scope, enrolment, tab):
        content = part.context(enrolment)
        if content is not None:
            facts = {"title": part.title, "template": part.template, "context": content, "first": part.first}
            sections.append(facts)
    related = [] if tab else [line for ask in related_parts for line in ask(enrolment)]
    return {"sections": sections, "related": [*related, *_looks(scope, enrolment, tab)]}


def _looks(scope: Scope, enrolment: Enrolment, tab: str) -> Sequence[Related]:
    """Who looked at the record in thirty days, for those who keep it and for the family."""
    if tab or not (can(scope, "pupils.change", enrolment) or scope.role in FAMILY):
        return []
    return [
        Related(
            label=_("Who looked at the record"),
            note=_("in the last 30 days"),
            count=lookers(enrolment.person),
            href=f"{reverse('pupils:history', args=[enrolment.person.uuid])}?loc=xem",
            icon="eye",
        )
    ]


def _needs(scope: Scope, enrolment: Enrolment) -> dict[str, Any]:
    """What the record waits for."""
    waits = [line for ask in need_parts for line in ask(enrolment)]
    own = needs_of(enrolment) if can(scope, "pupils.list") else []
    return {"own_needs": own, "waits": waits, "need_count": len(own) + len(waits)}
