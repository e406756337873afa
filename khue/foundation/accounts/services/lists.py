"""The hats of an organisation, opened and ended for many people by a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from khue.core.crud import Together
from khue.foundation.accounts.models import Membership


class HatList:
    """The hats people wear at an organisation. `open` and `end` promise what `open_membership` and `end_membership` do.

    Nothing is stored before `writes` is.
    """

    def __init__(self, organisation: int, writes: Together) -> None:
        self.organisation, self.writes = organisation, writes
        self._held: dict[tuple[int, str], list[Membership]] = defaultdict(list)
        rows = Membership.objects.select_for_update(of=("self",)).filter(organisation_id=organisation)
        for row in rows.order_by("pk"):
            self._held[row.person_id, row.role].append(row)

    def open(self, *, person: int, role: str, valid_from: dt.date, title: str) -> None:
        """Give a person a hat from a day on, unless one of the kind holds then."""
        held = self._held[person, role]
        if any(_holds(row, valid_from) for row in held):
            return
        row = Membership(
            person_id=person, organisation_id=self.organisation, role=role, valid_from=valid_from, title=title
        )
        held.append(row)
        self.writes.add(row)
        self.writes.tell("accounts.membership_opened", row, role=role, valid_from=valid_from.isoformat())

    def end(self, *, person: int, role: str, valid_to: dt.date) -> None:
        """Take a person's open hats of a role off on a day, at the earliest on the day after their first."""
        for row in self._held[person, role]:
            if row.valid_to is None:
                row.valid_to = max(valid_to, row.valid_from + dt.timedelta(days=1))
                self.writes.change(row, ["valid_to"])
                self.writes.tell(
                    "accounts.membership_ended", row, role=role, valid_to=row.valid_to.isoformat()
                )


def _holds(row: Membership, day: dt.date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
