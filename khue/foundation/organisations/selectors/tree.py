"""The tree as of any day, along either kind of parent."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.organisations.choices import GOVERNING, OrganisationKind, ParentKind, Stage
from khue.foundation.organisations.models import Organisation, OrganisationClosure, OrganisationParent
from khue.foundation.organisations.selectors.organisations import OrganisationThen, Rows, as_of, organisations

ADMINISTRATIVE = ParentKind.ADMINISTRATIVE


def roots(*, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE) -> Rows:
    """Who stands below nobody on a day. Before the reform each of the merged provinces had its own."""
    day = on or clock.today()
    edges = OrganisationParent.objects.filter(holds_on(day), kind=kind)
    return organisations(on=day).exclude(pk__in=edges.values("child_id")).order_by("folded_then", "pk")


def children_of(
    parent: Organisation, *, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE
) -> Rows:
    """Who stands directly below on a day, by name."""
    day = on or clock.today()
    edges = OrganisationParent.objects.filter(holds_on(day), parent=parent, kind=kind)
    return organisations(on=day).filter(pk__in=edges.values("child_id")).order_by("folded_then", "pk")


def subtree(root: Organisation, *, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE) -> Rows:
    """The organisation itself and everyone below it on a day."""
    day = on or clock.today()
    return organisations(on=day).filter(pk__in=below(root, day, kind))


def below(
    root: Organisation, day: dt.date, kind: ParentKind = ADMINISTRATIVE
) -> QuerySet[OrganisationClosure, dict[str, int]]:
    """The ids of a subtree on a day, as a subquery."""
    rows = OrganisationClosure.objects.filter(holds_on(day), ancestor=root, kind=kind)
    return rows.values("descendant_id")


def ancestors(
    child: Organisation, *, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE
) -> list[OrganisationThen]:
    """Who stands above on a day, the highest first: the breadcrumb. Names are those of that day."""
    day = on or clock.today()
    line = OrganisationClosure.objects.filter(holds_on(day), descendant=child, kind=kind, depth__gt=0)
    depth = Subquery(line.filter(ancestor=OuterRef("pk")).values("depth")[:1])
    rows = organisations(on=day).filter(pk__in=line.values("ancestor_id")).annotate(height=depth)
    return list(rows.order_by("-height"))


def parents_of(
    numbers: Iterable[int], *, on: dt.date | None = None
) -> dict[tuple[int, ParentKind], Organisation]:
    """The parents of several organisations on a day, by child and kind, with the names of that day; two statements."""
    day = on or clock.today()
    edges = list(
        OrganisationParent.objects.filter(holds_on(day), child_id__in=list(numbers)).values_list(
            "child_id", "kind", "parent_id"
        )
    )
    rows = as_of(Organisation.objects.filter(pk__in={parent for *_, parent in edges}), day)
    parents = {row.pk: row for row in rows}
    return {(child, ParentKind(kind)): parents[parent] for child, kind, parent in edges if parent in parents}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many organisations stand below one, itself not counted; schools are counted once by kind and once a stage."""

    kinds: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Everyone below."""
        return self.kinds.total()

    @property
    def schools(self) -> int:
        """Schools, centres and childcare groups."""
        return sum(number for kind, number in self.kinds.items() if kind not in GOVERNING)


def counts_below(
    numbers: Iterable[int], *, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE
) -> dict[int, Counts]:
    """What stands below each of the organisations on a day, in two statements."""
    day = on or clock.today()
    found: dict[int, Counts] = defaultdict(Counts)
    lines = OrganisationClosure.objects.filter(
        holds_on(day), holds_on(day, "descendant__"), ancestor_id__in=list(numbers), kind=kind, depth__gt=0
    )
    for ancestor, each, number in lines.values_list("ancestor_id", "descendant__kind").annotate(Count("pk")):
        found[ancestor].kinds[OrganisationKind(each)] += number
    by_stage = {stage: Count("pk", filter=Q(descendant__stages__contains=[stage])) for stage in Stage.values}
    for row in lines.values("ancestor_id").annotate(**by_stage):
        found[row["ancestor_id"]].stages.update({Stage(stage): row[stage] for stage in Stage.values})
    return found


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree: the organisation as of the day, its level (0 at the top), and what stands below it."""

    organisation: OrganisationThen
    level: int
    counts: Counts


def tree(*, on: dt.date | None = None, kind: ParentKind = ADMINISTRATIVE) -> list[Branch]:
    """Everyone who governs, in the order of the tree: departments, district offices or communes, by name.

    Schools are counted, not listed: a province has thousands, and `children_of` pages them. Five statements.
    """
    day = on or clock.today()
    governing = list(organisations(on=day).filter(kind__in=GOVERNING).order_by("folded_then", "pk"))
    numbers = [each.pk for each in governing]
    edges = OrganisationParent.objects.filter(holds_on(day), kind=kind, child_id__in=numbers)
    parents = dict(edges.values_list("child_id", "parent_id"))
    return list(_branches(governing, parents, counts_below(numbers, on=day, kind=kind)))


def _branches(
    rows: Sequence[OrganisationThen], parents: dict[int, int], counts: dict[int, Counts]
) -> Iterator[Branch]:
    children: dict[int | None, list[OrganisationThen]] = defaultdict(list)
    for row in rows:
        children[parents.get(row.pk)].append(row)
    waiting = [(row, 0) for row in reversed(children[None])]
    while waiting:
        row, level = waiting.pop()
        yield Branch(row, level, counts[row.pk])
        waiting += [(child, level + 1) for child in reversed(children[row.pk])]
