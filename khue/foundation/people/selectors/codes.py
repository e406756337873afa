"""Codes of people's code lists: ethnic groups, religions, disabilities. Dated data, never choices."""

from __future__ import annotations

import datetime as dt
import re

from khue.core import clock
from khue.core.models import Code, holds_on
from khue.core.text import fold


def code_names(name: str, day: dt.date | None = None) -> dict[str, str]:
    """The names of a code list by code, as they hold on `day` (today), in the list's order."""
    rows = Code.objects.filter(holds_on(day or clock.today()), list=name)
    return dict(rows.order_by("order", "code").values_list("code", "name"))


def code_of(name: str, code: str) -> str:
    """What a code is called; the code itself where the list has lost it, nothing for none."""
    return code_names(name).get(code, code) if code else ""


def codes_by_spelling(name: str) -> dict[str, str]:
    """Codes by every spelling of their names, folded and without spaces: `hmong`, `mong` and `08` mean one group."""
    found: dict[str, str] = {}
    for code, words in code_names(name).items():
        for spelling in (code, words, *re.split(r"[(),/]", words)):
            if key := fold(spelling).replace(" ", ""):
                found.setdefault(key, code)
    return found
