"""A browser for each hat of the small school, and reading a page as a person does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Membership
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.tests.factories import FIRST_DAY, YEAR, School
from tests.clients import client_of


def browser(made: School, who: str) -> Client:
    """Somebody of the school who signed in, looking at the school year of the factories."""
    people, scope = getattr(made, who), made.scopes[who]
    with open_scope(system("test")):
        where = Organisation.objects.get(pk=scope.organisation or made.school.pk)
        Membership.objects.get_or_create(
            person=people.person, organisation=where, role=scope.role, valid_from=FIRST_DAY
        )
    client = client_of(people.account)
    session = client.session
    session["year"] = YEAR
    session.save()
    return client


def text(answer: Any) -> str:
    """What a page says in its middle, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", middle(answer))).split())


def middle(answer: Any) -> str:
    """The middle of a page as HTML."""
    body: str = answer.content.decode()
    return body[body.index("<main") : body.index("</main>")]
