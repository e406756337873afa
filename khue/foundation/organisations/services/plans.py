"""What a change would do, before it is done.

Each `plan_…` answers a `Plan`: the pictures of the day on which the change takes effect, without and with it. The plan
writes nothing; `apply_plan` writes exactly its differences. A change is refused with `ChangeRefused` as early as here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.organisations.choices import ChangeKind, OrganisationKind, ParentKind
from khue.foundation.organisations.formulas import Difference, Facts, State, differences
from khue.foundation.organisations.models import Organisation, OrganisationParent
from khue.foundation.organisations.selectors import facts_on
from khue.foundation.organisations.services.dividing import Choice, Division, divided
from khue.foundation.organisations.services.following import InTheWay, in_the_way
from khue.foundation.organisations.services.previews import Touched, touched_by
from khue.foundation.organisations.services.refusals import ChangeRefused, Warned, warned
from khue.foundation.organisations.services.register import Profile, refuse_wrong_parents
from khue.foundation.organisations.services.scrutiny import (
    refuse_pupils_left,
    refuse_second_top,
    refuse_unfit,
    warnings_of,
)

PARENTS = {ParentKind.ADMINISTRATIVE: "administrative", ParentKind.PROFESSIONAL: "professional"}
Succession = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper behind a change: its number, the day it was signed, and the day from which it holds."""

    number: str
    signed_on: dt.date
    effective: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """An organisation to be founded by a change."""

    kind: OrganisationKind
    name: str
    short_name: str = ""
    code: str = ""
    unit: int | None = None
    administrative: int | None = None
    professional: int | None = None
    profile: Profile = field(default_factory=Profile)

    def facts(self) -> Facts:
        """What will be true of it."""
        return Facts(
            name=self.name,
            short_name=(self.short_name or self.name)[:100],
            code=self.code,
            unit=self.unit,
            administrative=self.administrative,
            professional=self.professional,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an organisation that is split: what it becomes, and which of those below go with it."""

    founding: Founding
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that has not been made. Negative numbers stand for organisations that it would found."""

    kind: ChangeKind
    decision: Decision
    before: State
    after: State
    foundings: dict[int, Founding]
    successions: tuple[Succession, ...]
    warnings: tuple[Warned, ...]
    touched: tuple[Touched, ...]
    in_the_way: tuple[InTheWay, ...]
    pupils_to: int | None = None
    division: Division | None = None

    @property
    def earliest(self) -> dt.date:
        """The first day on which nothing that is recorded today would stand in the way."""
        return max([self.decision.effective, *(each.last + dt.timedelta(days=1) for each in self.in_the_way)])

    @property
    def parts(self) -> list[int]:
        """Of a split, the parts; of another change nobody."""
        return list(self.foundings) if self.kind is ChangeKind.SPLIT else []

    @property
    def heirs(self) -> dict[int, int | None]:
        """Who goes on for each who ends: of a split the first part, of a closing nobody."""
        found: dict[int, int | None] = dict.fromkeys(self.closing)
        for old, new in reversed(self.successions):
            if old in found and new is not None:
                found[old] = new
        return found

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that changes, fact by fact."""
        return differences(self.before, self.after)

    @property
    def closing(self) -> list[int]:
        """Who ends."""
        return [each for each, facts in self.after.items() if facts is None]

    @property
    def heir(self) -> int | None:
        """In a merge, who goes on."""
        heirs = {new for old, new in self.successions if old in self.closing and new is not None}
        return heirs.pop() if self.kind is ChangeKind.MERGE and len(heirs) == 1 else None

    @property
    def fingerprint(self) -> str:
        """Names this plan: when it is planned again and differs, something happened in between."""
        division = self.division or Division()
        chosen = [sorted(each.items()) for each in (division.classes, division.pupils, division.teachers)]
        content = repr((self.kind, self.decision, self.differences, self.successions, self.pupils_to, chosen))
        return hashlib.sha256(content.encode()).hexdigest()[:20]


def plan_found(*, foundings: Sequence[Founding], decision: Decision) -> Plan:
    """Found organisations."""
    new = {-number: founding for number, founding in enumerate(foundings, 1)}
    after: dict[int, Facts | None] = {number: founding.facts() for number, founding in new.items()}
    return _plan(ChangeKind.FOUND, decision, after, new, [(None, number) for number in new])


def plan_rename(
    *,
    organisation: Organisation,
    name: str,
    decision: Decision,
    short_name: str = "",
    code: str | None = None,
) -> Plan:
    """Give an organisation another name, and another code unless `code` is None."""
    facts = _facts(organisation.pk, decision)
    renamed = replace(facts, name=name, short_name=(short_name or name)[:100])
    if code is not None:
        renamed = replace(renamed, code=code)
    return _plan(
        ChangeKind.RENAME, decision, {organisation.pk: renamed}, {}, [(organisation.pk, organisation.pk)]
    )


def plan_move(
    *,
    organisations: Sequence[Organisation],
    decision: Decision,
    administrative: Organisation | None = None,
    professional: Organisation | None = None,
    unit: int | None = None,
) -> Plan:
    """Put organisations below other parents, or into another unit; what is None stays as it is."""
    after: dict[int, Facts | None] = {
        number: replace(
            facts,
            administrative=facts.administrative if administrative is None else administrative.pk,
            professional=facts.professional if professional is None else professional.pk,
            unit=facts.unit if unit is None else unit,
        )
        for number, facts in _alive([each.pk for each in organisations], decision).items()
    }
    return _plan(ChangeKind.TRANSFER, decision, after, {}, [(number, number) for number in after])


def plan_merge(
    *, organisations: Sequence[Organisation], into: Organisation | Founding, decision: Decision
) -> Plan:
    """Merge organisations into one of them, into another one, or into a new one; who stands below them follows.

    `organisations` end, except `into` when it is among them.
    """
    heir = -1 if isinstance(into, Founding) else into.pk
    ending = [each.pk for each in organisations if each.pk != heir]
    if not ending or len({*ending, heir}) < 2:  # noqa: PLR2004 - a merge is of two
        raise ChangeRefused("alone")
    _alive([*ending, *([heir] if heir > 0 else [])], decision)
    after: dict[int, Facts | None] = dict.fromkeys(ending)
    after |= _handed_over(ending, heir, decision)
    new = {}
    if isinstance(into, Founding):
        new[heir] = into
        after[heir] = into.facts()
    lines: list[Succession] = [(number, heir) for number in ending]
    lines += [(heir, heir)] if heir > 0 else []
    return _plan(ChangeKind.MERGE, decision, after, new, lines)


def plan_split(
    *,
    organisation: Organisation,
    parts: Sequence[Part],
    goes_on: bool,
    decision: Decision,
    choice: Choice | None = None,
) -> Plan:
    """Make parts of an organisation organisations of their own; the rest goes on, or nothing is left.

    When it does not go on, everyone below must go with some part; else those who are not named stay. Then `choice` says
    which part receives which classes and grades of a school (parts as -1, -2 …); the others go to the first.
    """
    facts = _facts(organisation.pk, decision)
    new = {-number: part.founding for number, part in enumerate(parts, 1)}
    after: dict[int, Facts | None] = {organisation.pk: facts if goes_on else None}
    for number, part in enumerate(parts, 1):
        after[-number] = part.founding.facts()
        after |= _handed_over([organisation.pk], -number, decision, only=part.children)
    lines = [(organisation.pk, number) for number in new]
    lines += [(organisation.pk, organisation.pk)] if goes_on else []
    plan = _plan(ChangeKind.SPLIT, decision, after, new, lines)
    if goes_on or not plan.touched:
        return plan
    first = warned("split_people", name=facts.short_name, heir=parts[0].founding.name)
    division = divided(organisation.pk, decision.effective, choice or Choice(), -1)
    return replace(plan, warnings=(*plan.warnings, first), division=division)


def plan_close(
    *,
    organisation: Organisation,
    decision: Decision,
    children_to: Organisation | None = None,
    pupils_to: Organisation | None = None,
) -> Plan:
    """End an organisation that nobody follows.

    Those below go to `children_to`, pupils to `pupils_to`; without them there must be none.
    """
    _facts(organisation.pk, decision)
    refuse_pupils_left(organisation, pupils_to, decision.effective)
    after: dict[int, Facts | None] = {organisation.pk: None}
    if children_to is not None:
        after |= _handed_over([organisation.pk], children_to.pk, decision)
    plan = _plan(ChangeKind.CLOSE, decision, after, {}, [(organisation.pk, None)])
    return replace(plan, pupils_to=pupils_to.pk if pupils_to else None)


def _plan(
    kind: ChangeKind,
    decision: Decision,
    after: dict[int, Facts | None],
    new: dict[int, Founding],
    lines: Iterable[Succession],
) -> Plan:
    if not decision.number.strip():
        raise ChangeRefused("no_decision")
    before = {**facts_on([each for each in after if each > 0], decision.effective), **dict.fromkeys(new)}
    named = {each for line in lines for each in line}
    lines = [*lines, *((each, each) for each in sorted(after) if each not in named)]
    changed = differences(before, after)
    if not changed:
        raise ChangeRefused("no_change")
    if any(facts is not None and not facts.name.strip() for facts in after.values()):
        raise ChangeRefused("no_name")
    refuse_unfit(before, after, decision.effective)
    refuse_second_top({number: founding.kind for number, founding in new.items()}, after)
    refuse_wrong_parents(_existing_parents(after))
    moving = {each.organisation for each in changed if each.what in {"exists", *PARENTS.values()}}
    return Plan(
        kind=kind,
        decision=decision,
        before=before,
        after=after,
        foundings=new,
        successions=tuple(lines),
        warnings=warnings_of(before, after, decision.effective, clock.today()),
        touched=touched_by([each for each in moving if each > 0], decision.effective),
        in_the_way=in_the_way([each for each, facts in after.items() if facts is None], decision.effective),
    )


def _existing_parents(after: State) -> set[int]:
    parents = {
        each for facts in after.values() if facts for each in (facts.administrative, facts.professional)
    }
    return {each for each in parents if each is not None and each > 0}


def _facts(number: int, decision: Decision) -> Facts:
    return _alive([number], decision)[number]


def _alive(numbers: Iterable[int], decision: Decision) -> dict[int, Facts]:
    """The facts of the day of the change; refuses those who do not exist on it."""
    found: dict[int, Facts] = {}
    for number, facts in facts_on(numbers, decision.effective).items():
        if facts is None:
            name = Organisation.objects.get(pk=number).name
            raise ChangeRefused("not_alive", name=name, date=f"{decision.effective:%d/%m/%Y}")
        found[number] = facts
    return found


def _handed_over(
    parents: Sequence[int], heir: int, decision: Decision, only: Sequence[int] | None = None
) -> dict[int, Facts | None]:
    """Those below `parents` on the day, with `heir` in their place."""
    rows = OrganisationParent.objects.filter(holds_on(decision.effective), parent_id__in=parents)
    rows = rows.exclude(child_id__in=parents)
    if only is not None:
        rows = rows.filter(child_id__in=only)
    edges = list(rows.values_list("child_id", "kind"))
    children = _alive({child for child, _kind in edges if child != heir}, decision)
    for child, kind in edges:
        if child in children and kind == ParentKind.ADMINISTRATIVE:
            children[child] = replace(children[child], administrative=heir)
        elif child in children:
            children[child] = replace(children[child], professional=heir)
    return dict(children)
