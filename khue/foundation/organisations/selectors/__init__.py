"""The questions organisations answer."""

from khue.foundation.organisations.selectors.units import (
    code_of_unit,
    parent_of_unit,
    predecessors_of,
    province_of,
    search_units,
    successors_of,
    unit_by_code,
    units,
    units_by_codes,
)

__all__ = [
    "code_of_unit",
    "parent_of_unit",
    "predecessors_of",
    "province_of",
    "search_units",
    "successors_of",
    "unit_by_code",
    "units",
    "units_by_codes",
]
