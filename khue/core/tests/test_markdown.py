"""The guide's little Markdown."""

from __future__ import annotations

from khue.core.web.markdown import read


def link(words: str, target: str) -> tuple[str, str]:
    return words, target if target.startswith("/") else ""


def html_of(source: str) -> str:
    return read(source, link).html


def test_the_first_heading_is_the_title_and_the_others_are_places() -> None:
    page = read("# Sổ điểm\n\n## Khoá sổ\nChữ.", link)
    assert (page.title, list(page.headings)) == ("Sổ điểm", ["Khoá sổ"])
    assert page.html == '<h2 id="khoa-so" class="section-title">Khoá sổ</h2>\n<p>Chữ.</p>'


def test_lines_of_a_list_become_its_items() -> None:
    assert html_of("- một\n- hai\n  nữa") == "<ul><li>một</li><li>hai nữa</li></ul>"
    assert html_of("1. một\n2. hai") == "<ol><li>một</li><li>hai</li></ol>"


def test_a_list_right_after_a_sentence_is_a_list() -> None:
    assert html_of("Có:\n- một") == "<p>Có:</p>\n<ul><li>một</li></ul>"


def test_a_table_has_a_head() -> None:
    assert "<th" in html_of("| A | B |\n|---|---|\n| 1 | 2 |")
    assert "<td>2</td>" in html_of("| A | B |\n|---|---|\n| 1 | 2 |")


def test_nothing_typed_becomes_html() -> None:
    assert html_of("<script>a</script>") == "<p>&lt;script&gt;a&lt;/script&gt;</p>"
    assert html_of("`<b>` **x**") == '<p><code class="key">&lt;b&gt;</code> <b>x</b></p>'


def test_a_link_that_leads_nowhere_keeps_its_words() -> None:
    assert html_of("[đây](/lop/) và [kia](javascript:x)") == '<p><a href="/lop/">đây</a> và kia</p>'
