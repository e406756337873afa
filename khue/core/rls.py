"""Row-level security as migration operations.

`Protect("pupils.Enrolment", organisation="organisation_id", person="person_id")` writes the grants of `khue_app` and
`khue_worker` and the one policy `scope`, in the shape that was measured: `(SELECT current_setting(…))` is evaluated
once, `khue_orgs()` is hashed once a query. `Grant` gives rights on a table without personal data. What each protected
table was promised is kept in `PROMISES`, and a test compares it with `pg_policies`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ROLES = "khue_app, khue_worker"
EVERYTHING = "(SELECT current_setting('khue.reach', true)) = 'all'"
ACTOR = "(SELECT nullif(current_setting('khue.actor', true), '')::bigint)"
PERSONS = "ANY ((SELECT nullif(current_setting('khue.persons', true), '')::bigint[])::bigint[])"


def organisation_arm(column: str) -> str:
    """SQL that is true for rows whose `column` is an organisation of the open scope."""
    return f"{column} IN (SELECT khue_orgs())"


def person_arm(column: str) -> str:
    """SQL that is true for rows whose `column` is a person of the open scope."""
    return f"{column} = {PERSONS}"


def account_arm(column: str) -> str:
    """SQL that is true for rows whose `column` is the account of the open scope."""
    return f"{column} = {ACTOR}"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a table was promised: the columns its policy reads and whether rows may be deleted by the app."""

    table: str
    organisation: str
    person: str
    deletable: bool


PROMISES: dict[str, Promise] = {}


class _Sql(Operation, ABC):
    """An operation that only speaks SQL and leaves Django's state alone."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing of Django's state changes."""

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Tables go with their models; rights go with the tables."""

    @abstractmethod
    def statements(self, apps: Apps) -> list[str]:
        """The SQL to run, in order."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.statements(to_state.apps):
            schema_editor.execute(statement)


class Grant(_Sql):
    """Rights on a table without personal data: read, insert, update; delete only where asked."""

    def __init__(self, model: str, *, deletable: bool = False, read_only: bool = False) -> None:
        self.model = model
        self.deletable = deletable
        self.read_only = read_only

    def statements(self, apps: Apps) -> list[str]:
        return grants(
            apps.get_model(self.model)._meta.db_table, deletable=self.deletable, read_only=self.read_only
        )

    def describe(self) -> str:
        return f"Grant the app its rights on {self.model}"


class Protect(Grant):
    """Rights and the policy `scope` on a table with personal data.

    `organisation` and `person` are column names, either may be empty. A row is written only where its organisation is
    in the scope: a person seen wherever they are may be read, not changed, through that arm. `via` is SQL that opens
    the row to readers and writers alike, `read_also` to readers only.
    """

    def __init__(
        self,
        model: str,
        *,
        organisation: str = "organisation_id",
        person: str = "",
        deletable: bool = False,
        read_only: bool = False,
        read_also: str = "",
        via: str = "",
    ) -> None:
        super().__init__(model, deletable=deletable, read_only=read_only)
        self.organisation = organisation
        self.person = person
        self.read_also = read_also
        self.via = via

    def statements(self, apps: Apps) -> list[str]:
        table = apps.get_model(self.model)._meta.db_table
        PROMISES[table] = Promise(table, self.organisation, self.person, self.deletable)
        write = [EVERYTHING, *([organisation_arm(self.organisation)] if self.organisation else [])]
        write += [self.via] if self.via else []
        read = [
            *write,
            *([person_arm(self.person)] if self.person else []),
            *([self.read_also] if self.read_also else []),
        ]
        return [*super().statements(apps), *policies(table, " OR ".join(read), " OR ".join(write))]

    def describe(self) -> str:
        return f"Protect {self.model} by row-level security"


class AlsoReads(_Sql):
    """A second policy on a protected table: a room opens rows of an engine's table to the readers of its own rows.

    `condition` is SQL that is true for such rows; what it selects is itself under the policies of its tables.
    """

    def __init__(self, model: str, name: str, condition: str) -> None:
        self.model = model
        self.name = name
        self.condition = condition

    def statements(self, apps: Apps) -> list[str]:
        table = apps.get_model(self.model)._meta.db_table
        return [f'CREATE POLICY "{self.name}" ON "{table}" FOR SELECT TO {ROLES} USING ({self.condition})']

    def describe(self) -> str:
        return f"Let {self.name} read {self.model}"


def grants(table: str, *, deletable: bool = False, read_only: bool = False) -> list[str]:
    """Statements that give the app and the worker their rights on `table` and on its sequence."""
    rights = "SELECT" if read_only else "SELECT, INSERT, UPDATE" + (", DELETE" if deletable else "")
    return [f'GRANT {rights} ON "{table}" TO {ROLES}']


def policies(table: str, may_read: str, may_write: str) -> list[str]:
    """Statements that lock `table`: what may be read, and what may be written."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY scope ON "{table}" FOR SELECT TO {ROLES} USING ({may_read})',
        f'CREATE POLICY scope_insert ON "{table}" FOR INSERT TO {ROLES} WITH CHECK ({may_write})',
        f'CREATE POLICY scope_update ON "{table}" FOR UPDATE TO {ROLES} USING ({may_write}) WITH CHECK ({may_write})',
        f'CREATE POLICY scope_delete ON "{table}" FOR DELETE TO {ROLES} USING ({may_write})',
    ]


def door(signature: str) -> list[str]:
    """Statements that let the app call a SECURITY DEFINER function and nobody else."""
    return [
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO {ROLES}",
    ]
