"""What the search box finds in the house itself: places of the hat, pages of the guide, a family's children."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.registry import Hit
from khue.core.scope import current_scope
from khue.core.text import fold
from khue.foundation.people.models import Person
from khue.portal.frames import further_places, places_for


def find_places(words: str, most: int) -> list[Hit]:
    """The places of the hat's navigation and its settings whose names hold all the words."""
    scope = current_scope()
    wanted = fold(words).split()
    rest, settings = further_places(scope)
    items = {item.url_name: item for item in [*places_for(scope), *rest, *settings]}
    return [
        Hit(item.title, reverse(item.url_name))
        for item in items.values()
        if all(word in fold(str(item.title)) for word in wanted)
    ][:most]


def find_children(words: str, most: int) -> list[Hit]:
    """Of the people of a family's hat, those whose names hold all the words; a pupil finds themselves."""
    scope = current_scope()
    wanted = fold(words).split()
    people = Person.objects.filter(pk__in=scope.persons).order_by("sort_key")
    return [
        Hit(each.full_name, reverse("child", args=[each.uuid]), _("marks, results, transcripts"))
        for each in people
        if each.pk != scope.person and all(word in each.folded for word in wanted)
    ][:most]
