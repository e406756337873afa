"""What the search box finds here: those who work at schools."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from khue.core.registry import Hit
from khue.foundation.people.selectors import find_people, nearest
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import main_posts, position_label


def find_staff(words: str, most: int) -> list[Hit]:
    """Staff by name, phone number or sector identifier; two statements."""
    rows = main_posts().filter(person_id__in=find_people(words))
    key = nearest(words)
    found = sorted(
        rows.select_related("person", "organisation", "main_subject"), key=lambda row: key(row.person)
    )
    return [_member(row) for row in found[:most]]


def more_staff(words: str) -> str:
    """The list of staff with the same words."""
    return f"{reverse('staff:staff-list')}?{urlencode({'tim': words})}"


def _member(post: Post) -> Hit:
    facts = (
        str(position_label(post.position, post.organisation)),
        post.main_subject.name if post.main_subject else "",
        post.organisation.short_name,
    )
    return Hit(
        post.person.full_name,
        reverse("staff:person", args=[post.person.uuid]),
        " · ".join(filter(None, facts)),
    )
