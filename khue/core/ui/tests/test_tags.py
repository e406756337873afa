"""The tags, the pieces for rows, and where the built files are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from khue.core.ui import assets, pieces
from khue.core.ui.tests.conftest import RequestOf


def rendered(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_icon_is_hidden_from_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "circle-check" %}')
    assert 'role="img" aria-label="đã xong"' in rendered('{% icon "check" 14 "" words %}', words="đã xong")


def test_an_icon_takes_the_size_of_the_words_beside_it() -> None:
    assert 'class="icon icon-16 spinner"' in rendered('{% icon "loader-circle" 16 "spinner" %}')
    assert 'class="icon"' in rendered('{% icon "users" %}')


def test_an_icon_that_is_not_in_the_sprite_is_an_error() -> None:
    with pytest.raises(LookupError, match="icons"):
        rendered('{% icon "unicorn" %}')


def test_the_list_of_icons_is_in_order_and_names_none_twice() -> None:
    names = [line for line in assets.ICONS.read_text().splitlines() if not line.startswith("#")]
    assert names == sorted(set(names))


def test_the_sprite_holds_what_the_list_names() -> None:
    sprite = (assets.LIST.parent / assets.asset_url("icons.svg").rpartition("/")[2]).read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == assets.icon_names()


def test_a_file_that_was_not_built_is_told_how_to_be() -> None:
    with pytest.raises(ImproperlyConfigured, match="npm run build"):
        rendered('{% asset "unicorn.js" %}')


@pytest.fixture
def _nothing_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for kept in (assets._url, assets._built):  # noqa: SLF001 -- what was read must be forgotten
        kept.cache_clear()
    monkeypatch.setattr(assets, "LIST", tmp_path / "assets.json")
    yield
    for kept in (assets._url, assets._built):  # noqa: SLF001 -- as above
        kept.cache_clear()


@pytest.mark.usefixtures("_nothing_built")
def test_pages_that_were_never_built_say_so() -> None:
    with pytest.raises(ImproperlyConfigured, match="not built yet"):
        assets.asset_url("khue.css")


def test_the_theme_is_the_one_kept_on_the_device(request_of: RequestOf) -> None:
    assert rendered("{% theme %}", request=request_of(khue_theme="khue-dark")) == "khue-dark"
    assert rendered("{% theme %}", request=request_of(khue_theme="x' onload=")) == ""
    assert rendered("{% theme %}") == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lê Minh Anh", "MA"),
        ("Bùi Thị Mỵ", "BM"),
        ("Quách Văn Thành", "QT"),
        ("Giàng A Páo", "AP"),
        ("Ánh", "Á"),
        ("", ""),
    ],
)
def test_initials_leave_out_what_tells_nobody_apart(name: str, letters: str) -> None:
    assert rendered("{{ name|initials }}", name=name) == letters


def test_a_number_is_underlined_only_when_it_opens_its_list() -> None:
    assert (
        pieces.figure("187", "/hoc-sinh?khoi=8") == '<a class="figure-link" href="/hoc-sinh?khoi=8">187</a>'
    )
    assert pieces.figure("187") == '<span class="num">187</span>'


def test_pieces_escape_what_people_typed() -> None:
    assert "<b>" not in pieces.tag("<b>") + pieces.status("<b>", "wait") + pieces.figure("<b>", '"<b>')


@given(st.lists(st.integers(0, 5_000_000), min_size=4, max_size=4))
def test_the_levels_fill_the_bar_and_leave_out_the_empty_ones(counts: list[int]) -> None:
    html = pieces.level_bar(counts)
    widths = [float(width) for width in re.findall(r'class="level-\d" x="[\d.]+%" width="([\d.]+)%"', html)]
    assert len(widths) == sum(1 for count in counts if count)
    assert not widths or abs(sum(widths) - 100) < 0.05


def test_a_bar_of_levels_needs_all_four() -> None:
    with pytest.raises(ValueError, match="four"):
        pieces.level_bar([1, 2, 3])


@pytest.mark.parametrize(("percent", "width"), [(96.4, "96.4%"), (-1, "0%"), (140, "100%"), ("", "0%")])
def test_a_meter_stays_within_its_track(percent: object, width: str) -> None:
    assert f'width="{width}"' in rendered("{% meter percent %}", percent=percent)


def test_a_tag_without_its_argument_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% icon %}")
