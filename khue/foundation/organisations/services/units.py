"""Loading the administrative units of Vietnam."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, models, transaction

from khue.core import audit
from khue.core.ids import uuid7
from khue.core.text import fold
from khue.foundation.organisations.adapters import read_units
from khue.foundation.organisations.formulas.names import split_prefix
from khue.foundation.organisations.formulas.reform import DECISION, REFORM, Gazetteer, Key, UnitRow, gazetteer
from khue.foundation.organisations.models import Unit, UnitCode, UnitParent, UnitSuccession

SCHEME = "gso"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were added; all nought when everything was there."""

    units: int
    codes: int
    parents: int
    successions: int


@transaction.atomic
def load_units() -> Loaded:
    """Load the units before and since 1 July 2025 (NQ 202/2025/QH15), adding what is missing and changing nothing.

    13 thousand units, their codes, parents and successions go in by COPY. Raises `UnitsMissing` without the source.
    """
    return store_units(gazetteer(read_units()))


@transaction.atomic
def store_units(rows: Gazetteer) -> Loaded:
    """Add the rows of a gazetteer that are not there yet. A unit is known by its level, first code and first day."""
    _one_at_a_time()
    numbers = _known()
    missing = [row for key, row in rows.units.items() if key not in numbers]
    numbers |= _store_units(missing)
    codes = [(numbers[key], SCHEME, code, span.start, span.end) for key, code, span in rows.codes]
    parents = [
        (numbers[child], numbers[parent], span.start, span.end) for child, parent, span in rows.parents
    ]
    follows = [
        (numbers[old], numbers[new], REFORM, is_partial, DECISION)
        for old, new, is_partial in rows.successions
    ]
    loaded = Loaded(
        units=len(missing),
        codes=_add(UnitCode, ("unit_id", "scheme", "code", "valid_from", "valid_to"), codes, 4),
        parents=_add(UnitParent, ("child_id", "parent_id", "valid_from", "valid_to"), parents, 3),
        successions=_add(
            UnitSuccession, ("predecessor_id", "successor_id", "date", "is_partial", "decision"), follows, 3
        ),
    )
    if any(asdict(loaded).values()):
        audit.record("organisations.units_loaded", **asdict(loaded))
    return loaded


def _known() -> dict[Key, int]:
    """The units that are there, by level, code of the first day and first day."""
    rows = UnitCode.objects.filter(scheme=SCHEME, valid_from=models.F("unit__valid_from"))
    found = rows.values_list("unit__level", "code", "valid_from", "unit_id")
    return {(level, code, day): number for level, code, day, number in found}


def _store_units(missing: Sequence[UnitRow]) -> dict[Key, int]:
    names = {uuid7(): row for row in missing}
    columns = ("uuid", "level", "prefix", "name", "folded", "latitude", "longitude", "valid_from", "valid_to")
    copy_rows(Unit, columns, ((uuid, *_unit(row)) for uuid, row in names.items()))
    stored = Unit.objects.values_list("uuid", "pk") if missing else ()
    return {names[uuid].key: number for uuid, number in stored if uuid in names}


def _unit(row: UnitRow) -> tuple[Any, ...]:
    prefix, name = split_prefix(row.name)
    folded = fold(f"{prefix} {name}")
    return (row.key[0], prefix, name, folded, *row.place, row.span.start, row.span.end)


def _add(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]], known_by: int
) -> int:
    """Copy the rows whose first `known_by` columns are not in the table yet; returns how many."""
    there = set(model._default_manager.values_list(*columns[:known_by]))
    fresh = [row for row in rows if row[:known_by] not in there]
    copy_rows(model, columns, fresh)
    return len(fresh)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY rows into the table of a model without row-level security."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _one_at_a_time() -> None:
    """Two loaders wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('khue.organisations.units'))")
