"""Teachers, heads, registrars."""

from __future__ import annotations

from typing import Any

from khue.core.scope import open_scope, system
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.models import Person
from khue.foundation.people.tests.factories import FOUNDED, make_person
from khue.sector.staff.models import Post


def make_post(
    school: Organisation,
    name: str = "Đinh Thị Lan",
    *,
    position: str = "teacher",
    person: Person | None = None,
    **columns: Any,
) -> Post:
    columns.setdefault("valid_from", FOUNDED)
    with open_scope(system("test")):
        row: Post = Post.objects.create(
            organisation=school, person=person or make_person(school, name), position=position, **columns
        )
    return row
