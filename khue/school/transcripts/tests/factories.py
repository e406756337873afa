"""Transcript pages as schools have them: ordinary, nearly empty, and overflowing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from khue.school.transcripts.layouts.page import (
    Attended,
    Decision,
    Edition,
    Outcome,
    Pupil,
    Rating,
    Ratings,
    Relative,
    SchoolWords,
    Stage,
    SubjectLine,
    TranscriptPage,
    YearResult,
)

CONFIRMED = datetime(2026, 5, 26, 3, 0, tzinfo=UTC)
MARKED = (
    "Ngữ văn",
    "Toán",
    "Ngoại ngữ 1",
    "Giáo dục công dân",
    "Lịch sử và Địa lí",
    "Khoa học tự nhiên",
    "Tin học",
)
COMMENTED = ("Giáo dục thể chất", "Nghệ thuật", "Hoạt động trải nghiệm, hướng nghiệp")
LONG_NAME = "Nguyễn Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Trân Phương Uyên Vĩnh Khánh Hạ"
LONG_REMARK = (
    "Em tiến bộ rõ, biết vận dụng kiến thức vào tình huống thực tế; đôi khi còn thiếu cẩn thận. " * 7
)


def marked(name: str, mark: str, **changes: Any) -> SubjectLine:
    """A subject with marks."""
    value = Decimal(mark)
    line = SubjectLine(code=name[:3].upper(), name=name, term1=value, term2=value, year=value)
    return replace(line, teacher="Phạm Thu Hà", confirmed_at=CONFIRMED, digest="ab" * 32, **changes)


def commented(name: str, outcome: Outcome = Outcome.ACHIEVED) -> SubjectLine:
    """A subject assessed by comment only."""
    return SubjectLine(code=name[:3].upper(), name=name, term1=outcome, term2=outcome, year=outcome)


def page(**changes: Any) -> TranscriptPage:
    """An ordinary page of grade 8."""
    good = Ratings(Rating.GOOD, Rating.FAIR, Rating.GOOD)
    ordinary = TranscriptPage(
        school=SchoolWords(
            department="Sở Giáo dục và Đào tạo Ninh Bình",
            school="Trường THCS Đinh Tiên Hoàng",
            commune="phường Hoa Lư",
            province="tỉnh Ninh Bình",
            stage=Stage.LOWER_SECONDARY,
        ),
        pupil=Pupil(
            "Trần Ngọc Ánh",
            sex="Nữ",
            birth_date=date(2012, 3, 9),
            birth_place="Bệnh viện Đa khoa tỉnh Ninh Bình",
            ethnic_group="Kinh",
            address="Số 12, phố Phúc Thành, phường Hoa Lư",
            sector_identifier="3700000417",
            register_number="0417/2022",
            father=Relative("Trần Văn Hùng", "Công nhân"),
            mother=Relative("Lê Thị Thoa"),
        ),
        school_year="2025-2026",
        grade=8,
        class_name="8A1",
        subjects=(*(marked(name, "8.5", remarks="Tiến bộ.") for name in MARKED), *map(commented, COMMENTED)),
        result=YearResult(good, good, 3, Decision.PROMOTED, remarks="Ngoan, chăm chỉ.", approval="Đồng ý."),
        homeroom_teacher="Phạm Thu Hà",
        head="Nguyễn Văn Tuấn",
        edition=Edition("7K4M-2QXD-9HTP", "https://example.vn/kiem-tra/7K4M2QXD9HTP", date(2026, 5, 28)),
        entered_on=date(2025, 9, 5),
        schooling=(
            Attended("2023-2024", "6", "THCS Trần Quốc Toản", date(2023, 9, 5)),
            Attended("2024-2025", "7A1", "THCS Đinh Tiên Hoàng", date(2024, 9, 5)),
            Attended("2025-2026", "8A1", "THCS Đinh Tiên Hoàng", date(2025, 9, 5)),
        ),
    )
    return replace(ordinary, **changes)


def bare_page() -> TranscriptPage:
    """A pupil of whom only one name and a birth year are known, in a year without results."""
    nothing = YearResult(Ratings(), Ratings())
    return page(
        pupil=Pupil("Sùng", birth_year=2012), subjects=(), result=nothing, entered_on=None, schooling=()
    )


def overflowing_page() -> TranscriptPage:
    """Long names, long remarks, and a word without spaces."""
    lines = tuple(marked(name, "10.0", remarks=LONG_REMARK) for name in (*MARKED, *COMMENTED))
    result = replace(page().result, remarks=LONG_REMARK * 3, prizes=LONG_REMARK, completed=True)
    school = replace(
        page().school, school="Trường Phổ thông Dân tộc nội trú THCS và THPT liên huyện phía Tây số 2"
    )
    return page(
        school=school,
        pupil=Pupil(LONG_NAME, address="x" * 300, father=Relative(LONG_NAME, LONG_REMARK)),
        subjects=lines,
        result=result,
        homeroom_teacher=LONG_NAME,
        head=LONG_NAME,
    )
