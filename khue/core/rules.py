"""Who may do what: short named predicates over a scope, and nothing else.

A room's `rules.py` composes predicates with `|` and `&` and names an act once:

    add_rule("pupils.change", is_registrar | is_head)

`can(scope, "pupils.change", pupil)` asks. An act without a rule is refused. Whether the *object* is visible is not
asked
here: what is out of the scope is not found in the first place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from rules.predicates import Predicate

from khue.core.scope import Reach, Scope

predicate: Callable[[Callable[..., bool]], Predicate] = rules.predicate
RULES: dict[str, Predicate] = {}


class Forbidden(PermissionDenied):
    """A visible object, a forbidden act (403). Carries the act's name for the message and the log."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


def add_rule(act: str, who: Predicate) -> None:
    """Name an act and who may do it; raises `ValueError` when it is named already."""
    if act in RULES:
        message = f"the act {act!r} has a rule already"
        raise ValueError(message)
    RULES[act] = who


def can(scope: Scope, act: str, thing: Any = None) -> bool:
    """Whether the hat may do `act` (to `thing`); an unknown act is refused."""
    who = RULES.get(act)
    return who is not None and bool(who.test(scope, thing))


def require(scope: Scope, act: str, thing: Any = None) -> None:
    """Raise `Forbidden` unless the hat may do `act`."""
    if not can(scope, act, thing):
        raise Forbidden(act)


def has_role(*roles: str) -> Predicate:
    """True for hats of one of these roles."""
    wanted = frozenset(roles)

    def check(scope: Scope) -> bool:
        return scope.role in wanted

    return Predicate(check, name="has_role:" + "|".join(sorted(wanted)))


@predicate
def is_system(scope: Scope) -> bool:
    """True for work that nobody sits in front of, and for the installation's own commands."""
    return scope.role == "system" and scope.reach is Reach.ALL


@predicate
def is_signed_in(scope: Scope) -> bool:
    """True for every hat of an account."""
    return scope.account is not None
