"""Questions about administrative units, as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from khue.core import clock
from khue.core.models import holds_on
from khue.core.text import fold
from khue.foundation.organisations.choices import UnitLevel
from khue.foundation.organisations.formulas.names import PREFIXES
from khue.foundation.organisations.models import Unit, UnitCode, UnitParent, UnitSuccession

LIMIT = 20


def unit_by_code(code: str, *, on: dt.date | None = None) -> Unit | None:
    """The unit that had an official code on a day (today). A code without a day is ambiguous: 52, 44, 00004."""
    day = on or clock.today()
    rows = UnitCode.objects.filter(holds_on(day), scheme="gso", code=code).select_related("unit")
    return next((row.unit for row in rows), None)


def units_by_codes(codes: list[str], *, on: dt.date | None = None) -> dict[str, Unit]:
    """The units of several codes on a day, in one statement; unknown codes are left out."""
    day = on or clock.today()
    rows = UnitCode.objects.filter(holds_on(day), scheme="gso", code__in=codes).select_related("unit")
    return {row.code: row.unit for row in rows}


def code_of_unit(unit: Unit, *, on: dt.date | None = None) -> str:
    """The official code of a unit on a day; empty when it had none."""
    row = UnitCode.objects.filter(holds_on(on or clock.today()), scheme="gso", unit=unit).first()
    return row.code if row else ""


def codes_of_units(rows: Iterable[Unit], *, on: dt.date | None = None) -> dict[int, str]:
    """The official codes of units on a day (today), by id; empty for those without one."""
    found = dict.fromkeys([row.pk for row in rows], "")
    codes = UnitCode.objects.filter(holds_on(on or clock.today()), scheme="gso", unit_id__in=list(found))
    return found | dict(codes.values_list("unit_id", "code"))


def units(level: UnitLevel, *, on: dt.date | None = None, below: Unit | None = None) -> QuerySet[Unit]:
    """The units of a level on a day, by name; `below` limits them to one province or district."""
    day = on or clock.today()
    rows: QuerySet[Unit] = Unit.objects.on(day).filter(level=level).order_by("folded", "pk")
    if below is None:
        return rows
    direct = Q(holds_on(day, "parents__"), parents__parent=below)
    through = Q(
        holds_on(day, "parents__"),
        holds_on(day, "parents__parent__parents__"),
        parents__parent__parents__parent=below,
    )
    return rows.filter(direct | through).distinct()


def commune_named(name: str, *, below: Unit, on: dt.date) -> Unit | None:
    """The commune or ward of a province that bears a full name (`Xã Nho Quan`) on a day; None unless just one does."""
    rows = units(UnitLevel.COMMUNE, on=on, below=below).filter(name__in=_without_prefix(name))
    found = [row for row in rows if fold(str(row)) == fold(name)]
    return found[0] if len(found) == 1 else None


def _without_prefix(name: str) -> list[str]:
    """What a unit may be called under its kind: all of the name, or all but its first word or two."""
    words = name.split()
    return [" ".join(words[start:]) for start in range(min(len(words), 3))]


def parent_of_unit(unit: Unit, *, on: dt.date | None = None) -> Unit | None:
    """The unit above on a day: a commune's district until 30 June 2025, its province since."""
    rows = UnitParent.objects.filter(holds_on(on or clock.today()), child=unit).select_related("parent")
    return next((row.parent for row in rows), None)


def province_of(unit: Unit, *, on: dt.date | None = None) -> Unit | None:
    """The province a unit lay in on a day; of a unit that had ended by then, None."""
    here: Unit | None = unit
    while here is not None and here.level != UnitLevel.PROVINCE:
        here = parent_of_unit(here, on=on)
    return here


def successors_of(unit: Unit) -> QuerySet[UnitSuccession]:
    """What followed a unit. A district had no successor of its own: its communes' successors are (rules.md 18.4)."""
    of_communes = Q(predecessor__parents__parent=unit) if unit.level == UnitLevel.DISTRICT else Q(pk__in=())
    rows = UnitSuccession.objects.filter(Q(predecessor=unit) | of_communes)
    return rows.select_related("predecessor", "successor").order_by("successor__folded").distinct()


def predecessors_of(unit: Unit) -> QuerySet[UnitSuccession]:
    """What a unit was made of, in whole or in part."""
    return (
        UnitSuccession.objects.filter(successor=unit)
        .select_related("predecessor", "successor")
        .order_by("predecessor__folded")
    )


def search_units(
    words: str, *, level: UnitLevel = UnitLevel.COMMUNE, on: dt.date | None = None, below: Unit | None = None
) -> QuerySet[Unit]:
    """Units of a level whose name has all the words, with or without diacritics; an exact name comes first."""
    rows = units(level, on=on, below=below)
    folded = fold(words)
    for word in folded.split():
        rows = rows.filter(folded__contains=word)
    spelled = [folded, *(f"{fold(prefix)} {folded}" for prefix in PREFIXES)]
    exact = ExpressionWrapper(Q(folded__in=spelled), output_field=BooleanField())
    return rows.annotate(is_exact=exact).order_by(F("is_exact").desc(), "folded", "pk")[:LIMIT]
