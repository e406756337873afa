"""What the search box finds here: organisations."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from khue.core.registry import Hit
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import organisations, searched


def find_organisations(words: str, most: int) -> list[Hit]:
    """Departments, communes and schools by name or code, as they are today; one statement."""
    return [_hit(row) for row in searched(organisations(), words).select_related("unit")[:most]]


def more_organisations(words: str) -> str:
    """The list of organisations with the same words."""
    return f"{reverse('organisations:organisation-list')}?{urlencode({'tim': words})}"


def _hit(row: Organisation) -> Hit:
    place = str(row.unit) if row.unit else ""
    facts = (str(row.get_kind_display()), place)
    return Hit(row.name, row.get_absolute_url(), " · ".join(filter(None, facts)))
