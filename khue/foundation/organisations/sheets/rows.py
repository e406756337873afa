"""Applying rows of the workbook of schools, a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khue.core import clock
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, rejected
from khue.core.rules import can
from khue.foundation.organisations.choices import TEACHING, OrganisationKind, Ownership, ParentKind, Stage
from khue.foundation.organisations.formulas import Facts, name_key
from khue.foundation.organisations.formulas.stages import is_of_department, kind_of, read_stages
from khue.foundation.organisations.models import Organisation, OrganisationName, OrganisationPlace
from khue.foundation.organisations.selectors import codes_of, facts_on, organisations_by_codes
from khue.foundation.organisations.services.mending import Mended, mend, unmend, withdraw
from khue.foundation.organisations.services.register import (
    Called,
    Coded,
    Entry,
    Profile,
    Sat,
    Under,
    register_organisations,
)
from khue.foundation.organisations.sheets.places import Body, Gazette, Spot, gazette

KIND = "organisation"
PLAIN = ("ownership", "address", "phone", "email", "website")


class _Refused(Exception):  # noqa: N818 - leaves a row with its outcome
    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(slots=True)
class _New:
    """A school to be entered, and the row that asks for it."""

    place: int
    entry: Entry


class Applier:
    """One chunk: looks everything up at first, decides row by row, then writes once."""

    def __init__(self, rows: Sequence[GivenRow], context: ImportContext) -> None:
        self.rows, self.context = rows, context
        self.today = clock.today()
        self.seen: dict[str, int] = context.memory.setdefault("codes", {})
        self.gazette: Gazette = gazette(context.scope, self.today)
        self.known = organisations_by_codes([row.values["code"] for row in rows], on=self.today)
        self.facts = facts_on([row.pk for row in self.known.values()], self.today)
        self.named = self._named()

    def outcomes(self) -> list[Outcome]:
        """One outcome a row, in order."""
        found: list[Outcome] = []
        new: list[_New] = []
        mended: dict[int, Mended] = {}
        for place, row in enumerate(self.rows):
            try:
                decided = self._decide(row)
            except _Refused as refusal:
                found.append(refusal.outcome)
                continue
            if isinstance(decided, Entry):
                new.append(_New(place, decided))
            elif decided.after:
                mended[place] = decided
            there = self.known.get(row.values["code"])
            found.append(Outcome(Fate.UNCHANGED, record=there.pk if there else 0))
        self._write(found, new, mended)
        return found

    def _write(self, found: list[Outcome], new: list[_New], mended: dict[int, Mended]) -> None:
        if new:
            stored = register_organisations([each.entry for each in new])
            for each in new:
                number = stored[each.entry.key].pk
                after = {"name": each.entry.names[0].name}
                found[each.place] = Outcome(Fate.CREATED, images=(Image(KIND, number, None, after),))
        if mended:
            mend(list(mended.values()))
            for place, change in mended.items():
                image = Image(KIND, change.organisation.pk, change.before, change.after)
                found[place] = Outcome(Fate.UPDATED, images=(image,))

    def _decide(self, row: GivenRow) -> Entry | Mended:
        code = row.values["code"]
        if code in self.seen:
            raise _Refused(rejected("row_twice", "code", number=self.seen[code]))
        self.seen[code] = row.number
        stages = read_stages(row.values["stages"])
        if stages is None:
            hint = "organisations.stages_unknown.mend"
            raise _Refused(
                rejected("organisations.stages_unknown", "stages", hint, value=row.values["stages"])
            )
        there = self.known.get(code)
        return self._entry(row, stages) if there is None else self._mended(row, there, stages)

    def _entry(self, row: GivenRow, stages: tuple[str, ...]) -> Entry:
        values = row.values
        spot = self._spot(values.get("commune"))
        parent = self._body(values.get("parent")) or self._usual_parent(stages, spot)
        self._refuse_foreign(parent, "parent")
        self._refuse_namesake(values["name"], spot)
        since = values.get("founded") or max(parent.since, spot.since if spot else parent.since)
        start = max(since, parent.since)
        parents = [Under(ParentKind.ADMINISTRATIVE, parent.number, start)]
        top = self.gazette.top
        if top is not None:
            parents.append(Under(ParentKind.PROFESSIONAL, top.number, max(since, top.since)))
        return Entry(
            key=values["code"],
            kind=OrganisationKind(values.get("kind") or kind_of(stages)),
            names=[Called(values["name"], values.get("short_name") or "")],
            codes=[Coded(values["code"])],
            places=[Sat(spot.unit, max(since, spot.since))] if spot else [],
            parents=parents,
            valid_from=since,
            profile=Profile(
                stages=tuple(Stage(stage) for stage in stages),
                ownership=Ownership(values.get("ownership") or Ownership.PUBLIC),
                address=values.get("address") or "",
                phone=values.get("phone") or "",
                email=values.get("email") or "",
                website=values.get("website") or "",
            ),
        )

    def _mended(self, row: GivenRow, there: Organisation, stages: tuple[str, ...]) -> Mended:
        facts = self.facts[there.pk]
        if there.kind not in TEACHING or facts is None:
            raise _Refused(rejected("organisations.code_of_other", "code", name=there.name))
        self._refuse_foreign(there, "code")
        self._refuse_decisions(row, facts)
        wanted: dict[str, Any] = {"name": row.values["name"], "stages": [*map(str, stages)]}
        wanted |= {name: row.values[name] or "" for name in ("short_name", *PLAIN) if name in row.values}
        wanted["short_name"] = wanted.get("short_name") or (
            facts.short_name if wanted["name"] == facts.name else wanted["name"][:100]
        )
        wanted["ownership"] = wanted.get("ownership") or there.ownership
        now = {name: getattr(facts if name in {"name", "short_name"} else there, name) for name in wanted}
        changed = [name for name in wanted if now[name] != wanted[name]]
        return Mended(there, {name: now[name] for name in changed}, {name: wanted[name] for name in changed})

    def _refuse_decisions(self, row: GivenRow, facts: Facts) -> None:
        """Who manages a school and where it stands change by decision."""
        hint = "organisations.by_decision"
        parent = self._body(row.values.get("parent"))
        if parent is not None and parent.number != facts.administrative:
            now = self.gazette.by_number.get(facts.administrative or 0)
            raise _Refused(
                rejected("organisations.parent_by_decision", "parent", hint, now=now.name if now else "–")
            )
        spot = self._spot(row.values.get("commune"))
        if spot is not None and facts.unit is not None and spot.unit != facts.unit:
            raise _Refused(
                rejected("organisations.place_by_decision", "commune", hint, now=self._place(facts.unit))
            )

    def _refuse_foreign(self, there: Organisation | Body, column: str) -> None:
        if not can(self.context.scope, "organisations.change", there):
            raise _Refused(rejected("organisations.outside", column, name=there.name))

    def _refuse_namesake(self, name: str, spot: Spot | None) -> None:
        namesake = self.named.get((name_key(name), spot.unit)) if spot else None
        if namesake is not None:
            hint = "organisations.same_name.mend"
            raise _Refused(
                rejected("organisations.same_name", "code", hint, name=namesake[0], number=namesake[1])
            )

    def _spot(self, words: str | None) -> Spot | None:
        if not words:
            return None
        found = self.gazette.spot(words)
        if len(found) == 1:
            return found[0]
        if found:
            hint = "organisations.commune_several.mend"
            raise _Refused(rejected("organisations.commune_several", "commune", hint, value=words))
        raise _Refused(rejected("organisations.commune_unknown", "commune", value=words))

    def _body(self, words: str | None) -> Body | None:
        if not words:
            return None
        found = self.gazette.body(words)
        if len(found) == 1:
            return found[0]
        code = "organisations.parent_several" if found else "organisations.parent_unknown"
        raise _Refused(rejected(code, "parent", value=words))

    def _usual_parent(self, stages: tuple[str, ...], spot: Spot | None) -> Body:
        """The department for upper secondary and continuing education, else the commune (NĐ 142/2025)."""
        commune = spot.commune if spot else None
        parent = self.gazette.top if is_of_department(stages) else commune
        if parent is None:
            hint = "organisations.parent_missing.mend"
            raise _Refused(rejected("organisations.parent_missing", "parent", hint))
        return parent

    def _named(self) -> dict[tuple[str, int], tuple[str, str]]:
        """Name and code of the schools in the communes of this chunk, by key of the name and unit."""
        spots = [spot for row in self.rows for spot in self.gazette.spot(row.values.get("commune") or "")]
        places = OrganisationPlace.objects.on(self.today).filter(unit_id__in={spot.unit for spot in spots})
        units = dict(places.values_list("organisation_id", "unit_id"))
        names = OrganisationName.objects.on(self.today).filter(
            organisation_id__in=list(units), organisation__kind__in=TEACHING
        )
        codes = codes_of(units, on=self.today)
        return {
            (name_key(name), units[number]): (name, codes.get(number, "–"))
            for number, name in names.values_list("organisation_id", "name")
        }

    def _place(self, unit: int) -> str:
        spots = (words for words, found in self.gazette.spots.items() for spot in found if spot.unit == unit)
        return next(spots, "–")


def undo(images: Sequence[Image]) -> Sequence[bool]:
    """Take rows back in reverse order: what was entered goes unless somebody uses it, what was mended comes back."""
    rows = Organisation.objects.in_bulk([image.object_id for image in images])
    return [_undone(rows.get(image.object_id), image) for image in images]


def _undone(row: Organisation | None, image: Image) -> bool:
    if row is None:
        return False
    if image.before is None:
        return withdraw(row)
    return unmend(Mended(row, dict(image.before), dict(image.after)))
