"""Who is asking, and how far that person may see.

A request, a job, an import or a command wears one *hat* (a membership) and opens one frozen `Scope`. Two locks read it:

* the managers of `core.models.scoped` filter by it, and **raise** when no scope is open;
* PostgreSQL's row-level security reads the same values from transaction-local settings, so that a forgotten filter or a
  raw query still shows nothing.

The settings live as long as the transaction. A scope opened inside another restores the outer values when it closes,
because a value set inside a savepoint outlives the savepoint's release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db import connection, transaction


class Reach(StrEnum):
    """How far a scope goes: nothing, some subtrees and persons, or the whole installation."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


class ScopeMissing(RuntimeError):  # noqa: N818 -- reads as the fact it states: a scope is missing
    """Scoped data was asked for while no scope was open: a mistake of the program, never of the user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one hat may reach.

    `roots` are paths of organisations (whole subtrees), `persons` are people seen wherever they are (oneself, one's
    children). `narrow` limits what the roots give, by kind: `{"class": {4, 7}}` means only rows of those classes.
    `is_small` says that the roots hold a handful of organisations, one school: their rows are found by index.
    `account`, `person`, `membership` and `organisation` are database ids; `role` is the hat's role code; `reason` says
    why a system scope was opened and goes into the audit.
    """

    reach: Reach = Reach.NONE
    roots: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()
    narrow: Mapping[str, frozenset[int]] = field(default_factory=dict)
    account: int | None = None
    person: int | None = None
    membership: int | None = None
    organisation: int | None = None
    role: str = ""
    reason: str = ""
    is_small: bool = False

    def settings(self) -> tuple[str, str, str, str]:
        """The values of `khue.reach`, `khue.roots`, `khue.persons` and `khue.actor`, as PostgreSQL array text."""
        roots = "{" + ",".join(f'"{root}"' for root in self.roots) + "}" if self.roots else ""
        persons = "{" + ",".join(str(number) for number in self.persons) + "}" if self.persons else ""
        return (str(self.reach), roots, persons, str(self.account or 0))

    def narrowed(self, **limits: frozenset[int]) -> Scope:
        """The same scope with further limits by kind."""
        return replace(self, narrow={**self.narrow, **limits})


NOBODY = Scope()

_current: ContextVar[Scope | None] = ContextVar("khue_scope", default=None)

_SET = (
    "SELECT set_config('khue.reach', %s, true), set_config('khue.roots', %s, true),"
    " set_config('khue.persons', %s, true), set_config('khue.actor', %s, true)"
)


def current_scope() -> Scope:
    """The open scope; raises `ScopeMissing` when there is none."""
    scope = _current.get()
    if scope is None:
        message = "no scope is open: wrap the work in open_scope(…)"
        raise ScopeMissing(message)
    return scope


def has_scope() -> bool:
    """Whether any scope is open."""
    return _current.get() is not None


@contextmanager
def open_scope(scope: Scope) -> Iterator[Scope]:
    """Open `scope` for the block, in the managers and in PostgreSQL.

    Opens a transaction when none is running, since the settings are transaction-local. On the way out of an inner one
    the outer scope's values come back, or nobody's where there was no scope; after an exception the rollback to the
    savepoint brings them back by itself.
    """
    outer, is_inner = _current.get() or NOBODY, connection.in_atomic_block
    with transaction.atomic():
        _apply(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        if is_inner and not connection.needs_rollback:
            _apply(outer)


def system(reason: str) -> Scope:
    """A scope of the whole installation for work nobody sits in front of; `reason` stands in the audit."""
    return Scope(reach=Reach.ALL, role="system", reason=reason)


def _apply(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, scope.settings())
