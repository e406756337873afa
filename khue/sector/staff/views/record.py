"""The record of somebody who works at a school: posts, how to reach them, what other rooms add; the recorded look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.foundation.calendar.selectors import current_year
from khue.foundation.organisations.selectors import ancestors
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.selectors import masked
from khue.foundation.people.services import reveal
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import position_label, posts_of_person, staff_parts


def posts_or_404(person: UUID) -> list[Post]:
    """The posts of a person that the scope shows, the present main one first; nobody without one is found."""
    posts = list(posts_of_person(person))
    if not posts:
        raise Http404
    return posts


@require_safe
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The record."""
    scope, posts = current_scope(), posts_or_404(uuid)
    first = posts[0]
    require(scope, "staff.view", first)
    kept = first.person.keeper_id == first.organisation_id
    context = {
        "person": first.person,
        "first": first,
        "posts": [(post, position_label(post.position, post.organisation), is_open(post)) for post in posts],
        "masked": masked(first.person),
        "may_change": can(scope, "staff.change", first),
        "may_change_person": kept and can(scope, "people.change", first.person),
        "may_reveal": can(scope, "people.reveal", first.person),
        "reveal_url": reverse("staff:reveal", args=[uuid]),
        "sections": _sections(first),
        "crumbs": _crumbs(first),
    }
    return render(request, "staff/person.html", context)


@require_POST
def reveal_value(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask what a sensitive value is needed for, then show it once."""
    post = posts_or_404(uuid)[0]
    require(current_scope(), "people.reveal", post.person)
    field, purpose = request.POST.get("field", ""), request.POST.get("purpose", "").strip()
    if field not in Sensitive.values:
        raise Http404
    context = {
        "person": post.person,
        "field": field,
        "label": Sensitive(field).label,
        "reveal_url": reverse("staff:reveal", args=[uuid]),
        "value": reveal(person=post.person, field=field, purpose=purpose) if purpose else "",
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "staff/_reveal.html" if part else "staff/reveal.html", context)


def is_open(post: Post) -> bool:
    """Whether the post holds today or later."""
    return post.valid_to is None or post.valid_to > clock.today()


def _sections(post: Post) -> list[dict[str, Any]]:
    found = []
    for part in sorted(staff_parts, key=lambda each: each.weight):
        content = part.context(post, current_year())
        if content is not None:
            found.append({"title": part.title, "template": part.template, "context": content})
    return found


def _crumbs(post: Post) -> list[Crumb]:
    places = [*ancestors(post.organisation), post.organisation]
    return [
        *(Crumb(each.short_name, each.get_absolute_url()) for each in places),
        Crumb(_("Staff"), reverse("staff:staff-list")),
        Crumb(post.person.full_name),
    ]
