"""Who may see and change organisations. That they exist is public to whoever signed in; changing them is not.

Roles are named as `foundation.accounts` names them: that room stands above this one.
"""

from __future__ import annotations

from typing import Any

from khue.core.rules import add_rule, has_role, is_signed_in, is_system, predicate
from khue.core.scope import Reach, Scope

DEPARTMENT = has_role("director", "specialist", "administrator")
OFFICE = has_role("head", "deputy_head", "registrar", "commune_officer")


@predicate
def looks_after(scope: Scope, thing: Any) -> bool:
    """The organisation lies in the subtree the hat reaches; asked in general, whether it reaches any."""
    path = getattr(thing, "path", None)
    if scope.reach is Reach.ALL or path is None:
        return scope.reach is not Reach.NONE
    return any(path.startswith(root) for root in scope.roots)


@predicate
def is_own(scope: Scope, thing: Any) -> bool:
    """It is, or belongs to, the organisation at which the hat is worn; asked in general, whether there is one."""
    if thing is None:
        return scope.organisation is not None
    return bool(scope.organisation == thing.organisation_id)


add_rule("organisations.view", is_signed_in)
add_rule("organisations.change", (DEPARTMENT & looks_after) | is_system)
add_rule("organisations.contact", (DEPARTMENT & looks_after) | (OFFICE & is_own) | is_system)
for part in ("site", "group"):
    add_rule(f"organisations.view_{part}", is_signed_in)
    add_rule(f"organisations.add_{part}", (OFFICE & is_own) | DEPARTMENT | is_system)
    add_rule(f"organisations.change_{part}", DEPARTMENT | (OFFICE & is_own) | is_system)
