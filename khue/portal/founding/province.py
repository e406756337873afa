"""Which province an installation is for, and what its department and communes are called."""

from __future__ import annotations

import datetime as dt

from khue.core.text import fold, similar
from khue.foundation.organisations.choices import OrganisationKind, ParentKind, UnitLevel
from khue.foundation.organisations.models import Unit
from khue.foundation.organisations.selectors import code_of_unit, codes_of_units, unit_by_code, units
from khue.foundation.organisations.services import Called, Coded, Entry, Sat, Under

REFORM = dt.date(2025, 7, 1)
"""Since when today's departments and communes exist (NQ 202/2025/QH15)."""
KEY = "department"
CITY = "Thành phố"


class ProvinceUnknown(LookupError):  # noqa: N818 - reads as the fact it states
    """No province has that name or code today; `args` are the nearest names."""


def province_named(text: str) -> Unit:
    """The province with a name (with or without diacritics and its kind) or a code. Raises `ProvinceUnknown`."""
    by_code = unit_by_code(text.strip())
    if by_code is not None and by_code.level == UnitLevel.PROVINCE:
        return by_code
    names = {fold(spelled): unit for unit in units(UnitLevel.PROVINCE) for spelled in (unit.name, str(unit))}
    wanted = fold(text)
    if wanted not in names:
        raise ProvinceUnknown(*sorted({str(names[each]) for each in similar(wanted, names)}))
    return names[wanted]


def entries_of(province: Unit, name: str, *, with_communes: bool) -> list[Entry]:
    """The department of a province and, when wanted, the People's Committee of each of its communes."""
    code = code_of_unit(province)
    department = Entry(
        key=KEY,
        kind=OrganisationKind.DEPARTMENT,
        names=[Called(name or department_name(province), "" if name else f"Sở GDĐT {province.name}")],
        valid_from=REFORM,
        codes=[Coded(f"{code}S")],
        places=[Sat(province.pk)],
    )
    communes = list(units(UnitLevel.COMMUNE, below=province)) if with_communes else []
    codes = codes_of_units(communes)
    return [department, *(_commune(each, codes[each.pk]) for each in communes)]


def department_name(province: Unit) -> str:
    """`Sở Giáo dục và Đào tạo tỉnh Ninh Bình`, `Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh`."""
    return f"Sở Giáo dục và Đào tạo {_lowered(province)}"


def _commune(unit: Unit, code: str) -> Entry:
    return Entry(
        key=code,
        kind=OrganisationKind.COMMUNE,
        names=[Called(f"Ủy ban nhân dân {_lowered(unit)}", str(unit))],
        valid_from=REFORM,
        codes=[Coded(code)] if code else [],
        places=[Sat(unit.pk)],
        parents=[Under(ParentKind.ADMINISTRATIVE, KEY), Under(ParentKind.PROFESSIONAL, KEY)],
    )


def _lowered(unit: Unit) -> str:
    """A unit's name inside a longer one: only cities of the centre keep their capital letter."""
    full = str(unit)
    return full if unit.prefix == CITY else f"{full[:1].lower()}{full[1:]}"
