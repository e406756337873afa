"""A transcript page on paper and as XML: the form's words, every name, nothing over the edge."""

import re
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from khue.foundation.documents.tests.factories import render_paper
from khue.foundation.signing.tests.factories import signed_transcript
from khue.school.transcripts.layouts.canonical import CONTENT_ID, NAMESPACE, canonical_xml, schema
from khue.school.transcripts.layouts.page import (
    Decision,
    Edition,
    Outcome,
    Pupil,
    Rating,
    Ratings,
    Stage,
    TranscriptPage,
    YearResult,
)
from khue.school.transcripts.layouts.paper import (
    SIGNATURE_BOXES,
    SIGNATURE_LABELS,
    TEMPLATE,
    paper_data,
    result_text,
)
from khue.school.transcripts.tests.factories import bare_page, commented, marked, overflowing_page, page
from tests.papers import needs, printed

needs_poppler = needs("pdftotext")
WORDS_OF_THE_FORM = (
    "SỞ GIÁO DỤC VÀ ĐÀO TẠO NINH BÌNH",
    "HỌC BẠ TRUNG HỌC CƠ SỞ",
    "Năm học 2025–2026",
    "Quá trình học tập",
    "2024–2025 7A1 THCS Đinh Tiên Hoàng 05/09/2024",
    "Trần Ngọc Ánh",
    "09/03/2012",
    "Trần Văn Hùng – Công nhân",
    "Nhận xét của giáo viên chủ nhiệm",
    "Được lên lớp",
    "GIÁO VIÊN CHỦ NHIỆM",
    "HIỆU TRƯỞNG",
    "CON DẤU SỐ CỦA NHÀ TRƯỜNG",
    "7K4M-2QXD-9HTP",
    "example.vn/kiem-tra/7K4M2QXD9HTP",
    "bản 1",
    "Số đăng bộ: 0417/2022",
    "Ảnh 3 × 4",
    "Trang 4/4",
)
PAGE_HEIGHT = 841.89
RARE_NAMES = ("H'Blăk Niê Kđăm", "Y Blĭ Ƀuôn Yă", "Y Blǐ", "Ksor Hʼ", "Sùng A Lử", "Lý", "Thạch Sô-Phia")


def text_of(made: TranscriptPage) -> str:
    return re.sub(r"\s+", " ", printed(render_paper(TEMPLATE, paper_data(made))))


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type/Page/", pdf))


def with_name(name: str) -> TranscriptPage:
    return page(pupil=replace(page().pupil, name=name))


# On paper


@needs_poppler
def test_an_ordinary_year_is_a_cover_a_first_page_and_two_sides_with_the_form_s_words() -> None:
    made = page()
    pdf = render_paper(TEMPLATE, paper_data(made))
    text = re.sub(r"\s+", " ", printed(pdf))
    assert page_count(pdf) == 4
    for words in WORDS_OF_THE_FORM:
        assert words in text


@needs_poppler
def test_upper_secondary_has_its_own_title() -> None:
    made = page(school=replace(page().school, stage=Stage.UPPER_SECONDARY, head_title="Giám đốc"))
    text = text_of(made)
    assert "HỌC BẠ TRUNG HỌC PHỔ THÔNG" in text
    assert "GIÁM ĐỐC" in text


@needs_poppler
@pytest.mark.parametrize("name", RARE_NAMES)
def test_every_name_is_printed_as_it_is_written(name: str) -> None:
    assert name in text_of(with_name(name))


@needs_poppler
def test_a_correction_says_what_it_replaces_and_why() -> None:
    edition = replace(
        page().edition, version=2, reason="Sửa điểm Toán theo biên bản", supersedes="3F2A-9KLM-1QWE"
    )
    text = text_of(page(edition=edition, corrections=1, corrected_subjects=("Toán",)))
    assert "Bản 2 của học bạ này thay bản mã 3F2A-9KLM-1QWE. Lí do: Sửa điểm Toán theo biên bản" in text
    assert "có sửa chữa ở 1 chỗ, thuộc các môn: Toán" in text


@needs_poppler
def test_a_pupil_of_whom_little_is_known_has_a_page_too() -> None:
    text = text_of(bare_page())
    assert "Sùng" in text
    assert "2012" in text
    assert "None" not in text


@needs_poppler
def test_long_words_stay_inside_the_page_and_the_boxes_on_the_last(tmp_path: Path) -> None:
    pdf = render_paper(TEMPLATE, paper_data(overflowing_page()))
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "36", "-gray", file, tmp_path / "page"], check=True)
    pictures = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pictures) == page_count(pdf) > 4
    for picture in pictures:
        assert margins_are_white(picture.read_bytes())
    assert "CON DẤU SỐ CỦA NHÀ TRƯỜNG" in printed(pdf, "-layout", "-f", str(len(pictures)))


def margins_are_white(pgm: bytes) -> bool:
    """Whether nothing is drawn in the outer centimetre at the left and the right (36 dots an inch)."""
    _, size, _, dots = pgm.split(b"\n", 3)
    width, height = map(int, size.split())
    edge = 14
    rows = [dots[row * width : (row + 1) * width] for row in range(height)]
    return all(min(row[:edge]) > 250 and min(row[-edge:]) > 250 for row in rows)


@needs_poppler
@pytest.mark.parametrize(
    "made", [page(), bare_page(), overflowing_page()], ids=["ordinary", "bare", "overflowing"]
)
def test_signatures_are_drawn_where_the_template_leaves_room(made: TranscriptPage, tmp_path: Path) -> None:
    pdf = render_paper(TEMPLATE, paper_data(made))
    signed = signed_transcript(pdf, SIGNATURE_BOXES, SIGNATURE_LABELS, tmp_path / "authority")
    told = printed(signed, "-f", str(page_count(pdf)), "-bbox")
    words = [
        (text, float(top), float(bottom))
        for top, bottom, text in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', told)
    ]
    _, low, _, high = SIGNATURE_BOXES["head"]
    ceiling, floor = PAGE_HEIGHT - high, PAGE_HEIGHT - low
    assert [ceiling < top < bottom < floor for text, top, bottom in words if text == "Đã"] == [True] * 3
    assert all(0 < ceiling - bottom < 20 for text, _, bottom in words if text in {"NHIỆM", "DẤU"})


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (Decimal("8.5"), "8,5"),
        (Decimal(8), "8,0"),
        (Decimal("10.0"), "10,0"),
        (Decimal("0.0"), "0,0"),
        (Outcome.ACHIEVED, "Đạt"),
        (Outcome.NOT_ACHIEVED, "Chưa đạt"),
        (None, ""),
    ],
)
def test_a_result_is_written_as_the_form_writes_it(result: Any, text: str) -> None:
    assert result_text(result) == text


# As XML


@pytest.mark.parametrize(
    "made", [page(), bare_page(), overflowing_page()], ids=["ordinary", "bare", "overflowing"]
)
def test_the_xml_is_what_the_schema_says(made: TranscriptPage) -> None:
    schema().assertValid(etree.fromstring(canonical_xml(made)))


def test_the_xml_is_canonical_and_always_the_same() -> None:
    xml = canonical_xml(page())
    assert xml == canonical_xml(page())
    assert xml == etree.tostring(etree.fromstring(xml), method="c14n")


def test_the_xml_has_points_codes_and_iso_dates() -> None:
    root = etree.fromstring(canonical_xml(page(subjects=(marked("Toán", "8"), commented("Nghệ thuật")))))
    names = {"k": NAMESPACE}
    assert root.xpath("//k:Subject/k:Term1/text()", namespaces=names) == ["8.0", "D"]
    assert root.xpath("string(//k:BirthDate)", namespaces=names) == "2012-03-09"
    assert root.xpath("string(//k:Decision)", namespaces=names) == "PROMOTED"
    assert root.xpath("string(//k:Confirmed/k:At)", namespaces=names) == "2026-05-26T03:00:00Z"
    assert root.xpath("string(/k:Paper/k:Transcript/@Id)", namespaces=names) == CONTENT_ID


def test_a_page_with_a_mark_that_no_school_gives_is_invalid() -> None:
    xml = canonical_xml(page(subjects=(marked("Toán", "8.5"),))).replace(b"8.5", b"85")
    assert not schema().validate(etree.fromstring(xml))


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=80)


@settings(max_examples=50, deadline=None)
@given(name=names, remark=st.text(max_size=200), mark=st.integers(0, 100), rating=st.sampled_from(Rating))
def test_whatever_is_typed_makes_readable_xml(name: str, remark: str, mark: int, rating: Rating) -> None:
    line = replace(marked("Toán", "0"), year=Decimal(mark) / 10, remarks=remark)
    result = YearResult(Ratings(year=rating), Ratings(), decision=Decision.RETAINED, remarks=remark)
    made = page(pupil=Pupil(name), subjects=(line,), result=result)
    root = etree.fromstring(canonical_xml(made))
    assert root.findtext(f".//{{{NAMESPACE}}}Subject/{{{NAMESPACE}}}Year") == f"{mark // 10}.{mark % 10}"


def test_an_edition_names_its_code() -> None:
    edition = Edition("7K4M-2QXD-9HTP", "https://example.vn/kiem-tra/7K4M2QXD9HTP", date(2026, 5, 28))
    assert b"<Code>7K4M-2QXD-9HTP</Code>" in canonical_xml(page(edition=edition))
