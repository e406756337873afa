"""The words of the form and the values in it, as they stand on paper: always Vietnamese, whatever the screen speaks."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from khue.core import clock

_ZERO_WIDTH_SPACE = "\u200b"
_LONG_WORD = re.compile(r"\S{18}(?=\S)")


@cache
def form() -> Mapping[str, Any]:
    """Titles, headings and instructions of the gradebook's form (annex of TT 22/2021); data, see its `source`."""
    words: dict[str, Any] = json.loads(Path(__file__).with_name("form_22.json").read_text())
    return words


def mark_text(value: int | bool | None) -> str:  # noqa: FBT001 - a comment's value, not a switch
    """A mark of the tables as it is entered: `8`, `8,5`; a comment `Đ` or `CĐ`; nothing where nothing is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "CĐ"
    whole, tenth = divmod(value, 10)
    return f"{whole},{tenth}" if tenth else str(whole)


def result_text(value: int | bool | None) -> str:  # noqa: FBT001 - as above
    """An average with its decimal: `8,0`; the result of a subject without marks in a word of its own."""
    if value is None or isinstance(value, bool):
        return mark_text(value)
    return f"{value // 10},{value % 10}"


def kept_text(cell: str, wire: str | None) -> str:
    """A corrected value (text of the wire) as the cell shows it."""
    if wire is None:
        return ""
    if cell in {"remark", "absences"}:
        return wire
    if cell == "rating":
        return {"TOT": "Tốt", "KHA": "Khá", "DAT": "Đạt", "CHUA_DAT": "Chưa đạt"}.get(wire, wire)
    return {"D": "Đ", "CD": "CĐ"}.get(wire) or wire.replace(".", ",").removesuffix(",0")


def rating_text(number: int | None) -> str:
    """Tốt, Khá, Đạt, Chưa đạt."""
    return str(form()["ratings"].get(str(number or ""), ""))


def cell_name(cell: str) -> str:
    """What a cell is called on paper: `ĐĐGtx 2`, `ĐĐGgk`."""
    kind, _, place = cell.partition(".")
    return " ".join(filter(None, (str(form()["cells"].get(kind, kind)), place)))


def day_text(day: dt.date | None) -> str:
    """`09/03/2012`, or nothing."""
    return f"{day:%d/%m/%Y}" if day else ""


def moment_text(moment: dt.datetime | None) -> str:
    """`15:04 12/06/2026` in the province's time, or nothing."""
    return f"{clock.local(moment):%H:%M %d/%m/%Y}" if moment else ""


def breakable(value: Any) -> Any:
    """Every text with places to break inside words longer than a narrow column, so that nothing runs over its edge."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: word[0] + _ZERO_WIDTH_SPACE, value)
    if isinstance(value, list | tuple):
        return [breakable(one) for one in value]
    if isinstance(value, Mapping):
        return {key: breakable(one) for key, one in value.items()}
    return value
