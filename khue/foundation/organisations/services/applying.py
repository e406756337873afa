"""Making a change that was planned: dated rows end and open, the closure and today's paths follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from khue.core import audit, clock, events
from khue.core.scope import Reach, current_scope
from khue.foundation.organisations.choices import ChangeKind, ParentKind
from khue.foundation.organisations.events import (
    OrganisationClosed,
    OrganisationFounded,
    OrganisationRenamed,
    OrganisationsMerged,
    OrganisationsMoved,
    OrganisationSplit,
)
from khue.foundation.organisations.formulas import Facts, is_within, search_words
from khue.foundation.organisations.models import (
    InternalUnit,
    Organisation,
    OrganisationChange,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
    OrganisationSuccession,
    Site,
)
from khue.foundation.organisations.selectors import facts_on
from khue.foundation.organisations.services.following import Passing, follow
from khue.foundation.organisations.services.ledger import Journal, plain
from khue.foundation.organisations.services.plans import Plan, Succession
from khue.foundation.organisations.services.refusals import ChangeRefused
from khue.foundation.organisations.services.register import refuse_stray_top
from khue.foundation.organisations.services.tree import recompute_closure, settle_today

SCHEME = "moet"


@transaction.atomic
def apply_plan(plan: Plan) -> OrganisationChange:
    """Make a planned change.

    Raises `ChangeRefused`: "stale" when the facts are no longer those it was planned on, "outside" when it reaches
    beyond the open scope.
    """
    one_at_a_time()
    day = plan.decision.effective
    existing = [each for each in plan.before if each > 0]
    if facts_on(existing, day) != {each: plan.before[each] for each in existing}:
        raise ChangeRefused("stale")
    refuse_outside({*existing, *(facts.administrative for facts in plan.after.values() if facts)})
    refuse_in_the_way(plan)
    journal = Journal()
    numbers = _found(plan, journal)
    after = {numbers.get(each, each): _resolved(facts, numbers) for each, facts in plan.after.items()}
    _end(plan, numbers, journal)
    _turn(plan, after, numbers, journal)
    journal.entries += follow(_passing(plan, numbers))
    change = _record(plan, numbers, journal)
    recompute_closure(after)
    settle_today(after)
    refuse_stray_top(after)
    refuse_outside(after)
    audit.record(
        f"organisations.{plan.kind}",
        change,
        organisation=next(iter(after)),
        decision=plan.decision.number,
        date=day.isoformat(),
        organisations=sorted(after),
    )
    announce(change, [(_resolve(old, numbers), _resolve(new, numbers)) for old, new in plan.successions])
    return change


def _passing(plan: Plan, numbers: Mapping[int, int]) -> Passing:
    heirs = {old: _resolve(new, numbers) for old, new in plan.heirs.items()}
    pupils = {old: new if new is not None else plan.pupils_to for old, new in heirs.items()}
    parts = tuple(numbers[each] for each in plan.parts) if plan.division else ()
    division = plan.division.at(numbers) if plan.division else None
    return Passing(plan.decision.effective, heirs, pupils, parts, division)


def refuse_in_the_way(plan: Plan) -> None:
    """Raise `ChangeRefused` where something begins at an organisation after it ends."""
    for each in plan.in_the_way[:1]:
        before = plan.before[each.organisation]
        raise ChangeRefused(
            "begins_later",
            name=before.short_name if before else "",
            count=sum(one.number for one in plan.in_the_way if one.organisation == each.organisation),
            date=f"{plan.decision.effective:%d/%m/%Y}",
        )


def one_at_a_time() -> None:
    """Changes of the tree wait for each other, so that two of them cannot close a circle between them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('khue.organisations'))")


def refuse_outside(numbers: Iterable[int | None]) -> None:
    """Raise `ChangeRefused` when one of the organisations lies outside of the open scope; None and new ones do not."""
    scope = current_scope()
    if scope.reach is Reach.ALL:
        return
    for row in Organisation.objects.filter(pk__in={each for each in numbers if each}).only("path", "name"):
        if not any(is_within(row.path, root) for root in scope.roots):
            raise ChangeRefused("outside", name=row.name)


def _found(plan: Plan, journal: Journal) -> dict[int, int]:
    """Insert who is founded; their numbers by the plan's."""
    day = plan.decision.effective
    rows = {}
    for number, founding in plan.foundings.items():
        facts = founding.facts()
        rows[number] = Organisation(
            kind=founding.kind,
            name=facts.name,
            short_name=facts.short_name,
            folded=search_words(facts.short_name, facts.name),
            path="",
            unit_id=facts.unit,
            valid_from=day,
            **founding.profile.fields(),
        )
    journal.open(list(rows.values()))
    return {number: row.pk for number, row in rows.items()}


def _end(plan: Plan, numbers: Mapping[int, int], journal: Journal) -> None:
    """End who is closed, with everything dated that hangs on them; their sites go to the heir of a merge."""
    day, closing = plan.decision.effective, plan.closing
    if not closing:
        return
    still = {"valid_to": None}
    journal.change(list(Organisation.objects.filter(pk__in=closing)), valid_to=day)
    for model, owner in (
        (OrganisationName, "organisation_id"),
        (OrganisationCode, "organisation_id"),
        (OrganisationPlace, "organisation_id"),
        (OrganisationParent, "child_id"),
        (InternalUnit, "organisation_id"),
    ):
        journal.end(plain(model).filter(**still, **{f"{owner}__in": closing}), day)
    sites = list(plain(Site).filter(**still, organisation_id__in=closing).order_by("pk"))
    journal.end(sites, day)
    heir = _resolve(plan.heir, numbers)
    if heir is not None:
        journal.open(_sites_of_heir(plan, heir, sites))


def _sites_of_heir(plan: Plan, heir: int, sites: list[Site]) -> list[Site]:
    """The sites of those who ended, as sites of who goes on; the name of the old school tells two of one name apart."""
    taken = set(plain(Site).filter(organisation_id=heir, valid_to=None).values_list("name", flat=True))
    fresh = []
    for site in sites:
        old = plan.before[site.organisation_id]
        name = site.name if site.name not in taken else f"{site.name} ({old.short_name if old else ''})"[:150]
        taken.add(name)
        fresh.append(
            Site(
                organisation_id=heir,
                name=name,
                code=site.code,
                address=site.address,
                valid_from=plan.decision.effective,
            )
        )
    return fresh


def _turn(
    plan: Plan, after: Mapping[int, Facts | None], numbers: Mapping[int, int], journal: Journal
) -> None:
    """Write what changes of those who go on or begin, a few statements a kind of fact."""
    day = plan.decision.effective
    changed: dict[str, dict[int, Facts]] = {}
    for difference in plan.differences:
        number = numbers.get(difference.organisation, difference.organisation)
        facts = after[number]
        if facts is not None:
            changed.setdefault(difference.what, {})[number] = facts

    def turn(model: Any, owner: str, what: list[str], values: Callable[[Facts], Any], **of_kind: Any) -> None:
        of = {number: facts for each in what for number, facts in changed.get(each, {}).items()}
        if of:
            journal.turn(
                model, owner, {number: values(facts) for number, facts in of.items()}, day, **of_kind
            )

    turn(OrganisationName, "organisation_id", ["name", "short_name"], _name)
    turn(OrganisationCode, "organisation_id", ["code"], _value("code"), scheme=SCHEME)
    turn(OrganisationPlace, "organisation_id", ["unit"], _value("unit", "unit_id"))
    for kind in ParentKind:
        turn(OrganisationParent, "child_id", [kind.value], _value(kind.value, "parent_id"), kind=kind)


def _name(facts: Facts) -> dict[str, str]:
    return {
        "name": facts.name,
        "short_name": facts.short_name,
        "folded": search_words(facts.short_name, facts.name),
    }


def _value(what: str, column: str = "") -> Callable[[Facts], dict[str, Any] | None]:
    """The row of a fact that is one value; none when it is empty."""
    return lambda facts: {column or what: getattr(facts, what)} if getattr(facts, what) else None


def _record(plan: Plan, numbers: Mapping[int, int], journal: Journal) -> OrganisationChange:
    change = OrganisationChange.objects.create(
        kind=plan.kind,
        date=plan.decision.effective,
        decision=plan.decision.number,
        decided_on=plan.decision.signed_on,
        account_id=current_scope().account,
        recorded_at=clock.now(),
        journal=journal.entries,
    )
    OrganisationSuccession.objects.bulk_create(
        OrganisationSuccession(
            change=change, predecessor_id=_resolve(old, numbers), successor_id=_resolve(new, numbers)
        )
        for old, new in plan.successions
    )
    return change


def announce(change: OrganisationChange, lines: list[Succession]) -> None:
    """Tell the house what happened."""
    number, day = change.pk, change.date.isoformat()
    new = [new for old, new in lines if old is None and new is not None]
    ended = [old for old, new in lines if old is not None and new != old]
    followers = [follower for old, follower in lines if follower is not None and follower != old]
    match change.kind:
        case ChangeKind.FOUND:
            for each in new:
                events.announce(OrganisationFounded(number, day, each))
        case ChangeKind.RENAME:
            events.announce(OrganisationRenamed(number, day, lines[0][0] or 0))
        case ChangeKind.TRANSFER:
            events.announce(OrganisationsMoved(number, day, [old for old, _new in lines if old]))
        case ChangeKind.MERGE:
            events.announce(OrganisationsMerged(number, day, ended, followers[0]))
        case ChangeKind.SPLIT:
            source = ended[0]
            events.announce(OrganisationSplit(number, day, source, followers, (source, source) in lines))
        case ChangeKind.CLOSE:
            events.announce(OrganisationClosed(number, day, ended[0]))


def _resolve(number: int | None, numbers: Mapping[int, int]) -> int | None:
    return None if number is None else numbers.get(number, number)


def _resolved(facts: Facts | None, numbers: Mapping[int, int]) -> Facts | None:
    if facts is None:
        return None
    return replace(
        facts,
        administrative=_resolve(facts.administrative, numbers),
        professional=_resolve(facts.professional, numbers),
    )
