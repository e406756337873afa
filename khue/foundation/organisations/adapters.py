"""Where the administrative units come from: the data files of the package `vietnamadminunits` (MIT).

The package itself is not imported: it would bring geometry libraries along, and only its data is wanted.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from khue.foundation.organisations.formulas.reform import Named, NewCommune, OldCommune, Source

PACKAGE = "vietnamadminunits"
NEW = (
    "SELECT provinceCode, province, provinceLat, provinceLon, wardCode, ward, wardLat, wardLon, provinceKey, wardKey"
    " FROM admin_units ORDER BY provinceCode, wardCode"
)
OLD = (
    "SELECT provinceCode, province, provinceLat, provinceLon, districtCode, district, districtLat, districtLon,"
    " wardCode, ward, wardLat, wardLon, provinceKey, districtKey, coalesce(wardKey, '')"
    " FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
)


class UnitsMissing(RuntimeError):  # noqa: N818 - reads as the fact it states
    """The package with the administrative units is not installed, or its files are not where they were."""


def read_units() -> Source:
    """Both lists of units and what leads from one to the other. Raises UnitsMissing."""
    folder = _folder()
    flows = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as database:
        old = list(database.execute(OLD))
        new = list(database.execute(NEW))
    old_codes = {f"{row[12]}_{row[13]}_{row[14]}": row[8] or row[4] for row in old}
    new_codes = {(row[8], row[9]): row[4] for row in new}
    old_provinces, new_provinces = {row[12]: row[0] for row in old}, {row[8]: row[0] for row in new}
    communes: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for old_key, new_key, is_partial in _flows(flows):
        communes[new_codes[new_key]].append((old_codes[old_key], is_partial))
    return Source(
        old=[_old(row) for row in old],
        new=[NewCommune(_named(row), _named(row[4:])) for row in new],
        communes=communes,
        provinces={
            new_provinces[province]: [old_provinces[each] for each in origins]
            for province, origins in flows["DICT_PROVINCE"].items()
        },
    )


def _folder() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise UnitsMissing(f"install {PACKAGE}: it carries the administrative units")
    folder = Path(spec.origin).parent / "data"
    if not (folder / "dataset.db").exists():
        raise UnitsMissing(f"{folder} has no dataset.db")
    return folder


def _flows(
    flows: dict[str, dict[str, dict[str, list[object]]]],
) -> Iterator[tuple[str, tuple[str, str], bool]]:
    """Old key, new key (province, commune), and whether only a part of the old commune went there."""
    for province, communes in flows["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, origins in communes.items():
            for origin in origins:
                yield str(origin), (province, commune), False
    for province, divided in flows["DICT_PROVINCE_WARD_DIVIDED"].items():
        for origin_key, parts in divided.items():
            for part in parts:
                if isinstance(part, dict):
                    yield origin_key, (province, part["newWardKey"]), True


def _old(row: tuple[str, ...]) -> OldCommune:
    commune = _named(row[8:]) if row[8] else None
    return OldCommune(_named(row), _named(row[4:]), commune)


def _named(row: tuple[str, ...]) -> Named:
    code, name, latitude, longitude = row[:4]
    return Named(code, name, (_number(latitude), _number(longitude)))


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)
