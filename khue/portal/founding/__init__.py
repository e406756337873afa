"""Owns the first hour of an installation: its department, communes, school years and first administrator.

Offers `found`, which may be called again and again, to the command `khue setup`. Needs organisations, people, accounts,
the calendar.
"""

from khue.portal.founding.province import ProvinceUnknown, province_named
from khue.portal.founding.services import (
    Founded,
    LoginTaken,
    Wanted,
    administrators,
    found,
    go_on,
    is_founded,
    load_reference_data,
)

__all__ = [
    "Founded",
    "LoginTaken",
    "ProvinceUnknown",
    "Wanted",
    "administrators",
    "found",
    "go_on",
    "is_founded",
    "load_reference_data",
    "province_named",
]
