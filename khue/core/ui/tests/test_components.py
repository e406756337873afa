"""Every component draws by itself, says what it must to a screen reader, and escapes what people typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError, engines
from django_cotton.compiler_regex import CottonCompiler

from khue.core.ui import assets, specimens
from khue.core.ui.drawn import DRAWN
from khue.core.ui.tests.conftest import Draw

TEMPLATES = assets.HERE / "templates"
NAMES = sorted({*DRAWN, *(path.stem for path in (TEMPLATES / "cotton").glob("*.html"))})
LEAST: dict[str, dict[str, object]] = {"chip": {"label": "Khối"}, "columns": {"items": specimens.columns()}}
TYPED = "\"><script>alert('a & b')</script>"


@pytest.mark.parametrize("name", NAMES)
def test_a_component_draws_with_no_more_than_its_name(draw: Draw, name: str) -> None:
    html = draw(name, **LEAST.get(name, {}))
    assert html.startswith("<")
    assert re.findall(r"\sstyle=|\son\w+=|{{|{%", html) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_shown_in_the_styleguide(name: str) -> None:
    pages = [*(TEMPLATES / "ui").rglob("*.html"), *(TEMPLATES / "cotton").glob("*.html")]
    users = "".join(path.read_text(encoding="utf-8") for path in pages)
    assert re.search(rf"<c-{name.replace('_', '-')}[\s/>]", users)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_holds_a_style_or_a_script_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=|javascript:|hx-on", text) == []


def test_what_people_typed_is_escaped_in_words_and_in_attributes(draw: Draw) -> None:
    html = draw("input", name="name", label=TYPED, value=TYPED, error=TYPED, help=TYPED)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4


def test_an_error_is_tied_to_its_input(draw: Draw) -> None:
    html = draw("input", name="born", label="Ngày sinh", error="Không có ngày này", help="Như 22/11/2026")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_born_error id_born_helptext"' in html
    assert 'id="id_born_error"' in html
    assert 'id="id_born_helptext"' in html


def test_a_locked_input_can_be_read_but_not_written(draw: Draw) -> None:
    html = draw("input", name="code", label="Mã học sinh", value="3732121532", locked=True)
    assert "readonly" in html
    assert "#lock" in html


def test_a_button_with_an_address_is_a_link(draw: Draw) -> None:
    assert draw("button", href="/lop/8a2").startswith('<a href="/lop/8a2" class="btn')
    assert draw("button").startswith('<button type="submit"')


def test_a_running_button_cannot_be_pressed_again(draw: Draw) -> None:
    html = draw("button", running=True)
    assert 'aria-disabled="true"' in html
    assert "spinner" in html


def test_an_icon_alone_has_a_name(draw: Draw) -> None:
    assert 'aria-label="Hoàn tác"' in draw("button", icon="undo-2", label="Hoàn tác")


@pytest.mark.parametrize("name", ["href", "label", "class", "value", "type", "variant", "size"])
def test_nothing_breaks_out_of_a_button(draw: Draw, name: str) -> None:
    html = draw("button", **{name: TYPED})
    assert "<script" not in html
    assert html.count(">") == 2  # the tag and its end


def test_a_button_takes_over_what_it_does_not_know(draw: Draw) -> None:
    template = """<c-button popovertarget="columns" hx-vals='{"a": 1}' disabled>Cột &amp; dòng</c-button>"""
    html = engines["django"].from_string(CottonCompiler().process(template)).render()
    assert html == (
        '<button type="submit" class="btn" popovertarget="columns" hx-vals="{&quot;a&quot;: 1}" disabled>'
        "Cột &amp; dòng</button>"
    )


def test_a_button_has_no_slot_but_its_words() -> None:
    template = '<c-button><c-slot name="end">x</c-slot></c-button>'
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(CottonCompiler().process(template))


@pytest.mark.parametrize(
    ("tone", "sign"),
    [
        ("ok", "circle-check"),
        ("wait", "circle-dot"),
        ("warn", "triangle-alert"),
        ("late", "circle-alert"),
        ("err", "circle-x"),
    ],
)
def test_a_tone_never_speaks_by_colour_alone(draw: Draw, tone: str, sign: str) -> None:
    assert f"#{sign}" in draw("tag", tone=tone)


def test_a_sorted_column_says_its_direction(draw: Draw) -> None:
    assert 'aria-sort="ascending"' in draw("sort", href="?sort=name", dir="up")
    assert 'aria-sort="descending"' in draw("sort", href="?sort=-name", dir="down")


def test_the_last_step_of_the_way_is_the_page_itself(draw: Draw) -> None:
    html = draw("breadcrumb", items=specimens.crumbs("Học sinh"))
    assert '<span aria-current="page">Học sinh</span>' in html
    assert html.count("<a ") == 3


def test_a_sensitive_value_is_dots_until_asked_for(draw: Draw) -> None:
    html = draw("sensitive", action="/xem", field="ethnicity")
    assert "•••••" in html
    assert "Xem, có ghi lại" in html
    assert 'method="post"' in html
    assert "•" not in draw("sensitive", value="Mường")


def test_long_work_asks_for_news_until_it_is_done(draw: Draw) -> None:
    assert 'hx-trigger="every 1s"' in draw("progress", url="/viec/7", title="Đang nhập", percent=76)
    assert "hx-trigger" not in draw("progress", url="/viec/7", title="Xong", finished=True)


def test_columns_name_their_handles_and_keep_the_fixed_one(draw: Draw) -> None:
    html = draw("columns", items=specimens.columns(), shown=9, locked=5)
    assert "Dời cột Lớp bằng phím mũi tên" in html
    assert html.count('type="hidden" name="cols"') == 1
    assert "5 cột cần quyền xem riêng" in html
