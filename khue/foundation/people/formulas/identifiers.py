"""Numbers that name a person: what makes them impossible, and what merely makes one look twice.

The personal identity number (NĐ 137/2015/NĐ-CP Điều 13, TT 07/2016/TT-BCA; Luật Căn cước 2023 Điều 12) is twelve
digits `PPP G YY NNNNNN`: place of birth registration, century and sex, year, six random digits, no check digit. Sex and
dates of birth are corrected by civil status offices while the number stays, so a disagreement is a doubt and never an
error. Provinces are the 63 that existed when the numbers were given, whatever the map says today.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Final

IDENTITY_DIGITS: Final = 12
SECTOR_DIGITS: Final = 10
TEMPORARY: Final = "TAM-"

HISTORIC_PROVINCES: Final = frozenset(
    {
        "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025",
        "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048",
        "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075",
        "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096",
    }
)  # fmt: skip
"""Codes of the 63 provinces before 1 July 2025 (QĐ 124/2004/QĐ-TTg), with the zero in front."""

_FIRST_COUNTRY: Final = (
    100  # TT 07/2016/TT-BCA lists countries after the provinces; the list itself is from memory
)
_FIRST_CENTURY: Final = 1900
_DIGITS: Final = re.compile(r"[0-9]+")


class Doubt(StrEnum):
    """What in an identity number disagrees with the record."""

    SEX = "identity_sex"
    YEAR = "identity_year"
    CENTURY = "identity_century"
    PLACE = "identity_place"


def identity_fault(number: str) -> str:
    """Why the text cannot be a personal identity number (`identity_digits`), empty when it can."""
    return "" if _is_digits(number, IDENTITY_DIGITS) else "identity_digits"


def sector_identifier_fault(number: str) -> str:
    """Why the text cannot be a sector identifier (`sector_digits`), empty when it can.

    Ten digits (practice under TT 42/2021 Điều 10), or `TAM-` and an identity number for a child whom the sector
    database does not know yet.
    """
    if _is_digits(number, SECTOR_DIGITS):
        return ""
    temporary = number.startswith(TEMPORARY) and not identity_fault(number.removeprefix(TEMPORARY))
    return "" if temporary else "sector_digits"


def identity_doubts(number: str, sex: int, birth: date | None) -> tuple[Doubt, ...]:
    """What disagrees between a faultless identity number and the record, in a fixed order.

    `sex` is 1 male, 2 female, 0 unknown (nothing to disagree with); of `birth` only the year is read.
    """
    return tuple(doubt for doubt, holds in _compare(number, sex, birth) if holds)


def _compare(number: str, sex: int, birth: date | None) -> list[tuple[Doubt, bool]]:
    place, code = number[:3], int(number[3])
    century, numbered_sex = _FIRST_CENTURY + 100 * (code // 2), 1 + code % 2
    birth_century = birth.year // 100 * 100 if birth else century
    birth_short = f"{birth.year % 100:02}" if birth else number[4:6]
    return [
        (Doubt.SEX, bool(sex) and numbered_sex != sex),
        (Doubt.CENTURY, birth_century != century),
        (Doubt.YEAR, birth_short != number[4:6]),
        (Doubt.PLACE, int(place) < _FIRST_COUNTRY and place not in HISTORIC_PROVINCES),
    ]


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and _DIGITS.fullmatch(text) is not None
