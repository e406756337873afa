"""Who answers for a child, and whose children somebody has."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from khue.core import clock
from khue.core.models import holds_on
from khue.core.scope import Reach, Scope, open_scope
from khue.foundation.people.choices import Relation
from khue.foundation.people.models import Guardianship, Person

_ORDER = {Relation.MOTHER: 0, Relation.FATHER: 1, Relation.GUARDIAN: 2}


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian as a record shows them."""

    guardianship: Guardianship
    person: Person

    @property
    def relation(self) -> str:
        """Mother, father or guardian, in the reader's language."""
        return str(Relation(self.guardianship.relation).label)


def guardians_of(child: int, day: dt.date | None = None) -> list[Guardian]:
    """Who answers for a child on `day` (today): who is told first comes first, then mother, father, guardian."""
    return guardians_of_many([child], day).get(child, [])


def guardians_of_many(children: Iterable[int], day: dt.date | None = None) -> dict[int, list[Guardian]]:
    """Guardians by child, in two statements however many children there are."""
    rows = list(Guardianship.objects.filter(holds_on(day or clock.today()), child_id__in=list(children)))
    people = Person.objects.in_bulk({row.guardian_id for row in rows})
    found: dict[int, list[Guardian]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row.is_contact, _ORDER[Relation(row.relation)], row.pk)):
        if row.guardian_id in people:
            found[row.child_id].append(Guardian(row, people[row.guardian_id]))
    return dict(found)


def children_of(guardian: int, day: dt.date | None = None) -> list[int]:
    """The children somebody answers for on `day` (today), whoever asks: a parent's scope is made of it."""
    with open_scope(Scope(reach=Reach.SOME, persons=(guardian,))):
        rows = Guardianship.objects.filter(holds_on(day or clock.today()), guardian_id=guardian)
        return sorted(rows.values_list("child_id", flat=True))
