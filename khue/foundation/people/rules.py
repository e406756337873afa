"""Who may see, add, change and look closely at people. Which people a hat sees at all is the scope's business."""

from __future__ import annotations

from typing import Any

from khue.core.rules import add_rule, has_role, is_signed_in, is_system, predicate
from khue.core.scope import Scope


@predicate
def is_in_the_family(scope: Scope, person: Any) -> bool:
    """True for oneself and one's children."""
    return person is not None and person.pk in scope.persons


OFFICE = has_role("head", "deputy_head", "registrar", "administrator") | is_system
DEPARTMENT = has_role("director", "specialist")

add_rule("people.search", is_signed_in)
add_rule("people.add", OFFICE)
add_rule("people.change", OFFICE)
add_rule("people.match", OFFICE)
add_rule("people.reveal", OFFICE | DEPARTMENT | has_role("teacher") | is_in_the_family)
