"""The managers that fail closed.

A model that belongs to somebody says so once:

    class SchoolClass(ScopedModel):
        scope_path = ScopePath(organisation="organisation_id", narrow={"class": "id"})

and every query through `objects` is filtered by the open scope. `_base_manager` (foreign-key access, refresh) is not:
behind it stands row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from khue.core.scope import Reach, Scope, current_scope


@dataclass(frozen=True, slots=True)
class ScopePath:
    """Where a model keeps its owner: lookups from the model to an organisation's id and to a person's id.

    `narrow` maps a kind of limit of the scope (`"class"`) to the lookup that holds it. An empty `organisation` means
    that only persons reach the row, an empty `person` that only organisations do. `account` is the lookup of the
    account that asked for the row: whoever asked sees it in every hat.
    """

    organisation: str = "organisation_id"
    person: str = ""
    narrow: Mapping[str, str] = field(default_factory=dict)
    account: str = ""

    def condition(self, scope: Scope) -> Q:
        """What `scope` lets through, as a condition on the model."""
        allowed = Q(pk__in=())
        if self.organisation and scope.reach is Reach.ALL:
            allowed = Q()
        elif self.organisation and scope.is_small:
            allowed = Q(**{f"{self.organisation}__reached": True})
        elif self.organisation and scope.roots:
            allowed = Q(**{f"{self.organisation}__in": RawSQL("SELECT khue_orgs()", ())})
        for kind, lookup in self.narrow.items():
            if kind in scope.narrow:
                allowed &= Q(**{f"{lookup}__in": scope.narrow[kind]})
        if self.person and scope.persons and allowed:  # an empty Q is everything, and `Q() | x` would be x
            allowed |= Q(**{f"{self.person}__in": scope.persons})
        if self.account and scope.account and allowed:
            allowed |= Q(**{self.account: scope.account})
        return allowed


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Reached(Lookup[Any]):
    """`organisation_id__reached=True`: an organisation of the open scope, found by the index of the column.

    For scopes of one school. A subtree of hundreds is quicker as the hashed set that `IN (SELECT khue_orgs())` makes,
    which no index can answer.
    """

    lookup_name = "reached"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY (ARRAY(SELECT khue_orgs()))", tuple(params)


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that knows how to limit itself to a scope."""

    def within(self, scope: Scope) -> Self:
        """The rows that `scope` lets through."""
        return self.filter(self.model.scope_path.condition(scope))


class ScopedManager(models.Manager[Any]):
    """Filters by the open scope; raises `ScopeMissing` when there is none."""

    def get_queryset(self) -> ScopedQuerySet:
        return ScopedQuerySet(self.model, using=self._db).within(current_scope())


class ScopedModel(models.Model):
    """A row that belongs to an organisation, to a person, or to both."""

    scope_path: ClassVar[ScopePath] = ScopePath()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "_plain"

    _plain = models.Manager()
