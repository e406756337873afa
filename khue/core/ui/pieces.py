"""Small pieces of HTML made in Python, for rows and cells: a component a cell would cost forty times as much.

The cotton components of the same names draw the same classes; both follow `assets/css/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import accumulate
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khue.core.ui.assets import asset_url, icon_names

Words = str | Promise

TONE_ICONS = {
    "ok": "circle-check",
    "wait": "circle-dot",
    "warn": "triangle-alert",
    "late": "circle-alert",
    "err": "circle-x",
    "info": "info",
    "plain": "",
}
LEVELS = 4


def icon(name: str, size: int = 18, classes: str = "", label: Words = "") -> SafeString:
    """One icon of the sprite, hidden from screen readers unless it has a label.

    Raises LookupError for a name that `icons.txt` does not list.
    """
    return _drawn(name, size, classes, str(label), asset_url("icons.svg"))


@lru_cache(maxsize=1_000)
def _drawn(name: str, size: int, classes: str, label: str, sprite: str) -> SafeString:
    """The same hundred icons stand on every page, a hundred at a time."""
    if name not in icon_names():
        raise LookupError(f'"{name}" is not in khue/core/ui/assets/icons.txt')
    sized = "" if size == 18 else f" icon-{size}"  # noqa: PLR2004 -- the size the style sheet gives to .icon
    kind = f"icon{sized} {classes}".strip()
    reader = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', kind, reader, sprite, name)


def heading(words: Words, address: str = "", direction: str = "", *, end: bool = False) -> SafeString:
    """The head of a column; with an address it sorts. `direction` is "up", "down" or nothing."""
    sorts = {"up": "ascending", "down": "descending"}.get(direction, "")
    arrow = icon(f"arrow-{direction}", 14) if sorts else ""
    inside = (
        f'<a class="sort" href="{escape(address)}">{escape(str(words))}{arrow}</a>'
        if address
        else escape(str(words))
    )
    start = f'<th scope="col" class="{"end" if end else ""}"' + (f' aria-sort="{sorts}"' if sorts else "")
    return mark_safe(f"{start}>{inside}</th>")  # noqa: S308 -- every part is escaped


def column_rows(items: Sequence[Mapping[str, Any]]) -> SafeString:
    """The lines of the chooser of columns: `key`, `label`, `shown`, and `fixed` for those that cannot be hidden."""
    words = _("Move %(name)s, with the arrow keys"), _("Move %(name)s up"), _("Move %(name)s down")
    pin = icon("pin", 16, "quiet", _("always shown"))
    return mark_safe("".join([_column_row(item, words, pin) for item in items]))  # noqa: S308 -- every part is escaped


def _column_row(item: Mapping[str, Any], words: Sequence[str], pin: str) -> str:
    key, name = escape(item["key"]), str(item["label"])
    grip, up, down = (escape(each % {"name": name}) for each in words)
    state = (" checked" if item.get("shown") else "") + (" disabled" if item.get("fixed") else "")
    if item.get("fixed"):
        after = f'<input type="hidden" name="cols" value="{key}">{pin}'
    else:
        after = _mover("-1", up, "arrow-up") + _mover("1", down, "arrow-down")
    return (
        '<li class="column-row" data-column>'
        f'<button type="button" class="column-grip" data-grip aria-label="{grip}">{icon("grip-vertical", 16)}</button>'
        f'<label class="choice"><input type="checkbox" class="checkbox" name="cols" value="{key}"{state}>'
        f" <span>{escape(name)}</span></label>{after}</li>"
    )


def tag(words: Words, tone: str = "plain", icon_name: str = "") -> SafeString:
    """An exception's tag: tint, icon and word. Tones: ok, wait, warn, late, err, info, plain."""
    kind = {"late": "err"}.get(tone, tone)
    sign = icon_name or TONE_ICONS[tone]
    drawn = icon(sign, 14) if sign else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', kind, drawn, words)


def status(words: Words, tone: str = "plain", icon_name: str = "") -> SafeString:
    """The ordinary state of a row: an icon and a word without a tint."""
    kind = {"late": "err"}.get(tone, tone)
    sign = icon_name or TONE_ICONS[tone] or "circle-check"
    return format_html('<span class="status tone-{}">{}{}</span>', kind, icon(sign, 16), words)


def figure(value: Words, href: str = "") -> SafeString:
    """A number; with an address it opens the list behind it, and only then it is underlined."""
    if href:
        return format_html('<a class="figure-link" href="{}">{}</a>', href, value)
    return format_html('<span class="num">{}</span>', value)


def badge(count: int, kind: str = "") -> SafeString:
    """A count in its pill. Kinds: "" (accent, waits for the person), tint, quiet, star (on dark bars)."""
    return format_html('<span class="badge{}">{}</span>', f" badge-{kind}" if kind else "", count)


def meter(percent: float, kind: str = "") -> SafeString:
    """A bar of one value between 0 and 100; the number stands beside it, so it is hidden from readers."""
    return format_html(
        '<svg class="meter{}" aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        f" meter-{kind}" if kind else "",
        _number(max(0.0, min(100.0, percent))),
    )


def level_bar(counts: Sequence[int], *, wide: bool = False) -> SafeString:
    """The four ordered levels, Tốt to Chưa đạt, as one bar with gaps; the fourth is hatched.

    The counts stand beside the bar or in its table, so it is hidden from readers. All zero draws an empty track.
    """
    if len(counts) != LEVELS:
        raise ValueError(f"four counts are needed, not {len(counts)}")
    total = sum(counts) or 1
    ends = [100 * end / total for end in accumulate(counts)]
    starts = [0.0, *ends[:-1]]
    parts = [
        f'<rect class="level-{level}" x="{_number(start)}%" width="{_number(end - start)}%" height="100%"/>'
        f'<rect class="levels-gap" x="{_number(end)}%" width="1" height="100%"/>'
        for level, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
        if end > start
    ]
    kind = "levels levels-wide" if wide else "levels"
    return mark_safe(f'<svg class="{kind}" aria-hidden="true">{"".join(parts)}</svg>')  # noqa: S308 -- numbers only


def _mover(step: str, words: str, sign: str) -> str:
    start = f'<button type="button" class="column-move" data-move="{step}"'
    return f'{start} aria-label="{words}">{icon(sign, 14)}</button>'


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
