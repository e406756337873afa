"""What becomes of people when organisations end: rooms above answer, in the transaction of the change.

A room registers a `Follower` from its `apps.py`. Rows that hold beyond the day end on it and open again at who follows.
Nothing is rewritten, so "as of" the day before still shows them where they were. What a room did is kept as JSON in the
change's journal, and taking the change back hands it over again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.functional import Promise

from khue.core.registry import Registry
from khue.foundation.organisations.models import Organisation, OrganisationChange
from khue.foundation.organisations.services.dividing import Division
from khue.foundation.organisations.services.refusals import ChangeRefused

State = dict[str, Any]
Values = Callable[[Any], Mapping[str, Any]]
Heirs = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """Who ends on `day`, and who goes on for each: None when nobody does.

    `pupils` names who takes in the pupils of each; where an organisation closes, that is somebody else than an heir. Of
    a school that is split, `parts` are all who go on, and `division` says who goes where.
    """

    day: dt.date
    heirs: Mapping[int, int | None]
    pupils: Mapping[int, int | None]
    parts: tuple[int, ...] = ()
    division: Division | None = None

    @property
    def followers(self) -> set[int]:
        """Everybody who goes on for somebody."""
        return {*self.parts, *(each for each in self.heirs.values() if each is not None)}

    @property
    def takers(self) -> set[int]:
        """Everybody who takes pupils in."""
        return {*self.parts, *(each for each in self.pupils.values() if each is not None)}

    def heirs_of_class(self, school_class: int, old: int) -> Heirs:
        """Who continues a class of `old`."""
        part = self.division.classes.get(school_class) if self.division else None
        return _one(self.heirs[old]) if part is None else (part,)

    def heirs_of_teacher(self, person: int, old: int) -> Heirs:
        """Where a teacher of `old` goes on."""
        return (self.division.teachers.get(person) if self.division else None) or _one(self.heirs[old])

    def heirs_of_pupil(self, person: int, old: int) -> Heirs:
        """Who takes in a pupil of `old`."""
        part = self.division.pupils.get(person) if self.division else None
        return _one(self.pupils[old]) if part is None else (part,)

    def heirs_of_family(self, person: int, old: int) -> Heirs:
        """Where a pupil of `old`, or somebody of the family, goes on."""
        return (self.division.families.get(person) if self.division else None) or _one(self.pupils[old])


@dataclass(frozen=True, slots=True)
class Follower:
    """A room's part: `follow` acts and answers what it did, `undo` takes that back.

    Followers act by `rank` and undo in reverse; an undo is given what every room did. Both take a constant number of
    statements. `rows` answers the dated rows that `follow` passes on, under what they are called.
    """

    rank: int
    follow: Callable[[Passing], State]
    undo: Callable[[Passing, Mapping[str, State]], None]
    rows: Callable[[], Mapping[Promise, models.QuerySet[Any]]]


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Rows that begin on the day of a change or later, at an organisation that ends: they never would be at the heir.

    `last` is the latest day on which one of them begins.
    """

    organisation: int
    label: str
    number: int
    last: dt.date


organisation_followers: Registry[Follower] = Registry("who acts when organisations end")


def follow(passing: Passing) -> list[dict[str, Any]]:
    """Let every room act; answers the entries of the journal."""
    if not passing.heirs:
        return []
    days = {
        "day": passing.day.isoformat(),
        "heirs": _pairs(passing.heirs),
        "pupils": _pairs(passing.pupils),
        "parts": passing.parts,
    }
    return [{"room": room, **days, "state": each.follow(passing)} for room, each in _by_rank()]


def unfollow(change: OrganisationChange) -> None:
    """Let every room take back what it did for a change, the last first."""
    entries = {entry["room"]: entry for entry in change.journal if "room" in entry}
    states = {room: entry["state"] for room, entry in entries.items()}
    for room, each in reversed(_by_rank()):
        if room in entries:
            entry = entries[room]
            heirs, pupils = dict(entry["heirs"]), dict(entry["pupils"])
            parts = tuple(entry.get("parts", ()))  # a change that was recorded before has none
            each.undo(Passing(dt.date.fromisoformat(entry["day"]), heirs, pupils, parts), states)


def in_the_way(numbers: Collection[int], day: dt.date) -> tuple[InTheWay, ...]:
    """What keeps organisations from ending on a day, by organisation and kind; a statement a kind."""
    if not numbers:
        return ()
    found = []
    for _room, follower in _by_rank():
        for label, rows in follower.rows().items():
            late = rows.filter(_lasting(day), organisation_id__in=numbers, valid_from__gte=day)
            counts = late.order_by().values_list("organisation_id").annotate(Count("pk"), Max("valid_from"))
            found += [InTheWay(number, str(label), count, last) for number, count, last in counts]
    return tuple(found)


def pass_on(
    rows: models.QuerySet[Any],
    day: dt.date,
    heirs: Mapping[int, int | None],
    *,
    to: Callable[[Any], Heirs] | None = None,
    values: Values | None = None,
    ended: Mapping[str, Any] | None = None,
    remember: Sequence[str] = (),
    keep: Callable[[Any, int], bool] = lambda _row, _heir: True,
) -> State:
    """End dated rows on `day` and open them again at the heir of their organisation; what was done, for `take_over`.

    `to` answers the heirs of a row where they are not those of its organisation, `values` what is different in the new
    row, `ended` what is written into the old one, `remember` what is written there later, `keep` whether a row is
    opened again at an heir at all. Raises `ChangeRefused` for rows that begin on the day or later: they never were at
    the heir.
    """
    model, ended = rows.model, dict(ended or {})
    columns = [*dict.fromkeys([*ended, *remember])]
    held = list(rows.filter(_lasting(day), organisation_id__in=heirs).order_by("pk"))
    late = [row for row in held if row.valid_from >= day]
    if late:
        name = Organisation.objects.get(pk=late[0].organisation_id).name
        raise ChangeRefused("begins_later", name=name, count=len(late), date=f"{day:%d/%m/%Y}")
    before = [
        [row.pk, row.valid_to and row.valid_to.isoformat(), [getattr(row, name) for name in columns]]
        for row in held
    ]
    fresh = [
        _copy(row, heir, day, dict(values(row)) if values else {})
        for row in held
        for heir in (to(row) if to else _one(heirs[row.organisation_id]))
        if keep(row, heir)
    ]
    model._base_manager.filter(pk__in=[row.pk for row in held]).update(valid_to=day, **ended)
    model._base_manager.bulk_create(fresh, batch_size=2000)
    return {"ended": before, "columns": columns, "opened": [row.pk for row in fresh]}


def give_back(model: type[models.Model], day: dt.date, state: State) -> None:
    """Let rows that `pass_on` ended hold again. Raises `ChangeRefused` when somebody changed them since."""
    last = {number: end and dt.date.fromisoformat(end) for number, end, _values in state["ended"]}
    olds = {number: values for number, _end, values in state["ended"]}
    rows = list(model._base_manager.filter(pk__in=last, valid_to=day))
    if len(rows) != len(last):
        raise ChangeRefused("people_since", count=len(last) - len(rows))
    for row in rows:
        row.valid_to = last[row.pk]  # type: ignore[attr-defined]
        for name, value in zip(state["columns"], olds[row.pk], strict=True):
            setattr(row, name, value)
    model._base_manager.bulk_update(rows, ["valid_to", *state["columns"]], batch_size=2000)


def still_open(model: type[models.Model], day: dt.date, state: State) -> None:
    """Raise `ChangeRefused` when rows that `pass_on` opened are not as it left them."""
    count = model._base_manager.filter(pk__in=state["opened"], valid_from=day).count()
    if count != len(state["opened"]):
        raise ChangeRefused("people_since", count=len(state["opened"]) - count)


def _copy(row: Any, heir: int, day: dt.date, changed: Mapping[str, Any]) -> Any:
    """The row as it goes on: a new one with the same facts."""
    skipped = {"id", "uuid", "organisation_id", "valid_from"}
    fields = [field.attname for field in row._meta.concrete_fields if field.attname not in skipped]
    facts = {name: getattr(row, name) for name in fields} | dict(changed)
    return type(row)(organisation_id=heir, valid_from=day, **facts)


def _lasting(day: dt.date) -> Q:
    """Rows that hold on the day or some day after."""
    return Q(valid_to=None) | Q(valid_to__gt=day)


def _one(heir: int | None) -> Heirs:
    return () if heir is None else (heir,)


def _by_rank() -> list[tuple[str, Follower]]:
    return sorted(organisation_followers.items(), key=lambda each: each[1].rank)


def _pairs(by_old: Mapping[int, int | None]) -> Iterable[Sequence[int | None]]:
    return [[old, new] for old, new in by_old.items()]
