"""What the build makes: colours that can be read, digits that stand in columns, pages that weigh little."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from fontTools.ttLib import TTFont

from khue.core.ui import assets

THEMES = assets.HERE / "assets" / "css" / "theme.css"
BUILT = assets.HERE / "assets" / "built"


def themes() -> dict[str, dict[str, str]]:
    """Colour variables of the two themes."""
    blocks = re.findall(
        r'@plugin "daisyui/theme" \{\s+name: "([\w-]+)";(.*?)\n\}', THEMES.read_text(), re.DOTALL
    )
    return {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body)) for name, body in blocks}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    ("color-base-content", "color-base-100"),
    ("color-base-content", "color-base-200"),
    ("color-base-content", "raised"),
    ("ink-2", "color-base-100"),
    ("ink-2", "color-base-200"),
    ("ink-2", "sunken"),
    ("ink-3", "color-base-100"),
    ("ink-3", "sunken"),
    ("color-primary", "tint"),
    ("color-primary", "tint-2"),
    ("color-primary-content", "color-primary"),
    ("color-accent", "accent-tint"),
    ("color-accent-content", "color-accent"),
    ("color-success", "ok-tint"),
    ("color-warning", "warn-tint"),
    ("color-error", "err-tint"),
    ("bar-ink", "bar-2"),
    ("bar-ink-2", "bar-2"),
    ("star", "bar"),
    ("on-star", "star"),
]


@pytest.mark.parametrize("theme", ["khue", "khue-dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["khue", "khue-dark"])
@pytest.mark.parametrize("edge", ["line-2", "focus"])
def test_controls_and_focus_can_be_seen(theme: str, edge: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[edge], colours["color-base-100"]) >= 3


def test_both_themes_name_the_same_colours() -> None:
    light, dark = themes()["khue"], themes()["khue-dark"]
    assert light.keys() == dark.keys()


@pytest.mark.parametrize(("weight", "advance"), [(400, 650), (600, 670)])
def test_digits_stand_in_columns(weight: int, advance: int) -> None:
    font = TTFont(BUILT / f"khue-so-{weight}.woff2")
    names = font.getBestCmap()
    assert sorted(names) == list(range(ord("0"), ord("9") + 1))
    assert {font["hmtx"][name][0] for name in names.values()} == {advance}
    for name in names.values():
        left, right = font["hmtx"][name][1], advance - font["glyf"][name].xMax
        assert abs(left - right) <= 1


def weight(name: str, *, packed: bool = False) -> int:
    """Bytes over the wire of a built file."""
    data = (assets.LIST.parent / json.loads(assets.LIST.read_text())[name]).read_bytes()
    return len(data if packed else gzip.compress(data, 6))


def test_the_style_sheet_is_small() -> None:
    assert weight("khue.css") <= 25_000


def test_a_first_visit_to_a_list_stays_under_150_kb() -> None:
    faces = [
        f"be-vietnam-pro-{part}-{bold}-normal.woff2"
        for part in ("latin", "vietnamese")
        for bold in (400, 600)
    ]
    digits = ["khue-so-400.woff2", "khue-so-600.woff2"]
    fonts = sum(weight(name, packed=True) for name in [*faces, *digits])
    page = 20_000
    assert fonts + page + sum(map(weight, ("khue.css", "core.js", "list.js", "icons.svg"))) <= 150_000


def test_the_style_sheet_asks_for_nothing_inline() -> None:
    css = (assets.LIST.parent / json.loads(assets.LIST.read_text())["khue.css"]).read_text()
    assert "data:" not in css
    assert "://" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
