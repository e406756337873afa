"""Papers in bulk: the same bytes every time, every letter, and one bad item stops nobody."""

import re

import pytest

from khue.foundation.documents.adapters.typst import RenderingRefusedError, qr_svg, render, render_batch
from khue.foundation.documents.tests.factories import MOMENT, NOTICE, notice, render_notice
from tests.papers import needs, printed


def test_a_paper_is_pdf_a_2b_with_our_font() -> None:
    pdf = render_notice()
    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(rb'pdfaid:part(>|=")2', pdf)
    assert re.search(rb'pdfaid:conformance(>|=")B', pdf)
    assert b"BeVietnamPro-Regular" in pdf


def test_the_same_item_gives_the_same_bytes() -> None:
    assert render_notice() == render_notice()


def test_another_word_gives_other_bytes() -> None:
    assert render_notice() != render_notice(body="Nhà trường nghỉ lễ ngày 30/04.")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(NOTICE, notice(), moment=MOMENT.replace(tzinfo=None))


@needs("pdftotext")
@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh Tuyết", "H'Blăk Niê Kđăm", "Y Blĭ Ƀuôn Yă", "Ksor Hʼ", "Sùng A Lử", "Y Blǐ"]
)
def test_every_letter_of_our_names_is_printed(name: str) -> None:
    assert name in printed(render_notice(title=name))


def test_a_letter_that_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(RenderingRefusedError, match="漢"):
        render_notice(title="漢")


@pytest.mark.parametrize("threads", [1, 2])
def test_a_refused_item_does_not_stop_the_batch(threads: int) -> None:
    items = [notice(title=title) for title in ("Một", "漢", "Ba", "Bốn", "Năm")]
    made = list(render_batch(NOTICE, items, moment=MOMENT, threads=threads))
    assert [one.position for one in made] == [0, 1, 2, 3, 4]
    assert [bool(one.pdf) for one in made] == [True, False, True, True, True]
    assert "漢" in made[1].refusal


def test_a_batch_gives_what_single_papers_give() -> None:
    items = [notice(title=f"Số {number}") for number in range(6)]
    alone = [render(NOTICE, item, moment=MOMENT) for item in items]
    assert [one.pdf for one in render_batch(NOTICE, items, moment=MOMENT, threads=2)] == alone


def test_items_are_read_only_a_few_ahead() -> None:
    read: list[int] = []

    def items() -> object:
        for number in range(100):
            read.append(number)
            yield notice(title=f"Số {number}")

    batch = render_batch(NOTICE, items(), moment=MOMENT, threads=2)  # type: ignore[arg-type]
    next(batch)
    assert len(read) <= 8
    batch.close()  # type: ignore[attr-defined]


def test_a_template_that_is_not_there_is_our_own_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        render(NOTICE.with_name("absent.typ"), notice(), moment=MOMENT)


def test_the_qr_code_is_one_black_path_and_holds_the_address() -> None:
    drawn = qr_svg("https://example.vn/kiem-tra/7K4M2QXD9HTP")
    assert drawn.count("<path") == 1
    assert 'width="29"' in drawn or 'width="33"' in drawn
