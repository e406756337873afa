"""Pages around rows that are written already."""

from __future__ import annotations

from django.test import RequestFactory
from django.utils.safestring import SafeString

from khue.core.web.apart import Apart, render_around

ROWS = SafeString("<tr><td>Đỗ &amp; Ái</td></tr>")


def test_the_rows_stand_in_the_place_of_their_mark() -> None:
    apart = Apart(ROWS)
    request = RequestFactory().get("/")
    page = render_around(request, "cotton/table.html", {"slot": apart.mark}, apart).content.decode()
    assert ROWS in page
    assert apart.mark not in page


def test_a_page_without_the_mark_says_nothing_of_the_rows() -> None:
    page = render_around(RequestFactory().get("/"), "cotton/table.html", {}, Apart(ROWS)).content.decode()
    assert ROWS not in page


def test_no_two_pages_have_the_same_mark() -> None:
    assert Apart(ROWS).mark != Apart(ROWS).mark
