"""The people of a list that somebody keeps: made after a match and changed, a constant number of statements for all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from khue.core import clock
from khue.core.copying import reserve_ids
from khue.core.crud import Together
from khue.core.crud.services import require_organisation
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.formulas import swapped
from khue.foundation.people.models import Person
from khue.foundation.people.services.bulk import find_by_numbers, index_of
from khue.foundation.people.services.facts import PersonFacts, columns_of
from khue.foundation.people.services.locks import lock_people, lock_schools
from khue.foundation.people.services.matches import Candidate, PossibleDuplicates, Sought, resembling_each
from khue.foundation.people.services.persons import TAKEN, changes_of


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What a row says of a person, before anything of it holds. `columns` is empty when it says nothing new."""

    person: Person
    columns: Mapping[str, Any]
    is_new: bool = False
    resembled: tuple[int, ...] = ()
    fields: Mapping[str, list[Any]] | None = None

    @property
    def changes(self) -> bool:
        """Whether the person is new or will differ."""
        return self.is_new or bool(self.fields)


class PersonList:
    """People of a list on their way to one keeper.

    `plan_new` and `plan_change` promise what `create_person` and `update_person` do, `accept` lets a plan hold; nothing
    is stored before `writes` is. Numbers are looked up once for all rows, people whom they mean are locked by `load`.
    """

    def __init__(self, keeper: int, writes: Together, rows: Sequence[Mapping[str, Any]]) -> None:
        for act in ("people.add", "people.change"):
            require(current_scope(), act)
        require_organisation(keeper)
        self.keeper, self.writes = keeper, writes
        self.today, self.now = clock.today(), clock.now()
        identities = [index_of(str(each)) for row in rows if (each := row.get("identity_number"))]
        sectors = [str(each) for row in rows if (each := row.get("sector_identifier"))]
        known = find_by_numbers(identities, sectors)
        self.by_sector = {each.sector_identifier: each.person for each in known if each.sector_identifier}
        self.by_index = {each.identity_index: each.person for each in known if each.identity_index}
        self._held: dict[int, Person] = {}
        self._alike: dict[int, list[Candidate]] = {}
        self._ids: list[int] = []
        self._made: dict[tuple[str, dt.date | None], list[int]] = defaultdict(list)

    def numbered(self, values: Mapping[str, Any]) -> int | None:
        """Whom the sector identifier of a row means, else its identity number."""
        sector, number = values.get("sector_identifier"), values.get("identity_number")
        if sector in self.by_sector:
            return self.by_sector[str(sector)]
        return self.by_index.get(index_of(number)) if number else None

    def load(self, numbers: Sequence[int]) -> None:
        """Lock the people whom rows may change; whoever is kept elsewhere is only known to be."""
        rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=numbers, keeper_id=self.keeper)
        self._held = {row.pk: row for row in rows.order_by("pk")}

    def match(self, new: Mapping[int, PersonFacts]) -> None:
        """Ask whom the people of rows (by their index) resemble who may be new; facts that cannot be ask nobody."""
        lock_schools([self.keeper])
        sought: dict[int, Sought] = {}
        for index, facts in new.items():
            try:
                columns = self._new_columns(facts)
            except ValidationError:
                continue
            sought[index] = Sought(columns, facts.get("identity_number"))
        lock_people((each.columns["folded"], each.columns.get("birth_date")) for each in sought.values())
        self._alike = dict(zip(sought, resembling_each(list(sought.values())), strict=True))
        self._ids = reserve_ids(Person, len(sought))

    def plan_new(self, index: int, facts: PersonFacts) -> PersonPlan:
        """Somebody whom we do not have. Raises `PossibleDuplicates`, and `ValidationError` by field."""
        columns = self._new_columns(facts)
        alike = self._alike.get(index, [])
        if any(each.is_certain or each.likeness.is_strong for each in alike):
            raise PossibleDuplicates(alike)
        before = self._made[columns["folded"], swapped(columns.get("birth_date"))]
        resembled = (*(each.person for each in alike), *(before if columns.get("birth_date") else ()))
        person = Person(
            id=self._ids.pop(), keeper_id=self.keeper, created_at=self.now, changed_at=self.now, **columns
        )
        return PersonPlan(person, columns, is_new=True, resembled=resembled)

    def plan_change(self, number: int, facts: PersonFacts) -> PersonPlan:
        """Somebody we have; a record that another organisation keeps is read, not changed. Raises `ValidationError`."""
        held = self._held.get(number)
        if held is None:
            return PersonPlan(Person(pk=number), {})
        columns = columns_of(facts, self.today, held)
        fields = changes_of(held, columns)
        index = columns.get("identity_index")
        if index is not None and self.by_index.get(bytes(index), number) != number:
            raise ValidationError({"identity_number": ValidationError(TAKEN, code="taken")})
        return PersonPlan(held, columns if fields else {}, fields=fields)

    def accept(self, plan: PersonPlan) -> None:
        """Let a plan hold, so that later rows find the person as it makes them."""
        person, columns = plan.person, plan.columns
        if plan.is_new:
            self._made[person.folded, person.birth_date].append(person.pk)
            self.writes.add(person)
            self.writes.tell("people.created", person, note="", resembled=list(plan.resembled))
        elif plan.fields:
            for name, value in columns.items():
                setattr(person, name, value)
            person.changed_at = self.now
            self.writes.change(person, [*columns, "changed_at"])
            self.writes.tell("people.changed", person, fields=dict(plan.fields), reason="")
        if person.sector_identifier:
            self.by_sector[person.sector_identifier] = person.pk
        if person.identity_index is not None:
            self.by_index[bytes(person.identity_index)] = person.pk

    def _new_columns(self, facts: PersonFacts) -> dict[str, Any]:
        said: PersonFacts = {"nationality": "VN", **facts}
        return columns_of(said, self.today)
