"""What makes a change impossible, and what is worth knowing before making it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Max, Q

from khue.core.models import holds_on
from khue.foundation.organisations.choices import TEACHING, TOP, OrganisationKind, ParentKind
from khue.foundation.organisations.formulas import Facts, State, differences, name_key
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationCode,
    OrganisationName,
    OrganisationParent,
    OrganisationPlace,
)
from khue.foundation.organisations.selectors import facts_on, organisations_by_codes
from khue.foundation.organisations.services.previews import organisation_previews
from khue.foundation.organisations.services.refusals import ChangeRefused, Warned, warned

SUMMER = (6, 7, 8)
PUPILS = "pupils"
HISTORIES = (
    (OrganisationName, "organisation_id"),
    (OrganisationCode, "organisation_id"),
    (OrganisationPlace, "organisation_id"),
    (OrganisationParent, "child_id"),
)


def refuse_unfit(before: State, after: State, day: dt.date) -> None:
    """Raise `ChangeRefused` for what the day, the tree or the codes do not allow."""
    changed = {each.organisation for each in differences(before, after)}
    _refuse_wrong_days([each for each in changed if each > 0], day)
    _refuse_orphans([each for each, facts in after.items() if facts is None], after, day)
    _refuse_dead_parents(after, day)
    _refuse_circles(after, day)
    _refuse_taken_codes(before, after, day)


def warnings_of(before: State, after: State, day: dt.date, today: dt.date) -> tuple[Warned, ...]:
    """What to know before the change is made."""
    found = [warned("backdated")] if day < today else []
    ending = [facts for each, facts in before.items() if facts is not None and after.get(each) is None]
    numbers = [each for each in before if each > 0 and after.get(each) is None]
    if len(set(Organisation.objects.filter(pk__in=numbers).values_list("kind", flat=True))) > 1:
        found.append(warned("kinds_differ"))
    if ending and day.month not in SUMMER:
        found += [warned("year_running", name=facts.short_name) for facts in ending]
    fresh = {
        each: facts
        for each, facts in after.items()
        if facts is not None and _is_named_anew(each, before, facts)
    }
    found += [warned("no_code", name=facts.short_name) for facts in fresh.values() if not facts.code]
    return (*found, *_names_taken(fresh, numbers, day))


def _is_named_anew(each: int, before: State, facts: Facts) -> bool:
    old = before.get(each)
    return old is None or old.name != facts.name


def _names_taken(fresh: dict[int, Facts], ending: list[int], day: dt.date) -> Iterable[Warned]:
    units = {facts.unit for facts in fresh.values() if facts.unit is not None}
    neighbours = OrganisationPlace.objects.filter(holds_on(day), unit_id__in=units).exclude(
        organisation_id__in=[*fresh, *ending]
    )
    names = OrganisationName.objects.filter(
        holds_on(day), organisation__in=neighbours.values("organisation_id")
    )
    taken = {name_key(name): name for name in names.values_list("name", flat=True)}
    return [
        warned("name_taken", name=taken[name_key(facts.name)])
        for facts in fresh.values()
        if name_key(facts.name) in taken
    ]


def _refuse_wrong_days(numbers: list[int], day: dt.date) -> None:
    """Changes are recorded in their order, and nothing ends on the day it begins."""
    for row in Organisation.objects.filter(pk__in=numbers).filter(
        Q(valid_from__gte=day) | Q(valid_to__isnull=False)
    ):
        written = f"{day:%d/%m/%Y}"
        if row.valid_to is not None and row.valid_to <= day:
            raise ChangeRefused("not_alive", name=row.name, date=written)
        if row.valid_from >= day:
            raise ChangeRefused("too_young", name=row.name, date=f"{row.valid_from:%d/%m/%Y}")
        raise ChangeRefused("later_facts", name=row.name, date=written)
    for model, owner in HISTORIES:
        later = Q(valid_from__gt=day) | Q(valid_to__gt=day)
        rows = model._default_manager.filter(later, **{f"{owner}__in": numbers})
        late = rows.aggregate(last=Max(owner))["last"]
        if late is not None:
            name = Organisation.objects.get(pk=late).name
            raise ChangeRefused("later_facts", name=name, date=f"{day:%d/%m/%Y}")


def _refuse_orphans(ending: list[int], after: State, day: dt.date) -> None:
    """Whoever ends leaves nobody below, on this day or later."""
    still = Q(valid_to=None) | Q(valid_to__gt=day)
    edges = OrganisationParent.objects.filter(still, parent_id__in=ending).exclude(child_id__in=list(after))
    left: dict[int, set[int]] = {}
    for parent, child in edges.values_list("parent_id", "child_id"):
        left.setdefault(parent, set()).add(child)
    for parent, children in left.items():
        raise ChangeRefused(
            "children_left", name=Organisation.objects.get(pk=parent).name, count=len(children)
        )


def _refuse_dead_parents(after: State, day: dt.date) -> None:
    ending = {each for each, facts in after.items() if facts is None}
    parents = {
        p for facts in after.values() if facts for p in (facts.administrative, facts.professional) if p
    }
    known = Organisation.objects.in_bulk([each for each in parents if each > 0])
    for number, row in known.items():
        over = row.valid_to is not None or row.valid_from > day
        if number in ending or over:
            raise ChangeRefused("not_alive", name=row.name, date=f"{day:%d/%m/%Y}")


def _refuse_circles(after: State, day: dt.date) -> None:
    """Walk up from everyone who changes; the tree is a handful of levels deep."""
    for field in ("administrative", "professional"):
        known = {each: getattr(facts, field) for each, facts in after.items() if facts is not None}
        for start in list(known):
            here, seen = known[start], {start}
            while here is not None:
                if here in seen:
                    facts = after.get(start)
                    raise ChangeRefused("circle", name=facts.name if facts else "")
                seen.add(here)
                if here not in known:
                    above = facts_on([here], day)[here]
                    known[here] = getattr(above, field) if above else None
                here = known[here]


def _refuse_taken_codes(before: State, after: State, day: dt.date) -> None:
    wanted = {
        str(each.after): each.organisation
        for each in differences(before, after)
        if each.what == "code" and each.after
    }
    owners = organisations_by_codes(wanted, on=day)
    for code, owner in owners.items():
        if owner.pk != wanted[code] and after.get(owner.pk, owner) is not None:
            raise ChangeRefused("code_taken", number=code, name=owner.name)
    later = OrganisationCode.objects.filter(scheme="moet", code__in=list(wanted), valid_from__gt=day)
    for row in later.select_related("organisation"):
        raise ChangeRefused("code_taken", number=row.code, name=row.organisation.name)


def refuse_second_top(foundings: Mapping[int, OrganisationKind], after: State) -> None:
    """Raise `ChangeRefused` when somebody would stand at the top beside somebody else, or may not stand there."""
    fresh = [
        each for each in foundings if (facts := after[each]) is not None and facts.administrative is None
    ]
    if not fresh:
        return
    edges = OrganisationParent.objects.filter(valid_to=None, kind=ParentKind.ADMINISTRATIVE)
    tops = Organisation.objects.filter(valid_to=None).exclude(pk__in=edges.values("child_id"))
    ending = [each for each, facts in after.items() if facts is None]
    if len(fresh) > 1 or foundings[fresh[0]] not in TOP or tops.exclude(pk__in=ending).exists():
        facts = after[fresh[0]]
        raise ChangeRefused("no_parent", name=facts.name if facts else "")


def refuse_pupils_left(here: Organisation, pupils_to: Organisation | None, day: dt.date) -> None:
    """Raise `ChangeRefused` when a school closes with pupils that no living school takes in."""
    preview = organisation_previews.get(PUPILS)
    count = preview.count([here.pk], day).get(here.pk, 0) if preview else 0
    if count and pupils_to is None:
        raise ChangeRefused("pupils_left", name=here.name, count=count)
    if pupils_to is None:
        return
    ended = pupils_to.valid_to is not None and pupils_to.valid_to <= day
    if pupils_to.pk == here.pk or pupils_to.kind not in TEACHING or ended or pupils_to.valid_from > day:
        raise ChangeRefused("same_school")
