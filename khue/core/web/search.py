"""The search box of the bar: one question to every room that registered a source, answered in groups.

Typing shows the nearest few of each group below the box; Enter opens the page with more of them. What a hat does not
reach is found by nobody: every source asks inside the open scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from khue.core.registry import Hit, SearchSource, searches
from khue.core.rules import can
from khue.core.scope import Scope, current_scope
from khue.core.text import clean, fold

SHORTEST = 2
LONGEST = 100
FEW, MANY = 5, 25


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one source; `more` opens the room's own list when there are others."""

    title: str | Promise
    icon: str
    hits: Sequence[Hit]
    more: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, as a page, or as the part below the box when it is typed into."""
    words = clean(request.GET.get("q", "")[:LONGEST])
    is_part = request.headers.get("HX-Target") == "found"
    is_short = len(fold(words).replace(" ", "")) < SHORTEST
    groups = [] if is_short else groups_of(current_scope(), words, FEW if is_part else MANY)
    context = {
        "words": words,
        "groups": groups,
        "is_short": is_short,
        "count": sum(len(group.hits) for group in groups),
    }
    return render(request, "core/_found.html" if is_part else "core/search.html", context)


def groups_of(scope: Scope, words: str, most: int) -> list[Group]:
    """The groups that found something, in the order of their weights."""
    asked = sorted((each for each in searches if can(scope, each.rule)), key=lambda each: each.weight)
    found = [_group(source, words, most) for source in asked]
    return [group for group in found if group.hits]


def _group(source: SearchSource, words: str, most: int) -> Group:
    hits = source.find(words, most + 1)
    more = source.more(words) if len(hits) > most else ""
    return Group(source.title, source.icon, hits[:most], more)


app_name = "search"
urlpatterns = [path("", search, name="search")]
